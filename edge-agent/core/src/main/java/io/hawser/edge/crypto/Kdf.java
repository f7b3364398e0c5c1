package io.hawser.edge.crypto;

import java.util.Arrays;

/// HMAC-BLAKE2s (RFC 2104) and the key derivation of Noise (section 4.3), which is HKDF (RFC 5869)
/// without information.
public final class Kdf {
  private static final byte INNER_PAD = 0x36;
  private static final byte OUTER_PAD = 0x5C;

  private Kdf() {}

  public static byte[] hmac(byte[] key, byte[]... parts) {
    byte[] block =
        Arrays.copyOf(
            key.length > Blake2s.BLOCK_LENGTH ? Blake2s.hash(key) : key, Blake2s.BLOCK_LENGTH);
    byte[][] inner = new byte[parts.length + 1][];
    inner[0] = padded(block, INNER_PAD);
    System.arraycopy(parts, 0, inner, 1, parts.length);
    byte[] hash = Blake2s.hash(padded(block, OUTER_PAD), Blake2s.hash(inner));
    Arrays.fill(block, (byte) 0);
    return hash;
  }

  /// Fills one to three outputs, each of 32 bytes, from a chaining key and input.
  public static void derive(byte[] chainingKey, byte[] input, byte[]... outputs) {
    byte[] extracted = hmac(chainingKey, input);
    byte[] previous = new byte[0];
    for (int i = 0; i < outputs.length; i++) {
      previous = hmac(extracted, previous, new byte[] {(byte) (i + 1)});
      System.arraycopy(previous, 0, outputs[i], 0, Blake2s.HASH_LENGTH);
    }
    Arrays.fill(extracted, (byte) 0);
  }

  private static byte[] padded(byte[] block, byte pad) {
    byte[] padded = new byte[block.length];
    for (int i = 0; i < block.length; i++) {
      padded[i] = (byte) (block[i] ^ pad);
    }
    return padded;
  }
}
