package io.hawser.edge.simulation;

import io.hawser.edge.control.VirtualEdge;
import io.hawser.edge.crypto.Aead;
import io.hawser.edge.overlay.OverlayFrame;
import io.hawser.edge.packet.IpPacket;
import io.hawser.edge.packet.Packets;
import io.hawser.edge.wireguard.Transport;
import io.hawser.lab.simnet.Simulation;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/// Numbered packets from a host behind one edge to one behind another, and what became of each: at
/// a [steady rate][#beat], or [when it is told to][#send]. All times are true ones.
///
/// A packet bears [#MARK] (4 bytes), the number of the stream (4), its own number (4): at the
/// beginning of UDP's payload, or in an option of TCP.
final class Stream {
  static final int MARK = 0x48_57_53_52;

  /// Bytes of mark and numbers.
  static final int MARK_LENGTH = 12;

  /// Host number in its LAN of who sends and who is sent to.
  static final int HOST = 7;

  /// Stands in [Packet#arrivedNs] of what has not arrived.
  static final long NEVER = Long.MAX_VALUE;

  /// From an IPv4 packet's start to UDP's payload.
  private static final int UDP_MARK = IpPacket.V4_HEADER + 8;

  /// From an IPv4 packet's start into TCP's options: behind two that do nothing, and the kind and
  /// length of one.
  static final int TCP_MARK = IpPacket.V4_HEADER + 20 + 4;

  /// First byte of an IPv4 header without options.
  private static final byte IP_V4_PLAIN = 0x45;

  /// Where in a datagram a user packet's mark may stand: behind the tunnel's header, the packet's
  /// headers, and what wraps it at most.
  private static final int FIRST_MARK = Transport.HEADER_LENGTH + UDP_MARK;

  private static final int LAST_MARK = FIRST_MARK + 64;

  private static final Consumer<byte[]> NOBODY = _ -> {};

  final VirtualEdge from;
  final VirtualEdge to;
  final Kind kind;
  private final List<Packet> packets = new ArrayList<>();
  private final List<Long> arrivalsNs = new ArrayList<>();
  private final Simulation simulation;
  private final int number;
  private Consumer<byte[]> receiver = NOBODY;
  private boolean running;

  /// One packet's fate.
  static final class Packet {
    final long sentNs;
    long arrivedNs = NEVER;
    int arrivals;

    /// Datagrams with it that came to the edge of its destination.
    int reached;

    /// When the first of them did, which is not always the one that was delivered.
    long reachedNs = NEVER;

    /// By which of the branch's links it went, out or in, copies of it too.
    final Set<String> links = new LinkedHashSet<>();

    /// By which of them the one went that is no copy; empty for none.
    String line = "";

    Packet(long sentNs) {
      this.sentNs = sentNs;
    }

    boolean isMissing(long latestNs) {
      return arrivedNs == NEVER || arrivedNs - sentNs > latestNs;
    }
  }

  /// The stream and packet that a datagram or packet says it is; [#NONE] where it is of no stream.
  record Mark(int stream, int number) {
    static final Mark NONE = new Mark(-1, -1);
  }

  Stream(Simulation simulation, VirtualEdge from, VirtualEdge to, int number, Kind kind) {
    this.simulation = simulation;
    this.from = from;
    this.to = to;
    this.number = number;
    this.kind = kind;
  }

  /// What the standard policy takes it for.
  enum Kind {
    /// G.711, 20 ms: 160 bytes and RTP.
    VOICE(5060, 0, 172, "voice"),
    WEB(443, 0, 172, "transactional"),
    FILES(9_000, 0x20, 172, "bulk"),

    /// Short ones.
    SIGNS(443, 0, 40, "transactional"),

    /// Packets of nearly full size.
    DOWNLOAD(443, 0, 1_300, "transactional");

    final int port;
    final int typeOfService;

    /// Of UDP's payload, bytes.
    final int length;

    final String trafficClass;

    Kind(int port, int typeOfService, int length, String trafficClass) {
      this.port = port;
      this.typeOfService = typeOfService;
      this.length = length;
      this.trafficClass = trafficClass;
    }
  }

