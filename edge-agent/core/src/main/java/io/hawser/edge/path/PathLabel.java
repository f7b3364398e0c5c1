package io.hawser.edge.path;

/// What a path is, apart from how it fares.
///
/// @param path dense number by which the packet path knows it
/// @param pathId `<my link>><peer>/<peer link>`, as people read it
/// @param metered traffic costs money: proven by a handshake now and then while idle, not probed
/// @param backup used last
/// @param keeper whether this end begins those handshakes, and the other one only stands in for it
public record PathLabel(
    int path,
    String pathId,
    String peer,
    String link,
    String peerLink,
    String transport,
    boolean metered,
    boolean backup,
    boolean keeper) {
  public PathLabel {
    if (path < 0) {
      throw new IllegalArgumentException("path: " + path + " (expected: 0 or more)");
    }
  }

  boolean isCostly() {
    return metered || backup;
  }

  /// Whether the two share a link at either end, and so perhaps what befell the one.
  boolean sharesLinkWith(PathLabel other) {
    return link.equals(other.link) || peerLink.equals(other.peerLink);
  }
}
