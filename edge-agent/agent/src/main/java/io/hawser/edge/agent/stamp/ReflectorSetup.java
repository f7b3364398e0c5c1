package io.hawser.edge.agent.stamp;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The reflector as `edge.yaml` asks for it.
///
/// @param stateful whether replies are counted by session
/// @param links by name, on whose devices it answers
/// @param key null for the unauthenticated mode
/// @param shortRequests whether requests of TWAMP Light that are shorter than STAMP's are answered
public record ReflectorSetup(
    boolean stateful,
    List<String> links,
    ReflectorPeers peers,
    int port,
    @Nullable KeyFile key,
    boolean shortRequests) {
  /// RFC 8762 section 4.1.
  public static final int DEFAULT_PORT = 862;

  public ReflectorSetup {
    links = List.copyOf(links);
  }
}
