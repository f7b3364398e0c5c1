package io.hawser.policy;

/// Something in a policy is wrong; knows the very object, so that a reader can find its line.
final class RefusedException extends IllegalArgumentException {
  private final transient Object subject;
  private final String problem;

  /// @param subject the offending part, compared by identity
  /// @param problem `key: value (expected: …)`
  RefusedException(Object subject, String problem) {
    super(problem);
    this.subject = subject;
    this.problem = problem;
  }

  Object subject() {
    return subject;
  }

  String problem() {
    return problem;
  }
}
