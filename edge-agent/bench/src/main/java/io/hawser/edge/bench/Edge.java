package io.hawser.edge.bench;

import io.hawser.edge.crypto.AeadSuite;
import io.hawser.edge.crypto.PacketCipher;
import io.hawser.edge.dataplane.ControlEvents;
import io.hawser.edge.dataplane.DropCounters;
import io.hawser.edge.dataplane.DropReason;
import io.hawser.edge.dataplane.Forwarding;
import io.hawser.edge.dataplane.Inbound;
import io.hawser.edge.dataplane.InboundCommands;
import io.hawser.edge.dataplane.Outbound;
import io.hawser.edge.dataplane.OutboundCommands;
import io.hawser.edge.dataplane.PathCounters;
import io.hawser.edge.dataplane.PathSlot;
import io.hawser.edge.dataplane.PeerSlot;
import io.hawser.edge.packet.Bytes;
import io.hawser.edge.packet.Coalescer;
import io.hawser.edge.packet.VirtioHeader;
import io.hawser.edge.steer.Choice;
import io.hawser.edge.steer.PrefixMap;
import io.hawser.edge.steer.Route;
import io.hawser.edge.steer.SteeringTable;
import io.hawser.policy.Policy;
import io.hawser.policy.Prefix;
import io.hawser.policy.SteeringMode;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Both directions of an edge with some peers, one path and one session each, and nothing behind
/// them. Site 10.0.0.0/16 is this one's, 10.(1 + n / 256).(n % 256).0/24 that of peer n.
final class Edge {
  static final int MTU = 1420;
  static final long NOW_NS = 1_000_000_000L;

  final Nowhere nowhere = new Nowhere();
  final DropCounters drops = new DropCounters();
  final List<SessionPair> sessions = new ArrayList<>();
  final Outbound outbound;
  final Inbound inbound;

  /// On a link on which nothing waits.
  Edge(int peers, AeadSuite suite, PacketCipher cipher) {
    this(peers, suite, cipher, Map.of());
  }

  /// @param rates of links on which packets wait, bits a second; all sessions are on link 0
  Edge(int peers, AeadSuite suite, PacketCipher cipher, Map<Integer, Long> rates) {
    ControlEvents control = Nowhere.silent(ControlEvents.class);
    outbound =
        new Outbound(nowhere, nowhere, control, Nowhere.silent(InboundCommands.class), drops);
    inbound =
        new Inbound(
            nowhere,
            new Coalescer.Abilities(true, true),
            control,
            Nowhere.silent(OutboundCommands.class),
            drops);
    Forwarding forwarding = forwarding(peers, rates);
    outbound.onForwarding(forwarding);
    inbound.onForwarding(forwarding);
    outbound.onSteering(steering(peers, forwarding.policy().classes().size()));
    for (int n = 0; n < peers; n++) {
      SessionPair session = SessionPair.connect(suite, cipher, NOW_NS);
      sessions.add(session);
      outbound.onInstallKey(n, session.sendKey(), NOW_NS);
      inbound.onInstallKey(n, session.receiveKey());
    }
  }

  private static Forwarding forwarding(int peers, Map<Integer, Long> rates) {
    Map<Prefix, Route> routes = new HashMap<>();
    List<PeerSlot> peerSlots = new ArrayList<>();
    List<PathSlot> pathSlots = new ArrayList<>();
    routes.put(Prefix.parse("10.0.0.0/16"), new Route("here", List.of()));
    for (int n = 0; n < peers; n++) {
      Prefix site = Prefix.parse("10." + (1 + (n >> 8)) + "." + (n & 255) + ".0/24");
      String name = "site-" + n;
      routes.put(site, new Route(name, List.of(n)));
      peerSlots.add(
          new PeerSlot(n, name, name, name, true, new PrefixMap<>(Map.of(site, Boolean.TRUE))));
      pathSlots.add(
          new PathSlot(
              n,
              1,
              "a>" + name + "/a",
              n,
              MTU,
              false,
              PathSlot.Cost.NONE,
              new PathCounters(),
              new PathCounters()));
    }
    return Forwarding.of(
        1, Policy.standard(), new PrefixMap<>(routes), peerSlots, pathSlots, rates, Map.of());
  }

  private static SteeringTable steering(int peers, int classes) {
    List<List<Choice>> choices = new ArrayList<>();
    for (int n = 0; n < peers; n++) {
      Choice only = new Choice(SteeringMode.SINGLE, List.of(List.of(n)), "only", "only");
      choices.add(Collections.nCopies(classes, only));
    }
    return new SteeringTable(1, choices);
  }

  /// Address of flow `n` at the peer that it is with; 254 flows and more share one.
  static int remote(int n, int peers) {
    int peer = n % peers;
    return 10 << 24 | 1 + (peer >> 8) << 16 | (peer & 255) << 8 | 1 + (n / peers) % 254;
  }

  /// Address of flow `n` at this site.
  static int local(int n) {
    return 10 << 24 | n >> 12 & 0xFFFF;
  }

  /// Writes what tells the IPv4 packet of flow `n` from others.
  static void address(MemorySegment p, long ip, int source, int destination, int n) {
    Bytes.put32(p, ip + 12, source);
    Bytes.put32(p, ip + 16, destination);
    Bytes.put16(p, ip + 20, 1024 + (n & 0xFFF));
  }

  /// An IPv4 packet with UDP of `total` bytes behind a clear virtio header at `at`.
  static void udp(MemorySegment p, long at, int total) {
    long ip = at + VirtioHeader.LENGTH;
    VirtioHeader.clear(p, at);
    Bytes.put32(p, ip, 0x4500_0000 | total);
    Bytes.put32(p, ip + 4, 0x0001_4000);
    Bytes.put32(p, ip + 8, 0x4011_0000);
    Bytes.put16(p, ip + 22, 443);
    Bytes.put16(p, ip + 24, total - 20);
  }

  /// Throws where anything was dropped: what is measured would not be the way of a packet.
  void check() {
    for (DropReason reason : DropReason.values()) {
      if (drops.of(reason) > 0) {
        throw new IllegalStateException(reason.word() + ": " + drops.of(reason) + " (expected: 0)");
      }
    }
  }
}
