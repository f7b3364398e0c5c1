package io.hawser.edge.agent.local;

import java.util.List;

/// One peer: another edge, or a stock WireGuard client.
///
/// `path` is the path that default traffic takes, `link>peerlink`; empty where there is none. `via`
/// names the edge that forwards where there is no direct path. `active`: user data passed within
/// the last two minutes. `ciphers` are those of its present sessions. Ages are -1 for never.
public record PeerView(
    String name,
    String site,
    List<String> overlayAddresses,
    Kind kind,
    State state,
    String path,
    String via,
    int pathsUp,
    int paths,
    List<String> ciphers,
    long lastHandshakeMs,
    long lastSeenMs,
    long txBytes,
    long rxBytes,
    boolean active) {
  public enum Kind {
    EDGE,
    CLIENT
  }

  /// AWAY: all paths are silent at once, so the peer rather than a link is the cause.
  public enum State {
    CONNECTING,
    UP,
    DEGRADED,
    AWAY,
    DOWN
  }

  public PeerView {
    overlayAddresses = List.copyOf(overlayAddresses);
    ciphers = List.copyOf(ciphers);
  }
}
