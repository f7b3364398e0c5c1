package io.hawser.orchestrator.server.users;

/// What came of a try to sign in.
public sealed interface SignIn {
  /// @param token for the cookie; kept nowhere else
  record Granted(String token, User user) implements SignIn {}

  /// Name or password is wrong; which one is not told.
  record Wrong() implements SignIn {}

  /// Too many people sign in at this moment; the password was not looked at.
  record Busy() implements SignIn {}

  /// Too many tries; the password was not looked at.
  record Limited() implements SignIn {}
}
