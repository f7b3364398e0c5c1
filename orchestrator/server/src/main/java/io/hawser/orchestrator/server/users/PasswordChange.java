package io.hawser.orchestrator.server.users;

/// What came of a try to change a password.
public enum PasswordChange {
  DONE,
  /// The present password is wrong.
  WRONG,
  /// The new one is the present one.
  SAME,
  /// The new one is too short or too long.
  LENGTH,
  /// Too many people sign in at this moment; the password was not looked at.
  BUSY,
  /// Too many tries; the password was not looked at.
  LIMITED
}
