package io.hawser.edge.simulation;

import io.hawser.edge.packet.Bytes;
import io.hawser.edge.packet.Checksum;
import io.hawser.edge.packet.IpPacket;
import io.hawser.edge.packet.Packets;
import io.hawser.lab.simnet.Simulation;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// One end of a TCP connection on which the two ends speak in turn: a message of one segment is
/// under way at most. It sends it again by RFC 6298's timer until it is acknowledged, acknowledges
/// what comes by what it says itself, or 40 ms later, and a repetition at once.
///
/// ```
///   | IPv4 | TCP | 1 1 253 14 | mark, numbers of stream and packet | payload |
///   | 20   | 20  | 2 NOPs, kind and length (RFC 4727)  4 | 12      | 0 or more |
/// ```
///
/// No windows, and no congestion: one segment in each round trip is less than either would hold
/// back. No connection is closed.
final class TcpEnd {
  /// Linux, `net.ipv4.tcp_retries2`: the connection is broken after so many in vain.
  static final int RETRIES = 15;

  /// RFC 6298, section 2.1.
  private static final long FIRST_RTO_NS = 1_000_000_000L;

  /// Linux, TCP_RTO_MIN: the least that is added to the smoothed round trip.
  private static final long LEAST_SPREAD_NS = 200_000_000L;

  /// Linux, TCP_RTO_MAX.
  private static final long LONGEST_RTO_NS = 120_000_000_000L;

  /// Linux, TCP_DELACK_MIN.
  private static final long DELAYED_ACK_NS = 40_000_000L;

  private static final int HEADERS = Stream.TCP_MARK + Stream.MARK_LENGTH;

  // Offsets and flags of RFC 9293, section 3.1, from the beginning of the IPv4 packet.
  private static final int TCP = IpPacket.V4_HEADER;
  private static final int SEQUENCE = TCP + 4;
  private static final int ACKNOWLEDGED = TCP + 8;
  private static final int DATA_OFFSET = TCP + 12;
  private static final int FLAGS = TCP + 13;
  private static final int WINDOW = TCP + 14;
  private static final int CHECKSUM_IN_TCP = 16;
  private static final int ADDRESSES = 12;
  private static final int WINDOW_LENGTH = 0xFFFF;
  private static final int SYN = 0x02;
  private static final int PSH = 0x08;
  private static final int ACK = 0x10;

  /// Told of what befalls an end.
  interface Listener {
    /// A message came, the other end's SYN or SYN-ACK too.
    void onMessage();

    void onBroken(String why);
  }

  /// What is under way: a SYN, or a message. Its end is the number behind it.
  private record Segment(int sequence, int end, int flags, int payload, long sentNs) {}

  private final Simulation simulation;
  private final Stream out;
  private final int port;
  private final int remotePort;
  private final long ownAddress;
  private final long remoteAddress;
  private final Listener listener;
  private int next;
  private int expected;
  private boolean heard;
  private @Nullable Segment underWay;
  private int retries;
  private boolean broken;

  private boolean measured;
  private long smoothedNs;
  private long variationNs;
  private long rtoNs = FIRST_RTO_NS;

  /// Counts what makes a timer that runs a matter of the past.
  private int timers;

  private int acksOwed;

  /// @param out takes the segments of this end
  /// @param in brings those of the other end
  /// @param initial sequence number of the SYN
  TcpEnd(
      Simulation simulation,
      Stream out,
      Stream in,
      int port,
      int remotePort,
      int initial,
      Listener listener) {
    this.simulation = simulation;
    this.out = out;
    this.port = port;
    this.remotePort = remotePort;
    ownAddress = address(out.from.lanAddress(Stream.HOST));
    remoteAddress = address(out.to.lanAddress(Stream.HOST));
    this.next = initial;
    this.listener = listener;
    in.deliverTo(this::receive);
  }

  // ---------------------------------------------------------------- sending

  /// Begins a connection, or agrees to one where a SYN came.
  void connect() {
    sendFirst(SYN, 0, 1);
  }

  /// Only when what was sent before is acknowledged.
  void send(int payload) {
    sendFirst(PSH, payload, payload);
  }

  private void sendFirst(int flags, int payload, int numbers) {
    underWay = new Segment(next, next + numbers, flags, payload, simulation.nowNs());
    next += numbers;
    retries = 0;
    transmit(underWay);
    startTimer();
  }

  private void transmit(Segment segment) {
    emit(segment.sequence, segment.flags, segment.payload);
  }

  private void acknowledge() {
    emit(next, 0, 0);
  }

  private void emit(int sequence, int flags, int payload) {
    acksOwed = 0;
    byte[] upper = new byte[HEADERS - TCP + payload];
    MemorySegment tcp = MemorySegment.ofArray(upper);
    Bytes.put16(tcp, 0, port);
    Bytes.put16(tcp, 2, remotePort);
    Bytes.put32(tcp, SEQUENCE - TCP, sequence);
    Bytes.put32(tcp, ACKNOWLEDGED - TCP, heard ? expected : 0);
    Bytes.put8(tcp, DATA_OFFSET - TCP, HEADERS - TCP >>> 2 << 4);
    Bytes.put8(tcp, FLAGS - TCP, flags | (heard ? ACK : 0));
    Bytes.put16(tcp, WINDOW - TCP, WINDOW_LENGTH);
    putOption(upper);
    out.send(
        Packets.ip(
            out.from.lanAddress(Stream.HOST),
            out.to.lanAddress(Stream.HOST),
            IpPacket.PROTOCOL_TCP,
            upper,
            CHECKSUM_IN_TCP));
  }

