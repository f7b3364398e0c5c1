package io.hawser.edge.control;

import io.hawser.edge.control.EdgePlan.ClientPlan;
import io.hawser.edge.control.EdgePlan.LinkPlan;
import io.hawser.edge.control.EdgePlan.PairPlan;
import io.hawser.edge.control.EdgePlan.PeerLinkPlan;
import io.hawser.edge.control.EdgePlan.PeerPlan;
import io.hawser.edge.control.EdgePlan.RoutePlan;
import io.hawser.edge.crypto.JdkAead;
import io.hawser.edge.crypto.PacketCiphers;
import io.hawser.edge.crypto.PrivateKey;
import io.hawser.edge.crypto.Tai64n;
import io.hawser.edge.dataplane.DropReason;
import io.hawser.edge.dataplane.Mailbox;
import io.hawser.edge.dataplane.Sockets;
import io.hawser.edge.dataplane.WireEgress;
import io.hawser.edge.packet.Coalescer;
import io.hawser.edge.packet.VirtioHeader;
import io.hawser.edge.path.PathChange;
import io.hawser.edge.path.PathView;
import io.hawser.edge.wireguard.Endpoint;
import io.hawser.edge.wireguard.TimestampLog;
import io.hawser.lab.simnet.Host;
import io.hawser.lab.simnet.LinkProfile;
import io.hawser.lab.simnet.Network;
import io.hawser.lab.simnet.Port;
import io.hawser.lab.simnet.Simulation;
import io.hawser.policy.PathFact;
import io.hawser.policy.Policy;
import io.hawser.policy.Prefix;
import io.hawser.policy.SteeringMode;
import io.hawser.policy.SteeringVerdict;
import io.hawser.policy.TrafficClass;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// A whole edge core, real ciphers included, on hosts and wires in virtual time. What would be
/// three threads with mailboxes is one queue of calls here.
final class VirtualEdge implements ControlListener {
  private static final int PORT = 51_820;

  final String name;
  final List<byte[]> delivered = new ArrayList<>();
  final List<Long> deliveredNs = new ArrayList<>();
  final List<PathChange> changes = new ArrayList<>();
  final List<Move> moves = new ArrayList<>();
  final EdgeCore core;
  final Map<String, Port> ports = new LinkedHashMap<>();

  /// Of links that have another one than Ethernet's, as an operator would write them down.
  final Map<String, Integer> mtus = new LinkedHashMap<>();

  final List<ClientPlan> clients = new ArrayList<>();
  boolean metered;

  /// Whether this edge's configuration says of it and its peers that they have AES-256-GCM.
  boolean othersHaveAes = true;

  /// Whether the rules say that better ones follow.
  boolean makeshift;

  /// What others are told as this edge's first address, though nobody is there.
  @Nullable InetSocketAddress decoy;

  private final Simulation simulation;
  private final Host host;
  private final SplittableRandom random;
  private final Map<String, PrivateKey> keys = new LinkedHashMap<>();
  private final PrivateKey serviceKey;
  private final Prefix lan;

  VirtualEdge(Simulation simulation, String name, String lan) {
    this.simulation = simulation;
    this.name = name;
    this.lan = Prefix.parse(lan);
    this.random = simulation.newRandom();
    this.serviceKey = PrivateKey.generate(random::nextBytes);
    this.host = new Host(simulation, name, this::onDatagram);
    Mailbox calls = new Calls();
    core =
        new EdgeCore(
            new EdgeCore.Exits(new Ends(), this::deliver, this::deliver, Coalescer.Abilities.NONE),
            new EdgeCore.Mailboxes(calls, calls, calls),
            new EdgeCore.World(
                new Rules(),
                this,
                random::nextBytes,
                new PacketCiphers(JdkAead.SUITE, true),
                () -> simulation.nowNs() / 1_000_000,
                _ -> new ForgetfulLog()));
    host.after(0, this::loop);
  }

  private record ForgetfulLog() implements TimestampLog {
    @Override
    public Tai64n reserved() {
      return Tai64n.LEAST;
    }

    @Override
    public void reserve(Tai64n upTo) {}
  }

  Port attach(Network network, String link, String address, LinkProfile profile) {
    Port port = network.attach(host, InetAddress.ofLiteral(address), profile);
    ports.put(link, port);
    keys.put(link, PrivateKey.generate(random::nextBytes));
    return port;
  }

  /// Every link of mine with the link of the same name of each peer.
  void configure(Policy policy, VirtualEdge... others) {
    List<LinkPlan> links = new ArrayList<>();
    List<PeerPlan> peers = new ArrayList<>();
    List<PairPlan> pairs = new ArrayList<>();
    List<RoutePlan> routes = new ArrayList<>();
    for (String link : ports.keySet()) {
      int slot = links.size();
      links.add(new LinkPlan(slot, link, link, metered, false, 1500, keys.get(link)));
      core.control().onLinkState(linkState(slot, "192.0.2.200"), simulation.nowNs());
    }
    for (VirtualEdge other : others) {
      peers.add(
          new PeerPlan(
              other.name,
              other.name,
              other.name,
              List.of(other.lan),
              othersHaveAes,
              other.peerLinks()));
      routes.add(new RoutePlan(other.lan, other.name, List.of(other.name)));
      other.ports.keySet().stream()
          .filter(ports::containsKey)
          .forEach(link -> pairs.add(new PairPlan(link, other.name, link)));
    }
    core.control()
        .onPlan(
            new EdgePlan(
                1,
                name,
                name,
                name,
                serviceKey,
                links,
                peers,
                pairs,
                routes,
                clients,
                List.of(lan),
                policy),
            simulation.nowNs());
  }

