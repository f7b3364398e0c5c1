package io.hawser.edge.wireguard;

/// The two keys of one handshake as control sees them. Owned by control.
final class Session {
  final SendKey sendKey;
  final ReceiveKey receiveKey;
  final long birthNs;

  /// Whether we renew it because of its age: we made it, and have not left renewal to the peer.
  boolean renewedByUs;

  /// Whether a packet that came late in its life has already asked for its renewal.
  boolean refreshed;

  Session(SendKey sendKey, ReceiveKey receiveKey, boolean initiator, long birthNs) {
    this.sendKey = sendKey;
    this.receiveKey = receiveKey;
    this.renewedByUs = initiator;
    this.birthNs = birthNs;
  }

  boolean isAlive(long nowNs) {
    return sendKey.isUsable(nowNs);
  }
}