  private void putOption(byte[] upper) {
    int at = Stream.TCP_MARK - TCP;
    upper[at - 4] = 1;
    upper[at - 3] = 1;
    upper[at - 2] = (byte) 253;
    upper[at - 1] = Stream.MARK_LENGTH + 2;
    out.mark(upper, at);
  }

  private void startTimer() {
    int timer = ++timers;
    simulation.after(
        rtoNs,
        () -> {
          if (timer == timers) {
            onTimeout();
          }
        });
  }

  private void onTimeout() {
    Segment segment = underWay;
    if (segment == null || broken) {
      return;
    }
    if (retries == RETRIES) {
      fail("no answer after " + RETRIES + " retries");
      return;
    }
    retries++;
    rtoNs = Math.min(2 * rtoNs, LONGEST_RTO_NS);
    transmit(segment);
    startTimer();
  }

  // ---------------------------------------------------------------- receiving

  private void receive(byte[] packet) {
    if (broken) {
      return;
    }
    MemorySegment p = MemorySegment.ofArray(packet);
    String foreign = foreign(p, packet.length);
    if (foreign != null) {
      fail(foreign);
      return;
    }
    if ((Bytes.u8(p, FLAGS) & ACK) != 0) {
      onAcknowledged(Bytes.i32(p, ACKNOWLEDGED));
    }
    int numbers = numbers(p, packet.length);
    if (numbers > 0) {
      onNumbers(Bytes.i32(p, SEQUENCE), numbers);
    }
  }

  /// Why the packet is not one of this connection; null where it is.
  private @Nullable String foreign(MemorySegment p, int length) {
    boolean whole = length >= HEADERS && length == IpPacket.totalLength(p, 0);
    if (!whole || Checksum.finish(Packets.upperSum(p)) != 0) {
      return "a packet that is not whole";
    }
    if (Bytes.u16(p, TCP) != remotePort || Bytes.u16(p, TCP + 2) != port || !isBetweenUs(p)) {
      return "a packet of another connection";
    }
    if ((Bytes.u8(p, FLAGS) & ACK) != 0 && Bytes.i32(p, ACKNOWLEDGED) - next > 0) {
      return "an acknowledgement of what was not sent";
    }
    // A mere acknowledgement stands behind a message that was lost; no message does.
    int ahead = numbers(p, length) > 0 ? 0 : WINDOW_LENGTH;
    if (heard && Bytes.i32(p, SEQUENCE) - expected > ahead) {
      return "a segment beyond what was awaited";
    }
    return null;
  }

  /// What it takes of the sequence: its payload, and one for a SYN.
  private static int numbers(MemorySegment p, int length) {
    return length - HEADERS + ((Bytes.u8(p, FLAGS) & SYN) != 0 ? 1 : 0);
  }

  private boolean isBetweenUs(MemorySegment p) {
    return Bytes.u32(p, ADDRESSES) == remoteAddress && Bytes.u32(p, ADDRESSES + 4) == ownAddress;
  }

  private static long address(String text) {
    long address = 0;
    for (String part : text.split("\\.")) {
      address = address << 8 | Integer.parseInt(part);
    }
    return address;
  }

  private void onAcknowledged(int acknowledged) {
    Segment segment = underWay;
    if (segment == null || acknowledged != segment.end) {
      return;
    }
    // Karn's algorithm (RFC 6298, section 3): what was sent twice measures nothing.
    if (retries == 0) {
      measure(simulation.nowNs() - segment.sentNs);
    }
    // Linux forgets a backoff as soon as it is answered.
    rtoNs = measured ? smoothedNs + Math.max(LEAST_SPREAD_NS, 4 * variationNs) : FIRST_RTO_NS;
    underWay = null;
    timers++;
  }

  /// RFC 6298, section 2.
  private void measure(long rttNs) {
    if (measured) {
      variationNs += (Math.abs(smoothedNs - rttNs) - variationNs) / 4;
      smoothedNs += (rttNs - smoothedNs) / 8;
    } else {
      variationNs = rttNs / 2;
      smoothedNs = rttNs;
      measured = true;
    }
  }

  private void onNumbers(int sequence, int numbers) {
    if (heard && sequence != expected) {
      acknowledge();
      return;
    }
    expected = sequence + numbers;
    heard = true;
    oweAcknowledgement();
    listener.onMessage();
  }

  private void oweAcknowledgement() {
    int owed = ++acksOwed;
    int upTo = expected;
    simulation.after(
        DELAYED_ACK_NS,
        () -> {
          if (acksOwed == owed && expected == upTo) {
            acknowledge();
          }
        });
  }

  private void fail(String why) {
    broken = true;
    listener.onBroken(why);
  }
}