  private List<PeerLinkPlan> peerLinks() {
    List<PeerLinkPlan> links = new ArrayList<>();
    ports.forEach(
        (link, port) ->
            links.add(
                new PeerLinkPlan(
                    link,
                    keys.get(link).publicKey(),
                    endpoints(port),
                    false,
                    false,
                    mtus.getOrDefault(link, 0))));
    return links;
  }

  private List<InetSocketAddress> endpoints(Port port) {
    InetSocketAddress real = new InetSocketAddress(port.address(), PORT);
    return decoy == null ? List.of(real) : List.of(decoy, real);
  }

  static LinkState linkState(int slot, String address) {
    return new LinkState(slot, true, true, false, List.of(InetAddress.ofLiteral(address)), "");
  }

  void send(byte[] packet) {
    byte[] framed = new byte[VirtioHeader.LENGTH + packet.length];
    System.arraycopy(packet, 0, framed, VirtioHeader.LENGTH, packet.length);
    core.outbound()
        .onTunPacket(MemorySegment.ofArray(framed), 0, framed.length, simulation.nowNs());
  }

  List<PathView> paths() {
    return core.control().pathViews(simulation.nowNs());
  }

  /// Where a class went, one after the other.
  List<String> movesOf(String trafficClass) {
    return moves.stream()
        .filter(move -> move.trafficClass().equals(trafficClass))
        .map(Move::to)
        .toList();
  }

  long dropped(DropReason reason) {
    return core.drops().getOrDefault(reason, 0L);
  }

  private void onDatagram(Port port, InetSocketAddress from, InetSocketAddress to, byte[] payload) {
    int link = List.copyOf(ports.values()).indexOf(port);
    MemorySegment room = MemorySegment.ofArray(payload);
    core.inbound()
        .onDatagram(Sockets.ofLink(link), from, room, 0, payload.length, simulation.nowNs());
    core.inbound().onDrained();
  }

  private void loop() {
    long nowNs = simulation.nowNs();
    core.outbound().onTick(nowNs);
    core.inbound().onTick(nowNs);
    core.control().onTick(nowNs);
    long nextNs =
        Math.min(
            Math.min(core.outbound().nextDeadlineNs(), core.inbound().nextDeadlineNs()),
            core.control().nextDeadlineNs());
    host.at(Math.max(nowNs + 1_000_000, Math.min(nextNs, nowNs + 50_000_000)), this::loop);
  }

  @Override
  public void onPathChange(PathChange change) {
    changes.add(change);
  }

  @Override
  public void onMove(Move move) {
    moves.add(move);
  }

  @Override
  public void onPeerAway(String peer, boolean away) {}

  private final class Rules implements Steerer {
    @Override
    public List<SteeringVerdict> decide(
        Policy policy, Collection<PathFact> facts, Map<String, Set<String>> held) {
      return VirtualEdge.decide(policy, facts, held, makeshift ? "makeshift" : "quickest");
    }

    @Override
    public boolean isSettled() {
      return !makeshift;
    }
  }

  /// The plainest of rules: settled paths before others, quicker before slower.
  private static List<SteeringVerdict> decide(
      Policy policy, Collection<PathFact> facts, Map<String, Set<String>> held, String rule) {
    List<SteeringVerdict> verdicts = new ArrayList<>();
    List<String> peers = facts.stream().map(PathFact::peer).distinct().toList();
    for (String peer : peers) {
      for (TrafficClass trafficClass : policy.classes()) {
        Set<String> heldHere = held.getOrDefault(trafficClass.name(), Set.of());
        List<List<String>> tiers =
            facts.stream()
                .filter(fact -> fact.peer().equals(peer) && fact.condition().carries())
                .sorted(
                    Comparator.comparing(PathFact::condition)
                        .thenComparing(fact -> heldHere.contains(fact.pathId()))
                        .thenComparing(PathFact::rttUs)
                        .thenComparing(PathFact::pathId))
                .map(fact -> List.of(fact.pathId()))
                .toList();
        verdicts.add(
            new SteeringVerdict(trafficClass.name(), peer, SteeringMode.SINGLE, tiers, rule, rule));
      }
    }
    return verdicts;
  }

  private boolean deliver(MemorySegment packet, long offset, int length) {
    delivered.add(
        packet
            .asSlice(offset + VirtioHeader.LENGTH, length - VirtioHeader.LENGTH)
            .toArray(ValueLayout.JAVA_BYTE));
    deliveredNs.add(simulation.nowNs());
    return true;
  }

  private final class Ends implements WireEgress {
    private final MemorySegment memory = MemorySegment.ofArray(new byte[65_536]);

    @Override
    public MemorySegment memory() {
      return memory;
    }

    @Override
    public long room(int length) {
      return 0;
    }

    @Override
    public boolean toWire(Endpoint to, long offset, int length) {
      Port port = List.copyOf(ports.values()).get(Sockets.link(to.socket()));
      byte[] bytes = memory.asSlice(offset, length).toArray(ValueLayout.JAVA_BYTE);
      return port.send(PORT, to.address(), bytes);
    }
  }

  /// Stands for the three mailboxes: a call made while another runs waits for its end.
  private static final class Calls implements Mailbox {
    private final ArrayDeque<Runnable> calls = new ArrayDeque<>();
    private boolean running;

    @Override
    public boolean offer(Runnable call) {
      put(call);
      return true;
    }

    @Override
    public void put(Runnable call) {
      calls.add(call);
      if (running) {
        return;
      }
      running = true;
      try {
        while (!calls.isEmpty()) {
          calls.remove().run();
        }
      } finally {
        running = false;
      }
    }

    @Override
    public double fill() {
      return 0;
    }
  }
}
