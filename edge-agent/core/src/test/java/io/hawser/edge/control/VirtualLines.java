package io.hawser.edge.control;

import io.hawser.edge.control.EdgePlan.LinkPlan;
import io.hawser.edge.control.EdgePlan.PairPlan;
import io.hawser.edge.control.EdgePlan.PeerLinkPlan;
import io.hawser.edge.control.VirtualEdge.Line;
import io.hawser.edge.crypto.PrivateKey;
import io.hawser.lab.simnet.Port;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The WAN links of a [VirtualEdge]: where each is plugged in, and what plans are made of them.
/// They have their slots in the order in which they were added.
final class VirtualLines {
  /// Of every edge's WireGuard.
  static final int PORT = 51_820;

  /// By link.
  final Map<String, Port> ports = new LinkedHashMap<>();

  /// Of links that have another one than Ethernet's, as an operator would write them down.
  final Map<String, Integer> mtus = new LinkedHashMap<>();

  private final Map<String, Line> lines = new LinkedHashMap<>();

  /// Of each line, those that it has and had.
  private final Map<String, Set<InetAddress>> addresses = new LinkedHashMap<>();

  private final Map<String, PrivateKey> keys = new LinkedHashMap<>();
  private final List<Port> portsBySlot = new ArrayList<>();
  private final List<String> linksBySlot = new ArrayList<>();

  void add(Line line, Port port, PrivateKey key) {
    lines.put(line.name(), line);
    addresses.put(line.name(), new LinkedHashSet<>(List.of(port.address())));
    ports.put(line.name(), port);
    portsBySlot.add(port);
    linksBySlot.add(line.name());
    keys.put(line.name(), key);
  }

  /// Another plan for a link that there is.
  void change(Line line) {
    lines.put(line.name(), line);
  }

  /// The link gets another address.
  void setAddress(String link, InetAddress address) {
    port(link).setAddress(address);
    Objects.requireNonNull(addresses.get(link)).add(address);
  }

  /// Whether the line has this address, or had it.
  boolean hasHad(String link, InetAddress address) {
    return Objects.requireNonNull(addresses.get(link), link).contains(address);
  }

  Collection<Line> all() {
    return lines.values();
  }

  Line line(String link) {
    return Objects.requireNonNull(lines.get(link), link);
  }

  Port port(String link) {
    return Objects.requireNonNull(ports.get(link), link);
  }

  Port port(int slot) {
    return portsBySlot.get(slot);
  }

  String link(int slot) {
    return linksBySlot.get(slot);
  }

  int slot(String link) {
    return linksBySlot.indexOf(link);
  }

  int slot(Port port) {
    return portsBySlot.indexOf(port);
  }

  /// What the edge's system would tell of a link.
  LinkState state(int slot) {
    Port port = portsBySlot.get(slot);
    return port.isPlugged()
        ? linkState(slot, port.address().getHostAddress())
        : new LinkState(slot, false, false, false, List.of(), "no carrier");
  }

  static LinkState linkState(int slot, String address) {
    return new LinkState(slot, true, true, false, List.of(InetAddress.ofLiteral(address)), "");
  }

  // ---------------------------------------------------------------- plans

  /// For the edge itself.
  ///
  /// @param metered whether all of them are
  List<LinkPlan> plans(boolean metered) {
    List<LinkPlan> plans = new ArrayList<>();
    for (Line line : lines.values()) {
      plans.add(
          new LinkPlan(
              plans.size(),
              line.name(),
              line.transport(),
              metered || line.metered(),
              line.backup(),
              1500,
              line.upBps(),
              key(line.name())));
    }
    return plans;
  }

  /// For the edge's peers.
  ///
  /// @param decoy what they are told as its first address
  List<PeerLinkPlan> plansForPeers(@Nullable InetSocketAddress decoy) {
    List<PeerLinkPlan> plans = new ArrayList<>();
    for (Line line : lines.values()) {
      plans.add(
          new PeerLinkPlan(
              line.name(),
              key(line.name()).publicKey(),
              line.reachable() ? endpoints(port(line.name()), decoy) : List.of(),
              line.metered(),
              line.backup(),
              mtus.getOrDefault(line.name(), 0),
              line.downBps()));
    }
    return plans;
  }

  /// Each with those of the same transport.
  List<PairPlan> pairsWith(String peer, VirtualLines others) {
    List<PairPlan> pairs = new ArrayList<>();
    for (Line mine : lines.values()) {
      for (Line theirs : others.lines.values()) {
        if (mine.transport().equals(theirs.transport())) {
          pairs.add(new PairPlan(mine.name(), peer, theirs.name()));
        }
      }
    }
    return pairs;
  }

  private PrivateKey key(String link) {
    return Objects.requireNonNull(keys.get(link), link);
  }

  private static List<InetSocketAddress> endpoints(Port port, @Nullable InetSocketAddress decoy) {
    InetSocketAddress real = new InetSocketAddress(port.address(), PORT);
    return decoy == null ? List.of(real) : List.of(decoy, real);
  }
}
