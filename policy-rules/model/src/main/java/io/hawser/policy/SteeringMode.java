package io.hawser.policy;

/// How the flows of a class use the paths towards a peer.
public enum SteeringMode {
  /// Every flow on the one best path; it stays there while that path serves.
  SINGLE("single"),
  /// Flows are shared over the equal paths of the best tier.
  BALANCE("balance"),
  /// As `single`, and every packet by a second path as well, which shares no link with the first
  /// where there is one that does not.
  DUPLICATE("duplicate"),
  /// As `single`, and parity by another path repairs what the first one loses.
  PROTECT("protect"),
  /// A flow goes by all paths at once that are fit for it, and is put in order again at the far
  /// end.
  BOND("bond"),
  /// Nothing of this class is carried.
  DENY("deny");

  private final String word;

  SteeringMode(String word) {
    this.word = word;
  }

  /// The word of the policy document.
  public String word() {
    return word;
  }
}
