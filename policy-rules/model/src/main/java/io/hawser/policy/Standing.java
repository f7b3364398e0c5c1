package io.hawser.policy;

/// How a class of traffic stands towards a path. Rules remember nothing: what they are to know of
/// the past, they are told so.
public enum Standing {
  /// No past.
  NONE,
  /// It carries the class now.
  CARRYING,
  /// The class left it in trouble, and it has not been clean for long enough since.
  LEFT,
  /// The same, and not for the first time of late.
  LEFT_AGAIN
}
