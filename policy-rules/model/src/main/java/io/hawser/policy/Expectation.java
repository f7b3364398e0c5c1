package io.hawser.policy;

/// What the author of a policy wants to be true of it; a policy that breaks one is refused.
///
/// @param from the site that begins
/// @param to the site that is reached
/// @param application name of the application
/// @param allowed whether the grants must permit it
public record Expectation(String from, String to, String application, boolean allowed) {
  static final String ALLOW = "allow";
  static final String REFUSE = "deny";

  static String word(boolean allowed) {
    return allowed ? ALLOW : REFUSE;
  }
}
