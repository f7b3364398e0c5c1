package io.hawser.edge.agent.enrol;

import io.hawser.edge.agent.store.Identity;

/// How far enrolment has come.
public sealed interface EnrolmentState {
  /// No orchestrator could be asked yet, or its answer could not be kept; `problem` says why.
  record Unreached(String problem) implements EnrolmentState {}

  /// A person must approve this box, at `approveAt`; ask again after `retryNs`.
  record Pending(String approveAt, String message, long retryNs) implements EnrolmentState {}

  /// The orchestrator, or the check of who it is, said no.
  record Refused(String problem) implements EnrolmentState {}

  record Enrolled(Identity identity) implements EnrolmentState {}
}
