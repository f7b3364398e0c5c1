package io.hawser.edge.dataplane;

import java.lang.foreign.MemorySegment;

/// Where packets leave the core for the kernel. Implemented by the shell, one for each direction's
/// thread.
public interface TunEgress {
  /// Takes the packet whose [io.hawser.edge.packet.VirtioHeader] stands at `offset`; `length`
  /// counts from there. Bytes are borrowed: valid until the call returns. Answers whether it was
  /// taken; one that was not is counted by the caller.
  boolean toTun(MemorySegment packet, long offset, int length);
}
