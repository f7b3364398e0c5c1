package io.hawser.edge.wireguard;

import io.hawser.edge.crypto.PublicKey;
import io.hawser.edge.crypto.XChaCha20Poly1305;
import org.jspecify.annotations.Nullable;

/// The cookie that a peer gave us, and the mac1 that it must have been given for. Owned by control.
final class CookieJar {
  private static final long LIFETIME_NS =
      Protocol.COOKIE_SECRET_LIFETIME_NS - Protocol.COOKIE_LATENCY_NS;

  private final byte[] mac1Key;
  private final byte[] cookieKey;
  private byte @Nullable [] sentMac1;
  private byte @Nullable [] cookie;
  private long staleNs;

  CookieJar(PublicKey remote) {
    this.mac1Key = Macs.mac1Key(remote);
    this.cookieKey = Macs.cookieKey(remote);
  }

  /// Writes both macs of a message to the peer.
  void stamp(byte[] message, int macs, long nowNs) {
    if (cookie != null && nowNs - staleNs >= 0) {
      cookie = null;
    }
    sentMac1 = Macs.write(message, macs, mac1Key, cookie);
  }

  /// Takes the cookie of a reply to our last message; false where it is none.
  boolean take(byte[] reply, long nowNs) {
    if (sentMac1 == null) {
      return false;
    }
    byte[] opened =
        XChaCha20Poly1305.open(
            cookieKey, CookieReply.nonce(reply), sentMac1, CookieReply.sealedCookie(reply));
    if (opened == null) {
      return false;
    }
    cookie = opened;
    staleNs = nowNs + LIFETIME_NS;
    return true;
  }
}
