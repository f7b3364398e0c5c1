package io.hawser.edge.packet;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// Memory for packets at numbered places, of one size each. Allocated as places are used for the
/// first time, 32 together, and kept: a pool that gives away its lowest or latest places first
/// touches little while little is used. Owned by whoever owns the pool; not thread-safe.
public final class PlaceMemory {
  private static final int CHUNK_SHIFT = 5;
  private static final int CHUNK = 1 << CHUNK_SHIFT;
  private static final int ALIGNED = 16;

  private final int size;
  private final @Nullable MemorySegment[] chunks;

  /// @param places a multiple of 32
  /// @param size of a place, bytes
  public PlaceMemory(int places, int size) {
    if (places <= 0 || places % CHUNK != 0) {
      throw new IllegalArgumentException(
          "places: " + places + " (expected: a multiple of " + CHUNK + ")");
    }
    this.size = size;
    this.chunks = new MemorySegment[places >>> CHUNK_SHIFT];
  }

  /// What holds a place, from [#offset] on.
  public MemorySegment of(int place) {
    int chunk = place >>> CHUNK_SHIFT;
    MemorySegment memory = chunks[chunk];
    if (memory == null) {
      memory = Arena.ofAuto().allocate((long) CHUNK * size, ALIGNED);
      chunks[chunk] = memory;
    }
    return memory;
  }

  public long offset(int place) {
    return (long) (place & CHUNK - 1) * size;
  }
}
