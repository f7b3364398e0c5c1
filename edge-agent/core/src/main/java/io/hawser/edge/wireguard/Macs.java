package io.hawser.edge.wireguard;

import io.hawser.edge.crypto.Blake2s;
import io.hawser.edge.crypto.PublicKey;
import java.security.MessageDigest;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The two codes at the end of an initiation and of a response: mac1 shows that the sender knows
/// the receiver's public key, mac2 that it receives at its address (paper, section 5.4.4).
final class Macs {
  static final int LENGTH = 2 * Blake2s.MAC_LENGTH;

  private Macs() {}

  static byte[] mac1Key(PublicKey receiver) {
    return Blake2s.hash(Protocol.LABEL_MAC1, receiver.toBytes());
  }

  static byte[] cookieKey(PublicKey issuer) {
    return Blake2s.hash(Protocol.LABEL_COOKIE, issuer.toBytes());
  }

  /// Writes both codes, mac2 as zero where there is no cookie, and answers mac1.
  static byte[] write(byte[] message, int macs, byte[] mac1Key, byte @Nullable [] cookie) {
    byte[] mac1 = Blake2s.mac(mac1Key, message, 0, macs);
    int mac2At = macs + Blake2s.MAC_LENGTH;
    System.arraycopy(mac1, 0, message, macs, Blake2s.MAC_LENGTH);
    if (cookie != null) {
      byte[] mac2 = Blake2s.mac(cookie, message, 0, mac2At);
      System.arraycopy(mac2, 0, message, mac2At, Blake2s.MAC_LENGTH);
    }
    return mac1;
  }

  static boolean isMac1(byte[] message, int macs, byte[] mac1Key) {
    return MessageDigest.isEqual(Blake2s.mac(mac1Key, message, 0, macs), mac1(message, macs));
  }

  static boolean isMac2(byte[] message, int macs, byte[] cookie) {
    int mac2At = macs + Blake2s.MAC_LENGTH;
    byte[] mac2 = Arrays.copyOfRange(message, mac2At, mac2At + Blake2s.MAC_LENGTH);
    return MessageDigest.isEqual(Blake2s.mac(cookie, message, 0, mac2At), mac2);
  }

  static byte[] mac1(byte[] message, int macs) {
    return Arrays.copyOfRange(message, macs, macs + Blake2s.MAC_LENGTH);
  }
}
