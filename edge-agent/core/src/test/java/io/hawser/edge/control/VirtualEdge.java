package io.hawser.edge.control;

import io.hawser.edge.control.EdgePlan.ClientPlan;
import io.hawser.edge.control.EdgePlan.LinkPlan;
import io.hawser.edge.control.EdgePlan.PairPlan;
import io.hawser.edge.control.EdgePlan.PeerPlan;
import io.hawser.edge.control.EdgePlan.RoutePlan;
import io.hawser.edge.crypto.JdkAead;
import io.hawser.edge.crypto.PacketCiphers;
import io.hawser.edge.crypto.PrivateKey;
import io.hawser.edge.crypto.Tai64n;
import io.hawser.edge.dataplane.DropReason;
import io.hawser.edge.dataplane.Sockets;
import io.hawser.edge.dataplane.WireEgress;
import io.hawser.edge.packet.Coalescer;
import io.hawser.edge.packet.VirtioHeader;
import io.hawser.edge.path.PathChange;
import io.hawser.edge.path.PathView;
import io.hawser.edge.playout.PlayoutView;
import io.hawser.edge.wireguard.Endpoint;
import io.hawser.edge.wireguard.TimestampLog;
import io.hawser.lab.simnet.Host;
import io.hawser.lab.simnet.HostClock;
import io.hawser.lab.simnet.LinkProfile;
import io.hawser.lab.simnet.Network;
import io.hawser.lab.simnet.Port;
import io.hawser.lab.simnet.Simulation;
import io.hawser.policy.Policy;
import io.hawser.policy.Prefix;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A whole edge core on hosts and wires in virtual time. What would be three threads with mailboxes
/// is one queue of calls here. The core reads its host's clock; what a test reads here is in true
/// time, but for what the core itself reports.
public final class VirtualEdge implements ControlListener {
  /// From a change of a device to the core's knowledge of it: netlink, and a thread that wakes up.
  private static final long NOTICE_NS = 2_000_000;

  /// No thread wakes up more often.
  private static final long SHORTEST_SLEEP_NS = 1_000_000;

  public final String name;
  public final List<PathChange> changes = new ArrayList<>();
  public final List<Move> moves = new ArrayList<>();

  /// `away NAME` and `back NAME`, as peers went and came.
  public final List<String> absences = new ArrayList<>();

  public final EdgeCore core;
  public final Host host;
  public final Map<String, Port> ports;
  final List<byte[]> delivered = new ArrayList<>();
  final List<Long> deliveredNs = new ArrayList<>();

  /// Of links that have another one than Ethernet's, as an operator would write them down.
  final Map<String, Integer> mtus;

  final List<ClientPlan> clients = new ArrayList<>();
  boolean metered;

  /// Whether this edge's configuration says of it and its peers that they have AES-256-GCM.
  boolean othersHaveAes = true;

  /// Whether the rules say that better ones follow.
  boolean makeshift;

  /// What others are told as this edge's first address, though nobody is there.
  @Nullable InetSocketAddress decoy;

  private final Simulation simulation;
  private final SplittableRandom random;
  private final VirtualLines lines = new VirtualLines();
  private final CallQueue calls = new CallQueue();
  private final Map<Integer, Long> toldOverflow = new LinkedHashMap<>();
  private final PrivateKey serviceKey;
  private final Prefix lan;
  private final String lanNetwork;
  private @Nullable Watcher watcher;
  private long revision;
  private long wakeNs = Long.MAX_VALUE;

  /// A WAN link of an edge. It makes paths with those of its peers that have the same transport.
  ///
  /// @param reachable whether others are told its address; behind a NAT they are not
  /// @param upBps the rate outwards that the edge is told, bits a second; 0 for none
  /// @param downBps the rate inwards that others are told
  public record Line(
      String name,
      String transport,
      boolean metered,
      boolean backup,
      boolean reachable,
      long upBps,
      long downBps) {
    public static Line of(String name, String transport) {
      return new Line(name, transport, false, false, true, 0, 0);
    }

    public Line meteredBackup() {
      return new Line(name, transport, true, true, reachable, upBps, downBps);
    }

    public Line costly() {
      return new Line(name, transport, true, backup, reachable, upBps, downBps);
    }

    public Line hidden() {
      return new Line(name, transport, metered, backup, false, upBps, downBps);
    }

    public Line ofRate(long bitsPerSecond) {
      return new Line(name, transport, metered, backup, reachable, bitsPerSecond, downBps);
    }

    public Line ofRateInwards(long bitsPerSecond) {
      return new Line(name, transport, metered, backup, reachable, upBps, bitsPerSecond);
    }
  }

  /// What an edge is made of besides the core.
  public record Parts(HostClock clock, PacketCiphers ciphers, Steerer rules) {}

  /// Stands around an edge and sees what passes. In place of keeping every packet.
  public interface Watcher {
    /// A packet comes from the LAN; `take` gives it to the core, and is to be run once.
    void onPacket(byte[] packet, Runnable take);

    /// A datagram comes from a link; likewise.
    void onDatagram(byte[] datagram, Runnable take);

