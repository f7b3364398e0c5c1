package io.hawser.edge.agent.local;

import java.util.List;

/// One WAN link of this edge as the kernel shows it; `name` is empty for an unconfigured device.
public record LinkView(
    String name,
    String device,
    String transport,
    boolean up,
    List<String> addresses,
    int mtu,
    boolean metered,
    boolean backup) {
  public LinkView {
    addresses = List.copyOf(addresses);
  }
}
