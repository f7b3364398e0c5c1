package io.hawser.lab.topology;

import java.util.List;

/// A company and the networks around it.
///
/// @param seed where all randomness of the emulated wires comes from
/// @param transports names of the networks between sites, such as `internet` and `mpls`; each is a
///   router
public record Topology(
    String name, long seed, List<String> transports, List<Site> sites, List<Server> servers) {
  public Topology {
    transports = List.copyOf(transports);
    sites = List.copyOf(sites);
    servers = List.copyOf(servers);
  }

  /// The same company with other randomness.
  public Topology withSeed(long other) {
    return new Topology(name, other, transports, sites, servers);
  }
}
