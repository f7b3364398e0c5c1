package io.hawser.edge.agent.process;

import io.hawser.edge.control.ControlListener;
import io.hawser.edge.control.EdgeCore;
import io.hawser.edge.control.EdgePlan;
import io.hawser.edge.control.EdgePlan.LinkPlan;
import io.hawser.edge.control.EdgePlan.PairPlan;
import io.hawser.edge.control.EdgePlan.PeerLinkPlan;
import io.hawser.edge.control.EdgePlan.PeerPlan;
import io.hawser.edge.control.EdgePlan.RoutePlan;
import io.hawser.edge.control.LinkState;
import io.hawser.edge.control.Steerer;
import io.hawser.edge.crypto.PacketCiphers;
import io.hawser.edge.crypto.PrivateKey;
import io.hawser.edge.crypto.RandomSource;
import io.hawser.edge.crypto.Tai64n;
import io.hawser.edge.dataplane.Mailbox;
import io.hawser.edge.dataplane.Sockets;
import io.hawser.edge.dataplane.WireEgress;
import io.hawser.edge.packet.Coalescer;
import io.hawser.edge.packet.VirtioHeader;
import io.hawser.edge.path.PathChange;
import io.hawser.edge.wireguard.Endpoint;
import io.hawser.edge.wireguard.TimestampLog;
import io.hawser.policy.Policy;
import io.hawser.policy.Prefix;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/// A whole edge core in the [Rehearsal], on one thread and in a time of its own. Its two links end
/// at another one of these. One of them goes silent and later loses its carrier: the first failure
/// in earnest must not wait for classes either.
final class RehearsedEdge implements ControlListener {
  private static final int PORT = 51_820;
  private static final int MTU = 1500;
  private static final List<String> LINKS = List.of("first", "second");
  private static final int ROOM_LENGTH = 65_536;
  private static final int PACKET_LENGTH = 1_200;
  private static final int UDP = 17;
  private static final long STEP_NS = 10_000_000L;

  /// Virtual time of a conversation: handshakes, probes, and all that happens once a second.
  private static final int STEPS = 300;

  /// From then on the first link swallows what it is given.
  private static final int SILENT_FROM_STEP = 150;

  /// The first link's carrier goes.
  private static final int DOWN_AT_STEP = 250;

  private final String name;
  private final List<PrivateKey> linkKeys;
  private final PrivateKey serviceKey;
  private final List<InetSocketAddress> addresses;
  private final Prefix lan;
  private final MemorySegment room;
  private final MemorySegment packet;
  private final Queue<Runnable> calls;
  private final EdgeCore core;
  private @Nullable RehearsedEdge other;
  private long nowNs;
  private int delivered;
  private boolean isFirstSilent;

  private RehearsedEdge(
      int number,
      Steerer steerer,
      PacketCiphers ciphers,
      RandomSource random,
      Arena arena,
      Queue<Runnable> calls) {
    this.name = "edge-" + number;
    this.calls = calls;
    linkKeys = List.of(PrivateKey.generate(random), PrivateKey.generate(random));
    serviceKey = PrivateKey.generate(random);
    addresses =
        List.of(
            new InetSocketAddress(InetAddress.ofLiteral("192.0.2." + number), PORT),
            new InetSocketAddress(InetAddress.ofLiteral("198.51.100." + number), PORT));
    lan = Prefix.parse("10." + number + ".0.0/16");
    room = arena.allocate(ROOM_LENGTH, 64);
    packet = arena.allocate(ROOM_LENGTH, 64);
    Mailbox mailbox = new Posted();
    core =
        new EdgeCore(
            new EdgeCore.Exits(new Wire(), this::deliver, this::deliver, Coalescer.Abilities.NONE),
            new EdgeCore.Mailboxes(mailbox, mailbox, mailbox),
            new EdgeCore.World(
                steerer, this, random, ciphers, () -> nowNs / 1_000_000, _ -> new NoLog()));
  }

  /// Lets two edges find each other and exchange packets; answers how many arrived.
  static int converse(Steerer steerer, PacketCiphers ciphers, RandomSource random) {
    Queue<Runnable> calls = new ArrayDeque<>();
    try (Arena arena = Arena.ofConfined()) {
      RehearsedEdge one = new RehearsedEdge(1, steerer, ciphers, random, arena, calls);
      RehearsedEdge two = new RehearsedEdge(2, steerer, ciphers, random, arena, calls);
      one.other = two;
      two.other = one;
      one.begin(two);
      two.begin(one);
      for (int step = 1; step <= STEPS; step++) {
        if (step == SILENT_FROM_STEP) {
          one.isFirstSilent = true;
          two.isFirstSilent = true;
        } else if (step == DOWN_AT_STEP) {
          one.tellLink(0, false);
        }
        one.step(step * STEP_NS, two);
        two.step(step * STEP_NS, one);
      }
      return one.delivered + two.delivered;
    }
  }

