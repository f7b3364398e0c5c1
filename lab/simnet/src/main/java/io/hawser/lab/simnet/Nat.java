package io.hawser.lab.simnet;

import io.hawser.lab.simnet.NatBehaviour.Dependence;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A router that translates UDP between hosts behind it and a network, as RFC 4787 describes it.
///
/// ```
///   Port ── Wire ──▶ Nat ──▶ Network       source becomes an outside port of the NAT's address
///   Port ◀── Wire ── Nat ◀── Network       destination: the mapping of that port, if the sender
///                                          passes the filter
/// ```
///
/// Only what leaves keeps a mapping alive (REQ-6). Hosts behind it reach each other by inside
/// addresses, and by outside ones as well (REQ-9). Outside ports are drawn at random.
public final class Nat implements Cloud {
  /// Mappings at most, as a small router has them.
  static final int CAPACITY = 4_096;

  private static final int FIRST_PORT = 1_024;
  private static final int LAST_PORT = 65_535;

  /// Stands for a remote end of which nothing counts.
  private static final InetSocketAddress ANYONE = new InetSocketAddress(0);

  private final Simulation simulation;
  private final Network network;
  private final NatBehaviour behaviour;
  private final SplittableRandom random;
  private final Addresses inside = new Addresses();
  private final Map<Origin, Mapping> byOrigin = new HashMap<>();
  private final Map<Integer, Mapping> byPort = new HashMap<>();
  private InetAddress address;
  private long offUntilNs;

  private long translated;
  private long unmapped;
  private long filtered;
  private long exhausted;
  private long swallowed;

  /// What a mapping is found by on the way out.
  private record Origin(InetSocketAddress inside, InetSocketAddress remote) {}

  private static final class Mapping {
    final Origin origin;
    final int port;
    final Map<InetSocketAddress, Long> calledNs = new HashMap<>();
    long lastNs;

    Mapping(Origin origin, int port) {
      this.origin = origin;
      this.port = port;
    }
  }

  Nat(Simulation simulation, Network network, InetAddress address, NatBehaviour behaviour) {
    this.simulation = simulation;
    this.network = network;
    this.address = address;
    this.behaviour = behaviour;
    random = simulation.newRandom();
    offUntilNs = simulation.nowNs();
  }

  /// A host behind it; its line is the one between them.
  public Port attach(Host host, InetAddress address, LinkProfile up, LinkProfile down) {
    var port = new Port(this, host, address, new Wire(simulation, up), new Wire(simulation, down));
    inside.add(address, port::arrive);
    return port;
  }

  public Port attach(Host host, InetAddress address, LinkProfile profile) {
    return attach(host, address, profile, profile);
  }

  public InetAddress address() {
    return address;
  }

  /// A new lease outside, as after a redial. Mappings go with the old one.
  public void setAddress(InetAddress next) {
    network.move(address, next);
    address = next;
    forget();
  }

  /// It forgets every mapping, and passes nothing for a while.
  public void reboot(long durationNs) {
    forget();
    offUntilNs = simulation.nowNs() + durationNs;
  }

  private void forget() {
    byOrigin.clear();
    byPort.clear();
  }

  @Override
  public void route(Datagram datagram) {
    if (isOff()) {
      swallowed++;
      return;
    }
    Consumer<Datagram> neighbour = inside.owner(datagram.to().getAddress());
    if (neighbour != null) {
      neighbour.accept(datagram);
      return;
    }
    Mapping mapping = mapping(datagram);
    if (mapping == null) {
      exhausted++;
      return;
    }
    mapping.lastNs = simulation.nowNs();
    mapping.calledNs.put(seen(datagram.to(), behaviour.filtering()), simulation.nowNs());
    translated++;
    network.route(datagram.from(new InetSocketAddress(address, mapping.port)));
  }

  private @Nullable Mapping mapping(Datagram datagram) {
    Origin origin = new Origin(datagram.from(), seen(datagram.to(), behaviour.mapping()));
    Mapping known = byOrigin.get(origin);
    if (known != null && !isIdle(known.lastNs)) {
      return known;
    }
    if (known != null) {
      remove(known);
    }
    if (byPort.size() == CAPACITY) {
      byPort.values().stream().filter(old -> isIdle(old.lastNs)).toList().forEach(this::remove);
    }
    if (byPort.size() == CAPACITY) {
      return null;
    }
    Mapping fresh = new Mapping(origin, freePort());
    byOrigin.put(origin, fresh);
    byPort.put(fresh.port, fresh);
    return fresh;
  }

  private void remove(Mapping mapping) {
    byOrigin.remove(mapping.origin);
    byPort.remove(mapping.port);
  }

  private int freePort() {
    int port = random.nextInt(FIRST_PORT, LAST_PORT + 1);
    while (byPort.containsKey(port)) {
      port = port == LAST_PORT ? FIRST_PORT : port + 1;
    }
    return port;
  }

  void arrive(Datagram datagram) {
    if (isOff()) {
      swallowed++;
      return;
    }
    Mapping mapping = byPort.get(datagram.to().getPort());
    if (mapping == null || isIdle(mapping.lastNs)) {
      unmapped++;
      return;
    }
    Long calledNs = mapping.calledNs.get(seen(datagram.from(), behaviour.filtering()));
    if (calledNs == null || isIdle(calledNs)) {
      filtered++;
      return;
    }
    InetSocketAddress host = mapping.origin.inside();
    Consumer<Datagram> owner = inside.owner(host.getAddress());
    if (owner == null) {
      unmapped++;
      return;
    }
    translated++;
    owner.accept(datagram.to(host));
  }

  /// As much of a remote end as this dependence looks at.
  private static InetSocketAddress seen(InetSocketAddress remote, Dependence dependence) {
    return switch (dependence) {
      case ENDPOINT_INDEPENDENT -> ANYONE;
      case ADDRESS_DEPENDENT -> new InetSocketAddress(remote.getAddress(), 0);
      case ADDRESS_AND_PORT_DEPENDENT -> remote;
    };
  }

  private boolean isOff() {
    return simulation.nowNs() - offUntilNs < 0;
  }

  private boolean isIdle(long sinceNs) {
    return simulation.nowNs() - sinceNs >= behaviour.idleNs();
  }

  @Override
  public void move(Port port, InetAddress to) {
    inside.move(port.address(), to);
  }

  /// Datagrams that passed, either way.
  public long translated() {
    return translated;
  }

  /// Datagrams for an outside port that stood for nobody.
  public long unmapped() {
    return unmapped;
  }

  /// Datagrams of senders that the host inside had not called.
  public long filtered() {
    return filtered;
  }

  /// Datagrams that would have needed one mapping too many.
  public long exhausted() {
    return exhausted;
  }

  /// Datagrams that met it while it rebooted.
  public long swallowed() {
    return swallowed;
  }
}
