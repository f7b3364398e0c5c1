package io.hawser.edge.agent.linux;

import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/// Destinations in the kernel's form, so that sending to a known one costs no allocation.
///
/// Owned by the outbound agent; direct-mapped, so bounded.
final class DestinationCache {
  /// Some times as many as there are paths to hundreds of peers: two that meet in a slot push each
  /// other out.
  private static final int SLOTS = 4096;

  private final @Nullable InetSocketAddress[] known = new InetSocketAddress[SLOTS];
  private final MemorySegment encoded;

  /// Keeps the encoded addresses in `memory`, which has [#LENGTH] bytes.
  DestinationCache(MemorySegment memory) {
    this.encoded = memory;
  }

  static final long LENGTH = (long) SLOTS * Sockaddr.LENGTH;

  void copy(InetSocketAddress endpoint, MemorySegment into, long offset) {
    int slot = slot(endpoint);
    InetSocketAddress held = known[slot];
    if (held != endpoint && !endpoint.equals(held)) {
      Sockaddr.write(endpoint, encoded, (long) slot * Sockaddr.LENGTH);
      known[slot] = endpoint;
    }
    MemorySegment.copy(encoded, (long) slot * Sockaddr.LENGTH, into, offset, Sockaddr.LENGTH);
  }

  private static int slot(InetSocketAddress endpoint) {
    return (endpoint.hashCode() * 0x9E3779B9) >>> 20 & (SLOTS - 1);
  }
}
