package io.hawser.edge.packet;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// Joins segments that follow each other in a flow to super-packets for the TUN device, which takes
/// one of 64 KB for little more than one of 1,500 bytes.
///
/// A plaintext is opened straight to the end of the super-packet that it probably continues, less
/// the length of a header, so that in the usual case nothing is copied:
///
/// ```
///   | virtio | headers | payload 0 | payload 1 |           one place, open
///                             | headers | payload 2 |      opened here: place(…)
///                             | payload |                  what the headers cover is kept aside, and
///                                                          put back by add(…) or release()
/// ```
///
/// A packet joins where the kernel's own GRO would have it: same flow, next sequence number, equal
/// headers otherwise, a right checksum or one that was left. It is never held beyond [#flush], and
/// the order within a flow is kept. Owned by the inbound agent; not thread-safe; allocates nothing
/// but its memory.
public final class Coalescer {
  /// Takes a finished packet, which begins with a [VirtioHeader] at `at` and stands for `packets`.
  /// The bytes are valid until the call returns.
  public interface Sink {
    void take(MemorySegment memory, long at, int length, int packets);
  }

  /// What the device takes in one piece.
  public record Abilities(boolean tcp, boolean udp) {
    public static final Abilities NONE = new Abilities(false, false);
  }

  /// Super-packets open at a time, and one place more for what comes next: a drain rarely mixes
  /// more flows.
  private static final int PLACES = 9;

  private static final int LONGEST = 65_535;
  private static final int STRIDE = (VirtioHeader.LENGTH + LONGEST + 63 & ~63) + 64;

  /// Segments that the kernel cuts a UDP super-packet into at most (Linux, UDP_MAX_SEGMENTS of
  /// old).
  private static final int UDP_SEGMENTS = 64;

  private static final int NONE = -1;
  private static final int TCP_HEADER = 20;
  private static final int TCP_FLAGS = 13;
  private static final int TCP_ACK = 0x10;
  private static final int TCP_PSH = 0x08;
  private static final int TCP_CHECKSUM = 16;
  private static final int UDP_HEADER = 8;
  private static final int UDP_CHECKSUM = 6;

  private final Sink sink;
  private final Abilities abilities;
  private final MemorySegment memory = Arena.ofAuto().allocate((long) PLACES * STRIDE, 64);
  private final MemorySegment covered = Arena.ofAuto().allocate(128, 8);

  // Of each place; a place without a flow is free.
  private final @Nullable Object[] flow = new Object[PLACES];
  private final int[] headers = new int[PLACES];
  private final int[] upper = new int[PLACES];
  private final int[] size = new int[PLACES];
  private final int[] length = new int[PLACES];
  private final int[] count = new int[PLACES];
  private final boolean[] closed = new boolean[PLACES];
  private final boolean[] left = new boolean[PLACES];
  private final boolean[] verified = new boolean[PLACES];
  private final long[] turn = new long[PLACES];

  private int next;
  private int open = NONE;
  private int borrowed = NONE;
  private long at;
  private boolean arrivedLeft;
  private long turns;

  public Coalescer(Abilities abilities, Sink sink) {
    this.abilities = abilities;
    this.sink = sink;
  }

  public MemorySegment memory() {
    return memory;
  }

  /// Where in [#memory] a plaintext of at most `most` bytes is to be opened. [#add] or [#release]
  /// must follow before the next call.
  public long place(int most) {
    int hot = open;
    // The last clause keeps the place's own headers from being covered.
    if (hot != NONE
        && !closed[hot]
        && length[hot] - headers[hot] + most <= LONGEST
        && length[hot] >= 2 * headers[hot]
        && isVerified(hot)) {
      borrowed = hot;
      at = ip(hot) + length[hot] - headers[hot];
      MemorySegment.copy(memory, at, covered, 0, headers[hot]);
    } else {
      borrowed = NONE;
      at = ip(next);
    }
    return at;
  }

  /// What was opened is of no use, or used up.
  public void release() {
    if (borrowed != NONE) {
      MemorySegment.copy(covered, 0, memory, at, headers[borrowed]);
      borrowed = NONE;
    }
  }

  /// Takes the plausible packet that was opened at the last [#place].
  ///
  /// @param of what tells flows apart, by identity
  /// @param key the packet's own
  /// @param left whether its checksum [was left][LeftChecksum] to this edge
  public void add(Object of, FlowKey key, int total, boolean left) {
    arrivedLeft = left;
    int mine = find(of);
    boolean joins = mine != NONE && continues(mine, key, total);
    if (joins && mine == borrowed) {
      grow(mine, total, pushes(mine));
      release();
      return;
    }
    if (borrowed != NONE) {
      MemorySegment.copy(memory, at, memory, ip(next), total);
      release();
      at = ip(next);
    }
    if (joins) {
      int payload = total - headers[mine];
      MemorySegment.copy(memory, at + headers[mine], memory, ip(mine) + length[mine], payload);
      grow(mine, total, pushes(mine));
      open = mine;
      return;
    }
    if (mine != NONE) {
      emit(mine);
    }
    begin(of, key, total);
  }

