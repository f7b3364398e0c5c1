package io.hawser.edge.path;

/// Why a direction changed its state; the unit of `value` and `limit` in a [PathChange] follows
/// from it.
public enum PathCause {
  /// First or renewed evidence. Value: answers in a row; limit: answers wanted.
  HEARD,
  /// No evidence though it was due. Nanoseconds.
  SILENCE,
  /// Lost on the way. Millionths.
  LOSS,
  /// Packets of full size are lost where small ones pass. Bytes of such a packet.
  SIZE,
  /// One-way delay above what it was. Nanoseconds.
  DELAY,
  /// Loss and delay are back to what they were. Millionths.
  CLEAN,
  /// Clean for the time of probation. Nanoseconds.
  PROVEN,
  /// The device lost its carrier, its address or itself.
  LINK_DOWN,
  /// The WireGuard handshake was given up.
  HANDSHAKE_LOST,
  /// The peer is silent on all paths, for too long. Nanoseconds.
  PEER_AWAY
}
