package io.hawser.edge.rate;

/// Where the rate comes from that a link is shaped to.
public enum RateSource {
  /// Somebody said it, and nothing speaks against it.
  CONFIGURED("configured"),
  /// From what arrives of user packets and how long that takes.
  FOUND("found");

  private final String word;

  RateSource(String word) {
    this.word = word;
  }

  /// As people see it.
  public String word() {
    return word;
  }
}
