package io.hawser.edge.agent.local;

import java.util.List;

/// Who this edge is; the texts are empty and `revision` is 0 until a configuration is in force.
///
/// `serviceKey` is the public key, in base64, that stock WireGuard clients of this edge name as
/// their peer's.
public record SelfView(
    String edgeId,
    String name,
    String site,
    List<String> overlayAddresses,
    String serviceKey,
    long revision,
    String version,
    long uptimeMs,
    List<LinkView> links) {
  public SelfView {
    overlayAddresses = List.copyOf(overlayAddresses);
    links = List.copyOf(links);
  }
}
