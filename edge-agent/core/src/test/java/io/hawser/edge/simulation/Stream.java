package io.hawser.edge.simulation;

import io.hawser.edge.control.VirtualEdge;
import io.hawser.edge.overlay.OverlayFrame;
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

/// Numbered packets at a steady rate from a host behind one edge to one behind another, and what
/// became of each. All times are true ones.
///
/// Payload: [#MARK] (4 bytes), number of the stream (4), number of the packet (4).
final class Stream {
  static final int MARK = 0x48_57_53_52;

  /// Stands in [Packet#arrivedNs] of what has not arrived.
  static final long NEVER = Long.MAX_VALUE;

  /// From its start to the payload of an IPv4 packet.
  private static final int PAYLOAD = 28;

  /// Where in a datagram a user packet's mark may stand: behind the tunnel's header, the packet's
  /// headers, and what wraps it at most.
  private static final int FIRST_MARK = Transport.HEADER_LENGTH + PAYLOAD;

  private static final int LAST_MARK = FIRST_MARK + 64;

  /// G.711, 20 ms: 160 bytes and RTP.
  private static final int LENGTH = 172;

  /// Of an IP packet, bytes.
  static final int PACKET_LENGTH = PAYLOAD + LENGTH;

  final VirtualEdge from;
  final VirtualEdge to;
  private final List<Packet> packets = new ArrayList<>();
  private final List<Long> arrivalsNs = new ArrayList<>();
  private final Simulation simulation;
  private final byte[] template;
  private final long intervalNs;
  private boolean running = true;

  /// One packet's fate.
  static final class Packet {
    final long sentNs;
    long arrivedNs = NEVER;
    int arrivals;

    /// Datagrams with it that came to the edge of its destination.
    int reached;

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

  Stream(
      Simulation simulation,
      VirtualEdge from,
      VirtualEdge to,
      int number,
      Kind kind,
      int packetsPerSecond) {
    this.simulation = simulation;
    this.from = from;
    this.to = to;
    this.template = packet(from, to, number, kind);
    intervalNs = Duration.ofSeconds(1).toNanos() / packetsPerSecond;
    // Not all streams beat together.
    simulation.after(simulation.newRandom().nextLong(intervalNs), this::tick);
  }

  /// What the standard policy takes it for.
  enum Kind {
    VOICE(5060, 0),
    WEB(443, 0),
    FILES(9_000, 0x20);

    final int port;
    final int typeOfService;

    Kind(int port, int typeOfService) {
      this.port = port;
      this.typeOfService = typeOfService;
    }
  }

  /// The first packet of the first stream, where that is a call.
  static byte[] example(VirtualEdge from, VirtualEdge to) {
    return packet(from, to, 0, Kind.VOICE);
  }

  private static byte[] packet(VirtualEdge from, VirtualEdge to, int number, Kind kind) {
    byte[] packet = Packets.udp(address(from), 10_000 + number, address(to), kind.port, LENGTH);
    packet[1] = (byte) kind.typeOfService;
    ByteBuffer.wrap(packet, PAYLOAD, 8).putInt(MARK).putInt(number);
    return packet;
  }

  private static String address(VirtualEdge edge) {
    return Company.lanPrefix(edge.name) + "7";
  }

  private void tick() {
    if (!running) {
      return;
    }
    byte[] packet = template.clone();
    ByteBuffer.wrap(packet).putInt(PAYLOAD + 8, packets.size());
    packets.add(new Packet(simulation.nowNs()));
    simulation.after(intervalNs, this::tick);
    from.send(packet);
  }

  /// The branch's link that the latest packet took, copies apart; empty for none.
  String line() {
    return packets.isEmpty() ? "" : packets.getLast().line;
  }

  void stop() {
    running = false;
  }

  // ---------------------------------------------------------------- told by the books

  /// Of a packet from or to the LAN.
  static Mark markOf(byte[] packet) {
    ByteBuffer bytes = ByteBuffer.wrap(packet);
    return packet.length >= PAYLOAD + 12 && bytes.getInt(PAYLOAD) == MARK
        ? new Mark(bytes.getInt(PAYLOAD + 4), bytes.getInt(PAYLOAD + 8))
        : Mark.NONE;
  }

  /// Of a datagram that carries a user packet.
  static Mark markIn(byte[] datagram) {
    if (isOf(datagram, OverlayFrame.REPAIR)) {
      return Mark.NONE;
    }
    ByteBuffer bytes = ByteBuffer.wrap(datagram);
    int last = Math.min(LAST_MARK, datagram.length - LENGTH);
    for (int at = FIRST_MARK; at <= last; at++) {
      if (bytes.getInt(at) == MARK) {
        return new Mark(bytes.getInt(at + 4), bytes.getInt(at + 8));
      }
    }
    return Mark.NONE;
  }

  /// Whether a datagram is a copy of a user packet that went by another path too.
  static boolean isCopy(byte[] datagram) {
    return isOf(datagram, OverlayFrame.COPY);
  }

  private static boolean isOf(byte[] datagram, int type) {
    MemorySegment memory = MemorySegment.ofArray(datagram);
    int at = Transport.HEADER_LENGTH;
    return OverlayFrame.isFrame(memory, at, datagram.length - Transport.OVERHEAD)
        && OverlayFrame.type(memory, at) == type;
  }

  void onLeft(int number, String link, boolean copy) {
    Packet packet = packets.get(number);
    packet.links.add(link);
    packet.line = copy ? packet.line : link;
  }

  void onArrived(int number) {
    Packet packet = packets.get(number);
    packet.arrivals++;
    if (packet.arrivals == 1) {
      packet.arrivedNs = simulation.nowNs();
      arrivalsNs.add(simulation.nowNs());
    }
  }

  Packet packet(int number) {
    return packets.get(number);
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
