package io.hawser.edge.agent.local;

import java.util.List;

/// One WAN link of this edge as the kernel shows it; `name` is empty for an unconfigured device.
///
/// @param drillMs how much longer a failover drill treats it as down; 0 where none does
public record LinkView(
    String name,
    String device,
    String transport,
    boolean up,
    List<String> addresses,
    int mtu,
    boolean metered,
    boolean backup,
    long drillMs) {
  public LinkView {
    addresses = List.copyOf(addresses);
  }
}
