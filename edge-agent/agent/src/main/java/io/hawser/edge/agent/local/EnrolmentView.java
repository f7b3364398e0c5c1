package io.hawser.edge.agent.local;

/// How far enrolment has come. `approveAt` is a URL while `state` is PENDING; `problem` says why
/// there is no progress.
public record EnrolmentView(State state, String approveAt, String problem) {
  public enum State {
    UNREACHED,
    PENDING,
    REFUSED,
    ENROLLED
  }
}
