package io.hawser.edge.control;

import java.net.InetAddress;
import java.util.List;

/// What the shell knows of a WAN link at a moment.
///
/// @param slot number of the link, as in [EdgePlan.LinkPlan]
/// @param up whether packets could leave by it: device, carrier and an address
/// @param ipv4 whether it has a global IPv4 address and a route
/// @param ipv6 whether it has a global IPv6 address and a route
/// @param addresses its global addresses; where one is another, peers know this edge by a stale one
/// @param why in words, where it is not up
public record LinkState(
    int slot, boolean up, boolean ipv4, boolean ipv6, List<InetAddress> addresses, String why) {
  public LinkState {
    addresses = List.copyOf(addresses);
  }
}
