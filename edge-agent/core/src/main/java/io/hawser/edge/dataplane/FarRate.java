package io.hawser.edge.dataplane;

/// What a peer's link takes inwards.
///
/// @param line the link, as `branch-1/broadband`
/// @param bitsPerSecond of IP packets
public record FarRate(String line, long bitsPerSecond) {
  public FarRate {
    if (bitsPerSecond <= 0) {
      throw new IllegalArgumentException(
          line + ": " + bitsPerSecond + " bit/s (expected: more than 0)");
    }
  }
}
