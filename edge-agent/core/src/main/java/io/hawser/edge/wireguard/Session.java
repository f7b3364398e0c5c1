package io.hawser.edge.wireguard;

import org.jspecify.annotations.Nullable;

/// The two keys of one handshake as control sees them. Owned by control.
final class Session {
  final SendKey sendKey;
  final ReceiveKey receiveKey;
  final long birthNs;

  final boolean initiator;

  /// Whether we renew it because of its age: we made it, and have not left renewal to the peer.
  boolean renewedByUs;

  /// Whether we know the peer's index of the second cipher's key, and seal with it.
  boolean agreed;

  /// Whether a packet that came late in its life has already asked for its renewal.
  boolean refreshed;

  /// What the peer must know to use the second cipher; null where there is none.
  @Nullable CipherOffer offer() {
    return receiveKey.secondIndex() == receiveKey.localIndex()
        ? null
        : new CipherOffer(sendKey.remoteIndex(), receiveKey.secondIndex());
  }

  Session(SendKey sendKey, ReceiveKey receiveKey, boolean initiator, long birthNs) {
    this.sendKey = sendKey;
    this.receiveKey = receiveKey;
    this.initiator = initiator;
    this.renewedByUs = initiator;
    this.birthNs = birthNs;
  }

  /// Whether the two are of simultaneous handshakes, one of each side.
  boolean isTwinOf(Session other) {
    return Math.abs(birthNs - other.birthNs) < Protocol.REKEY_TIMEOUT_NS;
  }

  boolean isAlive(long nowNs) {
    return sendKey.isUsable(nowNs);
  }
}
