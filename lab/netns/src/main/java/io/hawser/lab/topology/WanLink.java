package io.hawser.lab.topology;

import io.hawser.lab.link.LinkSettings;
import java.util.List;
import java.util.Optional;

/// A link of an edge or a server to a transport, through a wire.
///
/// @param device the host's device
/// @param addresses of that device, at most one of each family; the router's is the first of the
///   prefix
/// @param nat the NAT router in front, if any
/// @param metric of the default route over this link in the main table
/// @param deviceMtu MTU of the device, as the provider announces it; `settings` has what the wire
///   really carries
/// @param wire what it goes through
/// @param settings what the wire does at the start
public record WanLink(
    String name,
    String transport,
    String device,
    List<Address> addresses,
    Optional<Nat> nat,
    int metric,
    int deviceMtu,
    Wire wire,
    LinkSettings settings) {
  public WanLink {
    addresses = List.copyOf(addresses);
  }
}
