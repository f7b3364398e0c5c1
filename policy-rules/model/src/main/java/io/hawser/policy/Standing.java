package io.hawser.policy;

/// How a class of traffic stands towards a path. Rules remember nothing: what they are to know of
/// the past, they are told so.
public enum Standing {
  /// No past.
  NONE("none"),
  /// It carries the class now.
  CARRYING("carrying"),
  /// The class left it in trouble, and it has not been clean for long enough since.
  LEFT("left"),
  /// The same, and not for the first time of late.
  LEFT_AGAIN("left-again");

  private final String word;

  Standing(String word) {
    this.word = word;
  }

  /// The word of an edge's reports.
  public String word() {
    return word;
  }

  /// What a report means by a word; one of a later version says nothing.
  public static Standing of(String word) {
    for (Standing standing : values()) {
      if (standing.word.equals(word)) {
        return standing;
      }
    }
    return NONE;
  }
}
