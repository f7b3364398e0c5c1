package io.hawser.lab.topology;

import java.util.List;

/// A site's inner network: a switch, the edge's `lan0` and hosts whose default gateway the edge is.
///
/// @param addresses of the edge's `lan0`
public record Lan(List<Address> addresses, List<LanHost> hosts) {
  /// The edge's device towards the LAN.
  public static final String DEVICE = "lan0";

  public Lan {
    addresses = List.copyOf(addresses);
    hosts = List.copyOf(hosts);
  }
}
