package io.hawser.lab.simnet;

import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.Map;

/// One cloud: carries a datagram from a port's up wire to the down wire of the port that has its
/// destination address.
public final class Network {
  private final Simulation simulation;
  private final Map<InetAddress, Port> ports = new LinkedHashMap<>();
  private long unroutable;

  public Network(Simulation simulation) {
    this.simulation = simulation;
  }

  /// A line with the same profile each way.
  public Port attach(Host host, InetAddress address, LinkProfile profile) {
    return attach(host, address, profile, profile);
  }

  public Port attach(Host host, InetAddress address, LinkProfile up, LinkProfile down) {
    requireFree(address);
    var port = new Port(this, host, address, new Wire(simulation, up), new Wire(simulation, down));
    ports.put(address, port);
    return port;
  }

  /// Datagrams for an address that nobody had.
  public long unroutable() {
    return unroutable;
  }

  void route(Datagram datagram) {
    Port port = ports.get(datagram.to().getAddress());
    if (port == null) {
      unroutable++;
      return;
    }
    port.arrive(datagram);
  }

  void move(Port port, InetAddress address) {
    requireFree(address);
    ports.remove(port.address());
    ports.put(address, port);
  }

  private void requireFree(InetAddress address) {
    if (ports.containsKey(address)) {
      throw new IllegalArgumentException(
          "address: " + address.getHostAddress() + " (expected: one that no port has)");
    }
  }
}
