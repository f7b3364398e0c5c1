package io.hawser.edge.packet;

import java.lang.foreign.MemorySegment;

/// What the first pieces of fragmented packets said of their ports, for the pieces that follow (RFC
/// 791, section 3.2; RFC 8200, section 4.5).
///
/// Bounded: a newer packet takes the place of an older one that falls on it, and a piece that comes
/// before its first one has no ports. Owned by one agent; not thread-safe. Allocates nothing.
public final class Fragments {
  private static final int PLACES = 256;

  /// As long as hosts wait for the rest of a packet (Linux, `ipfrag_time`).
  private static final long KNOWN_NS = 30_000_000_000L;

  private final long[] packets = new long[PLACES];
  private final long[] ports = new long[PLACES];
  private final long[] seenNs = new long[PLACES];

  /// Fills in the ports of a key that was read from the piece at `at`; leaves it alone where the
  /// packet is whole.
  public void complete(FlowKey key, MemorySegment p, long at, long nowNs) {
    if (!key.isFragment) {
      return;
    }
    long packet = key.packetOf(IpPacket.fragmentId(p, at));
    int place = (int) packet & (PLACES - 1);
    if (key.ports() != (long) key.protocol << 32) {
      packets[place] = packet;
      ports[place] = key.ports();
      seenNs[place] = nowNs;
    } else if (packets[place] == packet && nowNs - seenNs[place] < KNOWN_NS) {
      key.setPorts(ports[place]);
    }
  }
}
