package io.hawser.edge.dataplane;

import io.hawser.edge.wireguard.Endpoint;
import java.lang.foreign.MemorySegment;

/// Where packets leave the core. Implemented by the shell, one for each direction's thread.
///
/// Bytes are borrowed: valid until the call returns. Both answer whether the packet was taken; one
/// that was not is counted by the caller.
public interface Egress {
  /// A datagram for the wire, from the socket that the endpoint names ([Sockets]).
  boolean toWire(Endpoint to, MemorySegment packet, long offset, int length);

  /// An IP packet for the kernel.
  boolean toTun(MemorySegment packet, long offset, int length);
}
