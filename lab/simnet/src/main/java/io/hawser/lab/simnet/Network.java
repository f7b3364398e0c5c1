package io.hawser.lab.simnet;

import java.net.InetAddress;
import java.util.function.Consumer;

/// One cloud: carries a datagram from a port's up wire to the down wire of the port, or to the
/// [Nat], that has its destination address.
public final class Network implements Cloud {
  private final Simulation simulation;
  private final Addresses addresses = new Addresses();
  private long unroutable;

  public Network(Simulation simulation) {
    this.simulation = simulation;
  }

  /// A line with the same profile each way.
  public Port attach(Host host, InetAddress address, LinkProfile profile) {
    return attach(host, address, profile, profile);
  }

  public Port attach(Host host, InetAddress address, LinkProfile up, LinkProfile down) {
    var port = new Port(this, host, address, new Wire(simulation, up), new Wire(simulation, down));
    addresses.add(address, port::arrive);
    return port;
  }

  /// A router that translates between this network, where it has `address`, and those behind it.
  public Nat nat(InetAddress address, NatBehaviour behaviour) {
    var nat = new Nat(simulation, this, address, behaviour);
    addresses.add(address, nat::arrive);
    return nat;
  }

  /// Datagrams for an address that nobody had.
  public long unroutable() {
    return unroutable;
  }

  @Override
  public void route(Datagram datagram) {
    Consumer<Datagram> owner = addresses.owner(datagram.to().getAddress());
    if (owner == null) {
      unroutable++;
      return;
    }
    owner.accept(datagram);
  }

  @Override
  public void move(Port port, InetAddress address) {
    move(port.address(), address);
  }

  void move(InetAddress from, InetAddress to) {
    addresses.move(from, to);
  }
}