  /// The first packet of the first stream, where that is a call.
  static byte[] example(VirtualEdge from, VirtualEdge to) {
    return packet(from, to, 0, Kind.VOICE);
  }

  private static byte[] packet(VirtualEdge from, VirtualEdge to, int number, Kind kind) {
    byte[] packet =
        Packets.udp(
            from.lanAddress(HOST), 10_000 + number, to.lanAddress(HOST), kind.port, kind.length);
    packet[1] = (byte) kind.typeOfService;
    ByteBuffer.wrap(packet, UDP_MARK, 8).putInt(MARK).putInt(number);
    return packet;
  }

  // ---------------------------------------------------------------- sending

  /// Sends UDP at this rate from now on, at a beat of its own.
  void beat(int packetsPerSecond) {
    long intervalNs = Duration.ofSeconds(1).toNanos() / packetsPerSecond;
    running = true;
    byte[] template = packet(from, to, number, kind);
    // Not all streams beat together.
    simulation.after(simulation.newRandom().nextLong(intervalNs), () -> tick(template, intervalNs));
  }

  private void tick(byte[] template, long intervalNs) {
    if (!running) {
      return;
    }
    byte[] packet = template.clone();
    ByteBuffer.wrap(packet).putInt(UDP_MARK + 8, packets.size());
    simulation.after(intervalNs, () -> tick(template, intervalNs));
    send(packet);
  }

  void stop() {
    running = false;
  }

  /// Sends one packet of UDP.
  void sendOne() {
    byte[] packet = packet(from, to, number, kind);
    ByteBuffer.wrap(packet).putInt(UDP_MARK + 8, packets.size());
    send(packet);
  }

  /// Number of the packet that is sent next.
  int next() {
    return packets.size();
  }

  /// Writes the mark of the packet that is [sent][#send] next.
  void mark(byte[] packet, int at) {
    ByteBuffer.wrap(packet, at, MARK_LENGTH).putInt(MARK).putInt(number).putInt(packets.size());
  }

  /// Sends a packet that bears the next mark.
  void send(byte[] packet) {
    packets.add(new Packet(simulation.nowNs()));
    from.send(packet);
  }

  /// Who is given what arrives, when the edge is done with it.
  void deliverTo(Consumer<byte[]> host) {
    receiver = host;
  }

  /// The branch's link that the latest packet took, copies apart; empty for none.
  String line() {
    return packets.isEmpty() ? "" : packets.getLast().line;
  }

  // ---------------------------------------------------------------- told by the books

  /// Of a packet from or to the LAN.
  static Mark markOf(byte[] packet) {
    ByteBuffer bytes = ByteBuffer.wrap(packet);
    int at = packet[9] == IpPacket.PROTOCOL_TCP ? TCP_MARK : UDP_MARK;
    return packet.length >= at + MARK_LENGTH && bytes.getInt(at) == MARK
        ? new Mark(bytes.getInt(at + 4), bytes.getInt(at + 8))
        : Mark.NONE;
  }

  /// Of a datagram that carries a user packet.
  static Mark markIn(byte[] datagram) {
    if (isParity(datagram)) {
      return Mark.NONE;
    }
    ByteBuffer bytes = ByteBuffer.wrap(datagram);
    int last = Math.min(LAST_MARK, datagram.length - Aead.TAG_LENGTH - MARK_LENGTH);
    for (int at = FIRST_MARK; at <= last; at++) {
      if (bytes.getInt(at) == MARK && isOfAPacket(bytes, at)) {
        return new Mark(bytes.getInt(at + 4), bytes.getInt(at + 8));
      }
    }
    return Mark.NONE;
  }

  /// What looks like a mark may be a time or a key.
  private static boolean isOfAPacket(ByteBuffer bytes, int mark) {
    return isHeader(bytes, mark - UDP_MARK, IpPacket.PROTOCOL_UDP)
        || isHeader(bytes, mark - TCP_MARK, IpPacket.PROTOCOL_TCP);
  }

