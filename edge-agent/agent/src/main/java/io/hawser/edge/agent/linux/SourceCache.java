package io.hawser.edge.agent.linux;

import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/// Socket addresses that packets came from, so that a known source costs no allocation.
///
/// Owned by the inbound agent. Sets of four ways; a flood of forged sources makes it allocate,
/// never grow.
final class SourceCache {
  private static final int SETS = 512;
  private static final int WAYS = 4;

  private final @Nullable InetSocketAddress[] endpoints = new InetSocketAddress[SETS * WAYS];
  private final long[] high = new long[SETS * WAYS];
  private final long[] low = new long[SETS * WAYS];
  private final long[] portAndScope = new long[SETS * WAYS];
  private int victim;

  InetSocketAddress find(MemorySegment sockaddr, long offset) {
    long high = Sockaddr.addressHigh(sockaddr, offset);
    long low = Sockaddr.addressLow(sockaddr, offset);
    long rest = (long) Sockaddr.scope(sockaddr, offset) << 32 | key(sockaddr, offset);
    int first = set(high, low, rest) * WAYS;
    for (int i = first; i < first + WAYS; i++) {
      InetSocketAddress known = endpoints[i];
      if (known != null
          && this.high[i] == high
          && this.low[i] == low
          && this.portAndScope[i] == rest) {
        return known;
      }
    }
    int way = first + (victim++ & (WAYS - 1));
    InetSocketAddress fresh = Sockaddr.read(sockaddr, offset);
    this.high[way] = high;
    this.low[way] = low;
    this.portAndScope[way] = rest;
    endpoints[way] = fresh;
    return fresh;
  }

  private static long key(MemorySegment sockaddr, long offset) {
    return (long) Sockaddr.family(sockaddr, offset) << 16 | Sockaddr.port(sockaddr, offset);
  }

  private static int set(long high, long low, long rest) {
    long mixed = (high * 31 + low) * 31 + rest;
    mixed *= 0x9E3779B97F4A7C15L;
    return (int) (mixed >>> 55) & (SETS - 1);
  }
}
