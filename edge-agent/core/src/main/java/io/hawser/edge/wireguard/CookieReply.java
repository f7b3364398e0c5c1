package io.hawser.edge.wireguard;

import static io.hawser.edge.wireguard.MessageType.INT;

import io.hawser.edge.crypto.XChaCha20Poly1305;
import java.util.Arrays;

/// The answer of a peer under load (paper, section 5.4.7). Numbers are little-endian.
///
/// ```
///   0      4          8       32               64
///   | type | receiver | nonce | cookie         |
///   |  3   | index    | 24    | 16 + 16 of tag |
/// ```
final class CookieReply {
  static final int LENGTH = 64;

  private static final int RECEIVER = 4;
  private static final int NONCE = 8;
  private static final int COOKIE = NONCE + XChaCha20Poly1305.NONCE_LENGTH;

  private CookieReply() {}

  static byte[] encode(int receiver, byte[] nonce, byte[] sealedCookie) {
    byte[] message = new byte[LENGTH];
    INT.set(message, 0, MessageType.COOKIE_REPLY);
    INT.set(message, RECEIVER, receiver);
    System.arraycopy(nonce, 0, message, NONCE, nonce.length);
    System.arraycopy(sealedCookie, 0, message, COOKIE, sealedCookie.length);
    return message;
  }

  static int receiver(byte[] message) {
    return (int) INT.get(message, RECEIVER);
  }

  static byte[] nonce(byte[] message) {
    return Arrays.copyOfRange(message, NONCE, COOKIE);
  }

  static byte[] sealedCookie(byte[] message) {
    return Arrays.copyOfRange(message, COOKIE, LENGTH);
  }
}