  private static boolean isHeader(ByteBuffer bytes, int at, int protocol) {
    return at >= Transport.HEADER_LENGTH
        && bytes.get(at) == IP_V4_PLAIN
        && bytes.get(at + 9) == protocol;
  }

  /// Whether a datagram is a copy of a user packet that went by another path too.
  static boolean isCopy(byte[] datagram) {
    return isOf(datagram, OverlayFrame.COPY);
  }

  /// Whether a datagram carries a packet of a bonded flow, which may have to wait for others.
  static boolean isBonded(byte[] datagram) {
    return isOf(datagram, OverlayFrame.BOND);
  }

  /// Whether a datagram carries parity.
  static boolean isParity(byte[] datagram) {
    return isOf(datagram, OverlayFrame.REPAIR);
  }

  private static boolean isOf(byte[] datagram, int type) {
    MemorySegment memory = MemorySegment.ofArray(datagram);
    int at = Transport.HEADER_LENGTH;
    return OverlayFrame.isFrame(memory, at, datagram.length - Transport.OVERHEAD)
        && OverlayFrame.type(memory, at) == type;
  }

  void onLeft(int numbered, String link, boolean copy) {
    Packet packet = packets.get(numbered);
    packet.links.add(link);
    packet.line = copy ? packet.line : link;
  }

  void onReached(int numbered) {
    Packet packet = packets.get(numbered);
    packet.reached++;
    packet.reachedNs = Math.min(packet.reachedNs, simulation.nowNs());
  }

  void onArrived(int numbered, byte[] bytes) {
    Packet packet = packets.get(numbered);
    packet.arrivals++;
    if (packet.arrivals == 1) {
      packet.arrivedNs = simulation.nowNs();
      arrivalsNs.add(simulation.nowNs());
    }
    if (receiver != NOBODY) {
      simulation.after(0, () -> receiver.accept(bytes));
    }
  }

  Packet packet(int numbered) {
    return packets.get(numbered);
  }

  /// Of UDP's IP packets, bytes.
  int packetLength() {
    return UDP_MARK + kind.length;
  }

  // ---------------------------------------------------------------- what became of them

  /// Those sent from a time on and before another.
  List<Packet> sent(long fromNs, long untilNs) {
    return packets.stream().filter(p -> p.sentNs >= fromNs && p.sentNs < untilNs).toList();
  }

  long missing() {
    return packets.stream().filter(packet -> packet.arrivedNs == NEVER).count();
  }

  /// The longest time without an arrival that ended in this span, or goes on at its end.
  long longestGapNs(long fromNs, long untilNs) {
    long longestNs = 0;
    long lastNs = fromNs;
    for (long arrivalNs : arrivalsNs) {
      if (arrivalNs > untilNs) {
        break;
      }
      if (arrivalNs > fromNs) {
        longestNs = Math.max(longestNs, arrivalNs - lastNs);
      }
      lastNs = arrivalNs;
    }
    return Math.max(longestNs, untilNs - lastNs);
  }

  /// From a time to the arrival of the first packet that was sent from then on.
  long usableAfterNs(long fromNs) {
    return sent(fromNs, NEVER).stream().mapToLong(p -> p.arrivedNs).min().orElse(NEVER) - fromNs;
  }

  /// From a time to the last packet that went by this link, copies apart; 0 for none.
  long leftAfterNs(String link, long fromNs) {
    long lastNs = fromNs;
    for (Packet packet : packets) {
      if (packet.sentNs >= fromNs && packet.line.equals(link)) {
        lastNs = packet.sentNs;
      }
    }
    return lastNs - fromNs;
  }

  /// How often its packets went another way than those before, from a time on, copies apart.
  int movesSince(long fromNs) {
    int moves = 0;
    String before = "";
    for (Packet packet : packets) {
      if (packet.sentNs >= fromNs && !packet.line.isEmpty()) {
        moves += before.isEmpty() || before.equals(packet.line) ? 0 : 1;
        before = packet.line;
      }
    }
    return moves;
  }
}
