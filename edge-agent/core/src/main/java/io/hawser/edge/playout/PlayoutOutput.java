package io.hawser.edge.playout;

import java.lang.foreign.MemorySegment;

/// Takes packets whose time has come.
@FunctionalInterface
public interface PlayoutOutput {
  /// The bytes are borrowed: valid until the call returns.
  void deliver(MemorySegment p, long at, int length, long nowNs);
}