  private void begin(RehearsedEdge peer) {
    List<LinkPlan> links = new ArrayList<>();
    List<PeerLinkPlan> peerLinks = new ArrayList<>();
    List<PairPlan> pairs = new ArrayList<>();
    for (int slot = 0; slot < LINKS.size(); slot++) {
      String link = LINKS.get(slot);
      tellLink(slot, true);
      links.add(new LinkPlan(slot, link, "internet", false, false, MTU, 0, linkKeys.get(slot)));
      peerLinks.add(
          new PeerLinkPlan(
              link,
              peer.linkKeys.get(slot).publicKey(),
              List.of(peer.addresses.get(slot)),
              false,
              false,
              MTU,
              0));
      pairs.add(new PairPlan(link, peer.name, link));
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
                List.of(
                    new PeerPlan(
                        peer.name, peer.name, peer.name, List.of(peer.lan), true, peerLinks)),
                pairs,
                List.of(new RoutePlan(peer.lan, peer.name, List.of(peer.name))),
                List.of(),
                List.of(lan),
                Policy.standard()),
            nowNs);
    run();
  }

  private void tellLink(int slot, boolean up) {
    List<InetAddress> bound = up ? List.of(addresses.get(slot).getAddress()) : List.of();
    String why = up ? "" : "no carrier";
    core.control().onLinkState(new LinkState(slot, up, up, false, bound, why), nowNs);
  }

  private void step(long toNs, RehearsedEdge peer) {
    nowNs = toNs;
    core.outbound().onCycle(nowNs);
    core.outbound().onTick(nowNs);
    core.inbound().onTick(nowNs);
    core.control().onTick(nowNs);
    run();
    writePacket(peer);
    core.outbound().onTunPacket(packet, 0, VirtioHeader.LENGTH + PACKET_LENGTH, nowNs);
    run();
  }

  private void run() {
    for (Runnable call = calls.poll(); call != null; call = calls.poll()) {
      call.run();
    }
  }

  /// A UDP datagram over IPv4 (RFC 791, RFC 768) without a checksum of its own.
  private void writePacket(RehearsedEdge peer) {
    byte[] ip = new byte[PACKET_LENGTH];
    ip[0] = 0x45;
    putShort(ip, 2, PACKET_LENGTH);
    ip[8] = 64;
    ip[9] = UDP;
    System.arraycopy(hostOf(lan), 0, ip, 12, 4);
    System.arraycopy(hostOf(peer.lan), 0, ip, 16, 4);
    int sum = 0;
    for (int at = 0; at < 20; at += 2) {
      sum += (ip[at] & 0xFF) << 8 | ip[at + 1] & 0xFF;
    }
    putShort(ip, 10, ~((sum & 0xFFFF) + (sum >>> 16)));
    putShort(ip, 20, PORT);
    putShort(ip, 22, PORT);
    putShort(ip, 24, PACKET_LENGTH - 20);
    packet.asSlice(0, VirtioHeader.LENGTH).fill((byte) 0);
    MemorySegment.copy(ip, 0, packet, ValueLayout.JAVA_BYTE, VirtioHeader.LENGTH, PACKET_LENGTH);
  }

  private static byte[] hostOf(Prefix lan) {
    byte[] host = InetAddress.ofLiteral(lan.toString().split("/", 2)[0]).getAddress();
    host[3] = 10;
    return host;
  }

  private static void putShort(byte[] bytes, int at, int value) {
    bytes[at] = (byte) (value >>> 8);
    bytes[at + 1] = (byte) value;
  }

  private void receive(
      byte[] datagram, int slot, InetSocketAddress from, int trafficClass, long atNs) {
    MemorySegment.copy(datagram, 0, room, ValueLayout.JAVA_BYTE, 0, datagram.length);
    core.inbound()
        .onDatagram(Sockets.ofLink(slot), from, trafficClass, room, 0, datagram.length, atNs);
    core.inbound().onDrained();
  }

  private boolean deliver(MemorySegment memory, long offset, int length) {
    delivered++;
    return true;
  }

  @Override
  public void onPathChange(PathChange change) {
    var _ = Reporter.event(change, name);
  }

  @Override
  public void onMove(Move move) {
    var _ = Reporter.event(move, name);
  }

  @Override
  public void onPeerAway(String peer, boolean away) {}

  private final class Wire implements WireEgress {
    private final MemorySegment memory = Arena.ofAuto().allocate(ROOM_LENGTH, 64);

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
      RehearsedEdge peer = other;
      byte[] datagram = memory.asSlice(offset, length).toArray(ValueLayout.JAVA_BYTE);
      int slot = Sockets.link(to.socket());
      if (peer != null && !(isFirstSilent && slot == 0)) {
        calls.add(() -> peer.receive(datagram, slot, addresses.get(slot), trafficClass, nowNs));
      }
      return true;
    }
  }

  private final class Posted implements Mailbox {
    @Override
    public boolean offer(Runnable call) {
      return calls.add(call);
    }

    @Override
    public void put(Runnable call) {
      calls.add(call);
    }

    /// Nobody sleeps here.
    @Override
    public void hurry() {}

    @Override
    public double fill() {
      return 0;
    }
  }

  private record NoLog() implements TimestampLog {
    @Override
    public Tai64n reserved() {
      return Tai64n.LEAST;
    }

    @Override
    public void reserve(Tai64n upTo) {}
  }
}
