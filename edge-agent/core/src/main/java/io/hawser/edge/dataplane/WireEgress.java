package io.hawser.edge.dataplane;

import io.hawser.edge.wireguard.Endpoint;
import java.lang.foreign.MemorySegment;

/// Where datagrams leave the core. Implemented by the shell for the outbound thread, which alone
/// sends.
///
/// A datagram is sealed straight into the shell's memory: [#room] says where, [#toWire] sends it.
/// Those that follow each other there, go to one endpoint and have one length and one traffic class
/// may leave as one.
public interface WireEgress {
  /// The traffic class of what carries no packet of a user: handshakes, probes and frames. They are
  /// to find what unmarked packets find, and no provider polices them.
  int UNMARKED = 0;

  /// The memory that datagrams are sealed into; the same for life.
  MemorySegment memory();

  /// Where in [#memory] the next `length` bytes are free, until the next call of [#toWire] or of
  /// this. What was taken before may be sent first.
  long room(int length);

  /// Takes the datagram at `offset`, from the socket that the endpoint names ([Sockets]). Answers
  /// whether it was taken; one that was not is counted by the caller.
  ///
  /// @param trafficClass second byte of the outer header: code point (RFC 2474) and ECN (RFC 3168)
  boolean toWire(Endpoint to, long offset, int length, int trafficClass);
}