  /// Hands out all that is open, the oldest first.
  public void flush() {
    for (int oldest = oldest(); oldest != NONE; oldest = oldest()) {
      emit(oldest);
    }
    open = NONE;
    next = 0;
  }

  private void begin(Object of, FlowKey key, int total) {
    int place = next;
    if (!mayBegin(key, total)) {
      if (arrivedLeft) {
        LeftChecksum.fill(memory, at, key.upperOffset);
      }
      VirtioHeader.clear(memory, base(place));
      sink.take(memory, base(place), VirtioHeader.LENGTH + total, 1);
      return;
    }
    boolean tcp = key.protocol == IpPacket.PROTOCOL_TCP;
    flow[place] = of;
    upper[place] = key.upperOffset;
    headers[place] = key.upperOffset + (tcp ? tcpHeader(at + key.upperOffset) : UDP_HEADER);
    size[place] = total - headers[place];
    length[place] = total;
    count[place] = 1;
    left[place] = arrivedLeft;
    verified[place] = arrivedLeft;
    closed[place] = tcp && pushes(place);
    turn[place] = turns++;
    open = place;
    next = free();
    if (next == NONE) {
      next = oldest();
      emit(next);
    }
  }

  private boolean mayBegin(FlowKey key, int total) {
    long t = at + key.upperOffset;
    int expected = IpPacket.isV4(memory, at) ? IpPacket.V4_HEADER : IpPacket.V6_HEADER;
    if (key.isFragment || key.upperOffset != expected) {
      return false;
    }
    return switch (key.protocol) {
      case IpPacket.PROTOCOL_TCP ->
          abilities.tcp
              && key.upperOffset + TCP_HEADER < total
              && (Bytes.u8(memory, t + TCP_FLAGS) & ~TCP_PSH) == TCP_ACK
              && tcpHeader(t) >= TCP_HEADER
              && key.upperOffset + tcpHeader(t) < total;
      case IpPacket.PROTOCOL_UDP ->
          abilities.udp
              && key.upperOffset + UDP_HEADER < total
              && Bytes.u16(memory, t + 4) == total - key.upperOffset
              && Bytes.u16(memory, t + UDP_CHECKSUM) != 0;
      default -> false;
    };
  }

  private boolean continues(int place, FlowKey key, int total) {
    int payload = total - headers[place];
    if (closed[place]
        || payload <= 0
        || payload > size[place]
        || length[place] + payload > LONGEST
        || key.isFragment
        || key.upperOffset != upper[place]) {
      return false;
    }
    long first = ip(place);
    boolean same = IpPacket.isV4(memory, at) ? sameV4(place, first) : sameV6(first);
    boolean tcp = key.protocol == IpPacket.PROTOCOL_TCP;
    return same
        && (tcp ? continuesTcp(place, first) : continuesUdp(place, total))
        && isVerified(place)
        && (arrivedLeft || isRight(at, upper[place], total, key.protocol));
  }

  /// Type of service, flags, time to live, protocol; the identification unless it never matters.
  private boolean sameV4(int place, long first) {
    int flags = Bytes.u16(memory, at + 6);
    return Bytes.u16(memory, at) == Bytes.u16(memory, first)
        && flags == Bytes.u16(memory, first + 6)
        && Bytes.u16(memory, at + 8) == Bytes.u16(memory, first + 8)
        && ((flags & 0x4000) != 0
            || Bytes.u16(memory, at + 4) == (Bytes.u16(memory, first + 4) + count[place] & 0xFFFF));
  }

  /// Traffic class, flow label, next header, hop limit.
  private boolean sameV6(long first) {
    return Bytes.i32(memory, at) == Bytes.i32(memory, first)
        && Bytes.u16(memory, at + 6) == Bytes.u16(memory, first + 6);
  }

  /// Next in sequence; acknowledgement, flags but PSH, window, urgent pointer and options equal.
  private boolean continuesTcp(int place, long first) {
    long t = at + upper[place];
    long f = first + upper[place];
    int sent = length[place] - headers[place];
    boolean same =
        Bytes.i32(memory, t + 4) == Bytes.i32(memory, f + 4) + sent
            && Bytes.i32(memory, t + 8) == Bytes.i32(memory, f + 8)
            && (Bytes.i32(memory, t + 12) & ~(TCP_PSH << 16)) == Bytes.i32(memory, f + 12)
            && Bytes.u16(memory, t + 18) == Bytes.u16(memory, f + 18);
    for (int i = TCP_HEADER; same && i < headers[place] - upper[place]; i += 4) {
      same = Bytes.i32(memory, t + i) == Bytes.i32(memory, f + i);
    }
    return same;
  }