    /// A datagram leaves by a link, if the socket took it.
    void onLeaving(String link, InetSocketAddress to, byte[] datagram, boolean taken);

    /// A packet goes to the LAN.
    void onDelivered(byte[] packet);

    void onChange(PathChange change);
  }

  /// With real ciphers, a right clock, and the plainest of rules.
  VirtualEdge(Simulation simulation, String name, String lan) {
    this(simulation, name, lan, HostClock.TRUE, new PacketCiphers(JdkAead.SUITE, true), null);
  }

  public VirtualEdge(Simulation simulation, String name, String lan, Parts parts) {
    this(simulation, name, lan, parts.clock, parts.ciphers, parts.rules);
  }

  private VirtualEdge(
      Simulation simulation,
      String name,
      String lan,
      HostClock clock,
      PacketCiphers ciphers,
      @Nullable Steerer rules) {
    this.simulation = simulation;
    this.name = name;
    this.lan = Prefix.parse(lan);
    this.lanNetwork = lan.substring(0, lan.lastIndexOf('.') + 1);
    this.random = simulation.newRandom();
    this.ports = lines.ports;
    this.mtus = lines.mtus;
    this.serviceKey = PrivateKey.generate(random::nextBytes);
    this.host = new Host(simulation, name, clock, this::onDatagram);
    core =
        new EdgeCore(
            new EdgeCore.Exits(new Ends(), this::deliver, this::deliver, Coalescer.Abilities.NONE),
            new EdgeCore.Mailboxes(calls, calls, calls),
            new EdgeCore.World(
                rules == null ? new QuickestFirst(() -> makeshift) : rules,
                this,
                random::nextBytes,
                ciphers,
                () -> nowNs() / 1_000_000,
                _ -> new ForgetfulLog()));
    host.after(0, this::wakeInTime);
  }

  private record ForgetfulLog() implements TimestampLog {
    @Override
    public Tai64n reserved() {
      return Tai64n.LEAST;
    }

    @Override
    public void reserve(Tai64n upTo) {}
  }

  /// What the core takes for the time.
  public long nowNs() {
    return host.nowNs();
  }

  public void watch(Watcher by) {
    watcher = by;
  }

  // ---------------------------------------------------------------- its links

  /// Of a transport of that name.
  Port attach(Network network, String link, String address, LinkProfile profile) {
    return attach(
        Line.of(link, link), here -> network.attach(here, InetAddress.ofLiteral(address), profile));
  }

  /// @param plug connects this host to a network, or to a NAT
  public Port attach(Line line, Function<Host, Port> plug) {
    Port port = plug.apply(host);
    lines.add(line, port, PrivateKey.generate(random::nextBytes));
    return port;
  }

  /// The link's device loses or gets its carrier.
  public void setCarrier(String link, boolean up) {
    lines.port(link).setPlugged(up);
    tellOf(link);
  }

  /// The link gets another address.
  public void setAddress(String link, InetAddress address) {
    lines.setAddress(link, address);
    tellOf(link);
  }

  public Collection<Line> lines() {
    return lines.all();
  }

  public Line line(String link) {
    return lines.line(link);
  }

  /// Whether the line has this address, or had it.
  public boolean hasHad(String link, InetAddress address) {
    return lines.hasHad(link, address);
  }

  /// Of a host in its LAN, by the last number.
  public String lanAddress(int host) {
    return lanNetwork + host;
  }

  private void tellOf(String link) {
    int slot = lines.slot(link);
    host.after(
        NOTICE_NS,
        () -> {
          beginCycle();
          core.control().onLinkState(lines.state(slot), nowNs());
          wakeInTime();
        });
  }

  /// Packets that wait for a link.
  public long waiting() {
    long[] sum = new long[1];
    core.outbound()
        .onDescribeQueues(
            links ->
                links.forEach(link -> link.classes().forEach(queue -> sum[0] += queue.waiting())));
    return sum[0];
  }

  /// Bonded packets that wait for one that they overtook.
  public int held() {
    int[] held = new int[1];
    core.inbound().onDescribeBonds(bonds -> held[0] = bonds.held());
    return held[0];
  }

  /// Packets that the jitter buffer holds.
  public int buffered() {
    return playout().held();
  }

  /// What the jitter buffer did with what arrived.
  public PlayoutView playout() {
    List<PlayoutView> views = new ArrayList<>();
    core.inbound().onDescribePlayout(views::add);
    return views.getLast();
  }

  /// Another plan for a link that there is; [#configure] brings it about.
  public void change(Line line) {
    lines.change(line);
  }

  // ---------------------------------------------------------------- its configuration

