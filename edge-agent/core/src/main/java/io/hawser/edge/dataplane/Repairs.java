package io.hawser.edge.dataplane;

import io.hawser.edge.fec.Decoder;
import io.hawser.edge.fec.RepairCounts;
import io.hawser.edge.overlay.ProtectedFrame;
import io.hawser.edge.overlay.RepairFrame;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Repairs what is lost of the peers' protected packets. What becomes known waits until the
/// datagram by which it did has been dealt with. Owned by the inbound agent.
final class Repairs {
  /// Codes that are kept at a time, the latest: 230 KB each.
  static final int MOST_CODES = 256;

  private final Map<Long, Decoder> decoders =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Decoder> eldest) {
          return size() > MOST_CODES;
        }
      };

  private final ArrayDeque<byte[]> recovered = new ArrayDeque<>();
  private @Nullable Decoder latest;
  private long latestName;

  /// Takes a protected packet; answers why it is not to be delivered, or null.
  @Nullable DropReason onPacket(InboundSession session, MemorySegment p, long at) {
    Decoder decoder = decoder(session, ProtectedFrame.code(p, at));
    int length = ProtectedFrame.packetLength(p, at);
    long packet = at + ProtectedFrame.HEADER_LENGTH;
    return switch (decoder.onSource(ProtectedFrame.id(p, at), p, packet, length)) {
      // A late one is of a flow on a slower path. It was given up, or recovered long ago: a second
      // one does less harm than none.
      case FRESH, LATE -> null;
      case DUPLICATE -> DropReason.DUPLICATE;
      case MALFORMED -> DropReason.MALFORMED_FRAME;
    };
  }

  void onRepair(InboundSession session, MemorySegment p, long at) {
    decoder(session, RepairFrame.code(p, at))
        .onRepair(
            RepairFrame.firstId(p, at),
            RepairFrame.windowLength(p, at),
            RepairFrame.key(p, at),
            p,
            at + RepairFrame.HEADER_LENGTH,
            RepairFrame.symbolLength(p, at));
  }

  private Decoder decoder(InboundSession session, int code) {
    long name = (long) session.peer.slot() << Integer.SIZE | code;
    Decoder found = latest;
    if (found == null || name != latestName) {
      found = decoders.get(name);
      if (found == null) {
        found = new Decoder(Protection.LONGEST, this::onRecovered);
        decoders.put(name, found);
      }
      latest = found;
      latestName = name;
    }
    return found;
  }

  private void onRecovered(int id, MemorySegment packet, long at, int length) {
    recovered.add(packet.asSlice(at, length).toArray(ValueLayout.JAVA_BYTE));
  }

  /// Peers are known by numbers, which may mean others from now on.
  void clear() {
    decoders.clear();
    latest = null;
  }

  /// The next packet that has become known, or null.
  byte @Nullable [] takeRecovered() {
    return recovered.poll();
  }

  /// Of all codes that are kept.
  long recovered() {
    return decoders.values().stream().map(Decoder::counts).mapToLong(RepairCounts::recovered).sum();
  }
}
