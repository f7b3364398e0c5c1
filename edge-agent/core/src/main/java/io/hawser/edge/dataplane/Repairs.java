package io.hawser.edge.dataplane;

import io.hawser.edge.fec.Decoder;
import io.hawser.edge.overlay.ProtectedFrame;
import io.hawser.edge.overlay.RepairFrame;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Repairs what is lost of the peers' protected packets. What becomes known waits until the
/// datagram by which it did has been dealt with. Owned by the inbound agent.
///
/// Codes take memory, as much as their packets are long: the most that is possible until as many
/// packets have come as are kept, then what it is. Where there is none left, a code that has paused
/// makes room; while none has, another one finds none: its packets are delivered as they come, and
/// its parity is dropped and counted. Codes that push each other out would all repair nothing, and
/// make a decoder for each packet.
final class Repairs {
  /// What decoders may take: 33 codes of full packets, some 120 of calls'. An eighth of the heap.
  static final int MOST_BYTES = 8 << 20;

  /// Of one that begins.
  static final int FULL_BYTES = Decoder.mostBytes(Protection.LONGEST);

  /// Those included that have no decoder any more, because their packets became longer.
  static final int MOST_CODES = 1_024;

  /// A code that pauses for so long has no window that anybody waits for.
  static final long PAUSE_NS = 10_000_000_000L;

  private static final int STRIDE = Protection.LONGEST + 7 & -8;

  /// The code that was used longest ago first.
  private final Map<Long, Code> codes = new LinkedHashMap<>(16, 0.75f, true);

  /// What has become known by the latest datagram.
  private final MemorySegment recovered =
      Arena.ofAuto().allocate((long) Decoder.MOST_AT_ONCE * STRIDE, 8);

  private final int[] recoveredLengths = new int[Decoder.MOST_AT_ONCE];
  private int recoveredCount;
  private @Nullable Code latest;
  private long latestName;
  private long usedBytes;

  /// One of a peer's.
  private static final class Code {
    /// Null where there is no memory for it.
    @Nullable Decoder decoder;

    int packets;
    int countedBytes;
    long usedNs;

    Code(Decoder decoder) {
      this.decoder = decoder;
    }
  }

  /// Takes a protected packet; answers why it is not to be delivered, or null.
  @Nullable DropReason onPacket(InboundSession session, MemorySegment p, long at, long nowNs) {
    Code code = code(session, ProtectedFrame.code(p, at), nowNs);
    Decoder decoder = code == null ? null : code.decoder;
    if (code == null || decoder == null) {
      return null;
    }
    int length = ProtectedFrame.packetLength(p, at);
    long packet = at + ProtectedFrame.HEADER_LENGTH;
    Decoder.Arrival arrival = decoder.onSource(ProtectedFrame.id(p, at), p, packet, length);
    code.packets++;
    measure(code);
    return switch (arrival) {
      // A late one is of a flow on a slower path. It was given up, or recovered long ago: a second
      // one does less harm than none.
      case FRESH, LATE -> null;
      case DUPLICATE -> DropReason.DUPLICATE;
      case MALFORMED -> DropReason.MALFORMED_FRAME;
    };
  }

  /// Takes parity; answers why nothing can be repaired by it, or null.
  @Nullable DropReason onRepair(InboundSession session, MemorySegment p, long at, long nowNs) {
    Code code = code(session, RepairFrame.code(p, at), nowNs);
    Decoder decoder = code == null ? null : code.decoder;
    if (code == null || decoder == null) {
      return DropReason.REPAIR_OVERFLOW;
    }
    decoder.onRepair(
        RepairFrame.firstId(p, at),
        RepairFrame.windowLength(p, at),
        RepairFrame.key(p, at),
        p,
        at + RepairFrame.HEADER_LENGTH,
        RepairFrame.symbolLength(p, at));
    measure(code);
    return null;
  }

  private @Nullable Code code(InboundSession session, int number, long nowNs) {
    long name = (long) session.peer.slot() << Integer.SIZE | number;
    Code found = latest;
    if (found == null || name != latestName) {
      found = codes.get(name);
      if (found == null) {
        found = begun(name, nowNs);
      }
      latest = found;
      latestName = name;
    }
    if (found != null) {
      found.usedNs = nowNs;
    }
    return found;
  }

  private @Nullable Code begun(long name, long nowNs) {
    Iterator<Code> eldest = codes.values().iterator();
    while (usedBytes + FULL_BYTES > MOST_BYTES || codes.size() >= MOST_CODES) {
      Code code = eldest.next();
      if (nowNs - code.usedNs < PAUSE_NS) {
        return null;
      }
      usedBytes -= code.countedBytes;
      eldest.remove();
    }
    Code code = new Code(new Decoder(Protection.LONGEST, this::onRecovered));
    codes.put(name, code);
    measure(code);
    return code;
  }

  private void measure(Code code) {
    Decoder decoder = code.decoder;
    if (decoder == null) {
      return;
    }
    int bytes = code.packets < Decoder.SPAN ? FULL_BYTES : decoder.memoryBytes();
    usedBytes += bytes - code.countedBytes;
    code.countedBytes = bytes;
    if (usedBytes > MOST_BYTES) {
      usedBytes -= bytes;
      code.countedBytes = 0;
      code.decoder = null;
    }
  }

  private void onRecovered(int id, MemorySegment packet, long at, int length) {
    MemorySegment.copy(packet, at, recovered, recoveredOffset(recoveredCount), length);
    recoveredLengths[recoveredCount++] = length;
  }

  /// Peers are known by numbers, which may mean others from now on.
  void clear() {
    codes.clear();
    latest = null;
    usedBytes = 0;
  }

  /// How many packets have become known since [#forgetRecovered].
  int recoveredCount() {
    return recoveredCount;
  }

  /// Where they lie.
  MemorySegment recovered() {
    return recovered;
  }

  static long recoveredOffset(int n) {
    return (long) n * STRIDE;
  }

  int recoveredLength(int n) {
    return recoveredLengths[n];
  }

  /// They have been delivered. To be called before the next datagram is taken.
  void forgetRecovered() {
    recoveredCount = 0;
  }

  /// What the decoders take.
  long usedBytes() {
    return usedBytes;
  }

  int codes() {
    return codes.size();
  }
}