  /// Every link of mine with the links of the same transport of each peer.
  public void configure(Policy policy, VirtualEdge... others) {
    List<LinkPlan> links = lines.plans(metered);
    List<PeerPlan> peers = new ArrayList<>();
    List<PairPlan> pairs = new ArrayList<>();
    List<RoutePlan> routes = new ArrayList<>();
    beginCycle();
    for (LinkPlan link : links) {
      core.control().onLinkState(lines.state(link.slot()), nowNs());
    }
    for (VirtualEdge other : others) {
      peers.add(
          new PeerPlan(
              other.name,
              other.name,
              other.name,
              List.of(other.lan),
              othersHaveAes,
              other.lines.plansForPeers(other.decoy)));
      routes.add(new RoutePlan(other.lan, other.name, List.of(other.name)));
      pairs.addAll(lines.pairsWith(other.name, other.lines));
    }
    core.control()
        .onPlan(
            new EdgePlan(
                ++revision,
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
            nowNs());
    wakeInTime();
  }

  /// A failover drill of a link; none any more for a length of 0.
  public void drill(String link, Duration length, boolean forced) {
    core.control().onDrill(link, length.toNanos(), forced, nowNs());
    wakeInTime();
  }

  // ---------------------------------------------------------------- its packets

  /// A packet from the LAN; it waits while the edge is paused.
  public void send(byte[] packet) {
    host.run(
        () -> {
          if (watcher == null) {
            take(packet);
          } else {
            watcher.onPacket(packet, () -> take(packet));
          }
        });
  }

  private void take(byte[] packet) {
    byte[] framed = new byte[VirtioHeader.LENGTH + packet.length];
    System.arraycopy(packet, 0, framed, VirtioHeader.LENGTH, packet.length);
    beginCycle();
    core.outbound().onTunPacket(MemorySegment.ofArray(framed), 0, framed.length, nowNs());
    wakeInTime();
  }

  private void onDatagram(Port port, InetSocketAddress from, InetSocketAddress to, byte[] payload) {
    int link = lines.slot(port);
    if (watcher == null) {
      take(link, from, payload);
    } else {
      watcher.onDatagram(payload, () -> take(link, from, payload));
    }
  }

  private void take(int link, InetSocketAddress from, byte[] payload) {
    MemorySegment room = MemorySegment.ofArray(payload);
    beginCycle();
    core.inbound()
        .onDatagram(
            Sockets.ofLink(link), from, WireEgress.UNMARKED, room, 0, payload.length, nowNs());
    tellOverflow(link);
    core.inbound().onDrained();
    wakeInTime();
  }

  private void tellOverflow(int link) {
    long now = lines.port(link).overflowed();
    long before = Objects.requireNonNullElse(toldOverflow.put(link, now), 0L);
    if (now > before) {
      core.inbound().onOverflow(Sockets.ofLink(link), now - before);
    }
  }

  private boolean deliver(MemorySegment packet, long offset, int length) {
    byte[] bytes =
        packet
            .asSlice(offset + VirtioHeader.LENGTH, length - VirtioHeader.LENGTH)
            .toArray(ValueLayout.JAVA_BYTE);
    if (watcher != null) {
      watcher.onDelivered(bytes);
      return true;
    }
    delivered.add(bytes);
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
    public boolean toWire(Endpoint to, long offset, int length, int trafficClass) {
      int slot = Sockets.link(to.socket());
      byte[] bytes = memory.asSlice(offset, length).toArray(ValueLayout.JAVA_BYTE);
      boolean taken = lines.port(slot).send(VirtualLines.PORT, to.address(), bytes);
      if (watcher != null) {
        watcher.onLeaving(lines.link(slot), to.address(), bytes, taken);
      }
      return taken;
    }
  }

  // ---------------------------------------------------------------- its time

  private void beginCycle() {
    core.outbound().onCycle(nowNs());
  }

  /// Sees to it that the core's next deadline is kept, whatever it is now.
  private void wakeInTime() {
    long nextNs =
        Math.min(
            Math.min(core.outbound().nextDeadlineNs(), core.inbound().nextDeadlineNs()),
            core.control().nextDeadlineNs());
    long dueNs = Math.max(nextNs, nowNs() + SHORTEST_SLEEP_NS);
    if (dueNs < wakeNs) {
      wakeNs = dueNs;
      host.at(dueNs, () -> onWake(dueNs));
    }
  }

  private void onWake(long dueNs) {
    // Another call may have asked for a sooner one meanwhile.
    if (dueNs != wakeNs) {
      return;
    }
    wakeNs = Long.MAX_VALUE;
    long nowNs = nowNs();
    beginCycle();
    core.outbound().onTick(nowNs);
    core.inbound().onTick(nowNs);
    core.control().onTick(nowNs);
    wakeInTime();
  }

  // ---------------------------------------------------------------- what it tells

  public List<PathView> paths() {
    return core.control().pathViews(nowNs());
  }

  /// Where a class went, one after the other.
  public List<String> movesOf(String trafficClass) {
    return moves.stream()
        .filter(move -> move.trafficClass().equals(trafficClass))
        .map(Move::to)
        .toList();
  }

  /// How often control had outbound read at once what it was asked.
  int hurries() {
    return calls.hurries();
  }

  public long dropped(DropReason reason) {
    return core.dropped(reason);
  }

  @Override
  public void onPathChange(PathChange change) {
    changes.add(change);
    if (watcher != null) {
      watcher.onChange(change);
    }
  }

  @Override
  public void onMove(Move move) {
    moves.add(move);
  }

  @Override
  public void onPeerAway(String peer, boolean away) {
    absences.add((away ? "away " : "back ") + peer);
  }
}