  private boolean continuesUdp(int place, int total) {
    long u = at + upper[place];
    return count[place] < UDP_SEGMENTS
        && Bytes.u16(memory, u + 4) == total - upper[place]
        && Bytes.u16(memory, u + UDP_CHECKSUM) != 0;
  }

  /// Of the first packet it is asked when a second one comes, and before that covers a part of it.
  private boolean isVerified(int place) {
    if (!verified[place]) {
      int protocol = isTcp(place) ? IpPacket.PROTOCOL_TCP : IpPacket.PROTOCOL_UDP;
      verified[place] = isRight(ip(place), upper[place], length[place], protocol);
    }
    return verified[place];
  }

  /// Whether the upper layer's checksum is right: joined segments get a new one, which would hide a
  /// wrong one.
  private boolean isRight(long packet, int upperOffset, int total, int protocol) {
    long sum =
        IpPacket.pseudoSum(memory, packet, protocol, total - upperOffset)
            + Checksum.sum(memory, packet + upperOffset, total - upperOffset);
    return Checksum.finish(sum) == 0;
  }

  private boolean pushes(int place) {
    return isTcp(place) && (Bytes.u8(memory, at + upper[place] + TCP_FLAGS) & TCP_PSH) != 0;
  }

  private void grow(int place, int total, boolean last) {
    int payload = total - headers[place];
    length[place] += payload;
    count[place]++;
    closed[place] = last || payload < size[place];
    if (last) {
      long flags = ip(place) + upper[place] + TCP_FLAGS;
      Bytes.put8(memory, flags, Bytes.u8(memory, flags) | TCP_PSH);
    }
  }

  private void emit(int place) {
    long packet = ip(place);
    if (count[place] == 1) {
      if (left[place]) {
        LeftChecksum.fill(memory, packet, upper[place]);
      }
      VirtioHeader.clear(memory, base(place));
    } else {
      boolean v4 = IpPacket.isV4(memory, packet);
      if (v4) {
        Bytes.put16(memory, packet + 2, length[place]);
        Bytes.put16(memory, packet + 10, 0);
        Bytes.put16(
            memory, packet + 10, Checksum.finish(Checksum.sum(memory, packet, upper[place])));
      } else {
        Bytes.put16(memory, packet + 4, length[place] - IpPacket.V6_HEADER);
      }
      finish(place, packet, v4);
    }
    flow[place] = null;
    if (open == place) {
      open = NONE;
    }
    sink.take(memory, base(place), VirtioHeader.LENGTH + length[place], count[place]);
  }

  /// Leaves the checksum to the kernel, as it expects that: the pseudo header's sum in its place.
  private void finish(int place, long packet, boolean v4) {
    boolean tcp = isTcp(place);
    int upperLength = length[place] - upper[place];
    int protocol = tcp ? IpPacket.PROTOCOL_TCP : IpPacket.PROTOCOL_UDP;
    int field = tcp ? TCP_CHECKSUM : UDP_CHECKSUM;
    if (!tcp) {
      Bytes.put16(memory, packet + upper[place] + 4, upperLength);
    }
    Bytes.put16(
        memory,
        packet + upper[place] + field,
        (int) Checksum.fold(IpPacket.pseudoSum(memory, packet, protocol, upperLength)));
    int type = tcp ? (v4 ? VirtioHeader.GSO_TCPV4 : VirtioHeader.GSO_TCPV6) : VirtioHeader.GSO_UDP;
    VirtioHeader.segments(
        memory, base(place), type, headers[place], size[place], upper[place], field);
  }

  private boolean isTcp(int place) {
    return headers[place] - upper[place] != UDP_HEADER;
  }

  private int tcpHeader(long tcp) {
    return (Bytes.u8(memory, tcp + 12) >>> 4) << 2;
  }

  private int find(Object of) {
    for (int place = 0; place < PLACES; place++) {
      if (flow[place] == of) {
        return place;
      }
    }
    return NONE;
  }

  private int free() {
    for (int place = 0; place < PLACES; place++) {
      if (flow[place] == null) {
        return place;
      }
    }
    return NONE;
  }

  private int oldest() {
    int oldest = NONE;
    for (int place = 0; place < PLACES; place++) {
      if (flow[place] != null && (oldest == NONE || turn[place] < turn[oldest])) {
        oldest = place;
      }
    }
    return oldest;
  }

  private static long base(int place) {
    return (long) place * STRIDE;
  }

  private static long ip(int place) {
    return base(place) + VirtioHeader.LENGTH;
  }
}
