package io.hawser.edge.wireguard;

/// What became of a datagram given to [LocalIdentity#onDatagram]. All but the first four are drops,
/// answered by silence.
public enum HandshakeOutcome {
  /// An initiation was answered.
  ANSWERED,
  /// A carried initiation was answered by one of ours, see [Peering].
  TURNED_ROUND,
  /// A response made a session.
  ESTABLISHED,
  /// A cookie was taken for the next try.
  COOKIE_TAKEN,
  /// We are under load: a cookie was sent instead of an answer.
  COOKIE_DEMANDED,
  /// Not the type and size of a handshake message.
  MALFORMED,
  /// Its sender doesn't know our public key.
  WRONG_MAC1,
  /// We are under load, and its source sends too many.
  SOURCE_TOO_FAST,
  /// The sender is none of our peers.
  UNKNOWN_PEER,
  /// Names no handshake or session of ours that is waiting for it.
  UNKNOWN_INDEX,
  /// Came by another socket than the path's.
  WRONG_SOCKET,
  /// The peer sends more initiations than anyone needs.
  PEER_TOO_FAST,
  /// Sealed with other keys, or damaged.
  FORGED,
  /// An initiation no newer than one before.
  REPLAYED
}
