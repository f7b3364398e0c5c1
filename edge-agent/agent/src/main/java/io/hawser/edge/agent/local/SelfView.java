package io.hawser.edge.agent.local;

import java.util.List;

/// Who this edge is; the texts are empty and `revision` is 0 until a configuration is in force.
///
/// `serviceKey` is the public key, in base64, that stock WireGuard clients of this edge name as
/// their peer's. `cipher` is the implementation that packets are sealed with, `ciphers` what it may
/// seal with, WireGuard's own first; each of `offloads` is the word of one that works, with the
/// links that do without it, and each of `lacking` of one that works nowhere.
public record SelfView(
    String edgeId,
    String name,
    String site,
    List<String> overlayAddresses,
    String serviceKey,
    long revision,
    String version,
    long uptimeMs,
    String cipher,
    List<String> ciphers,
    List<String> offloads,
    List<String> lacking,
    List<LinkView> links) {
  public SelfView {
    overlayAddresses = List.copyOf(overlayAddresses);
    ciphers = List.copyOf(ciphers);
    offloads = List.copyOf(offloads);
    lacking = List.copyOf(lacking);
    links = List.copyOf(links);
  }
}
