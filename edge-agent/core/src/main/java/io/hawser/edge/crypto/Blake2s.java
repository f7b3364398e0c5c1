package io.hawser.edge.crypto;

import org.bouncycastle.crypto.digests.Blake2sDigest;

/// BLAKE2s (RFC 7693): the hash of Noise and, keyed with 16 bytes of output, the code of mac1, mac2
/// and the cookies.
public final class Blake2s {
  public static final int HASH_LENGTH = 32;
  public static final int MAC_LENGTH = 16;
  static final int BLOCK_LENGTH = 64;

  private Blake2s() {}

  /// The 32-byte hash of the parts, one after the other.
  public static byte[] hash(byte[]... parts) {
    var digest = new Blake2sDigest(HASH_LENGTH * Byte.SIZE);
    for (byte[] part : parts) {
      digest.update(part, 0, part.length);
    }
    byte[] hash = new byte[HASH_LENGTH];
    digest.doFinal(hash, 0);
    return hash;
  }

  /// The 16-byte keyed hash of `length` bytes.
  public static byte[] mac(byte[] key, byte[] message, int offset, int length) {
    var digest = new Blake2sDigest(key, MAC_LENGTH, null, null);
    digest.update(message, offset, length);
    byte[] mac = new byte[MAC_LENGTH];
    digest.doFinal(mac, 0);
    return mac;
  }
}
