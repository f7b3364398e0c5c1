package io.hawser.edge.wireguard;

import org.jspecify.annotations.Nullable;

/// What control asks of the shell and of the other agents on behalf of a peering. Calls come from
/// control's own calls and ticks, in the order in which they must take effect: a receive key is
/// installed before the answer is sent that lets the peer use it.
public interface PeeringOutput {

  /// Send a handshake message, unsealed. `to` is null where the endpoint is not known yet; a
  /// message that came over another path may be answered there.
  void sendHandshake(Peering peering, byte[] datagram, @Nullable Endpoint to);

  /// Whether what is sent to the peer's endpoint is known to arrive there; false where nobody
  /// measures it.
  default boolean isOpen(Peering peering) {
    return false;
  }

  /// Send a cookie reply to whom nothing is known about.
  void sendCookieReply(byte[] datagram, Endpoint to);

  /// To inbound: accept data with the index of `key`.
  void installReceiveKey(Peering peering, ReceiveKey key);

  /// To inbound: accept no more data with the index of `key`, and destroy it.
  void removeReceiveKey(Peering peering, ReceiveKey key);

  /// To outbound: seal with `key` from now on; then send what is staged.
  void installSendKey(Peering peering, SendKey key);

  /// To outbound: seal with the second cipher of `key` from now on, whether it is installed already
  /// or later; see [SendKey#upgrade].
  default void upgradeSendKey(Peering peering, SendKey key, int secondIndex) {}

  /// To outbound: destroy `key`. It may be one that was never installed or was replaced before.
  void removeSendKey(Peering peering, SendKey key);

  /// To outbound: send what is staged, or an empty packet where nothing is.
  void sendKeepalive(Peering peering);

  /// A session can carry data in both directions.
  void established(Peering peering, boolean initiator, long nowNs);

  /// To outbound: no session came about for 90 s. Drop what is staged.
  void gaveUp(Peering peering, long nowNs);
}
