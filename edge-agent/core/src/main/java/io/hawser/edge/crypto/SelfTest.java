package io.hawser.edge.crypto;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/// Whether a suite computes what the JDK does, which the tests hold against published vectors: a
/// library that is broken, or built for another machine, is found before it seals a packet.
final class SelfTest {
  private static final int LENGTH = 100;
  private static final int PADDED = 112;
  private static final long COUNTER = 0x0102030405060708L;
  private static final long LAST = COUNTER + 2;

  private SelfTest() {}

  /// Whether the suite seals and opens rightly with every cipher; one that fails with an exception
  /// does not.
  static boolean passes(AeadSuite suite) {
    try {
      for (PacketCipher cipher : PacketCipher.values()) {
        if (!passes(suite, cipher)) {
          return false;
        }
      }
      return true;
    } catch (IllegalStateException _) {
      // A library that is told to know FIPS ciphers only, or lacks a parameter.
      return false;
    }
  }

  private static boolean passes(AeadSuite suite, PacketCipher cipher) {
    byte[] key = counting(0x80, Aead.KEY_LENGTH);
    byte[] plaintext = counting(0, LENGTH);
    Aead tested = suite.keyed(cipher, key);
    Aead trusted = JdkAead.SUITE.keyed(cipher, key);
    try {
      // Two in a row and one out of order: a cipher may count its nonces by itself.
      for (long counter : new long[] {COUNTER, COUNTER + 1, COUNTER - 1}) {
        if (!Arrays.equals(seal(tested, plaintext, counter), seal(trusted, plaintext, counter))) {
          return false;
        }
      }
      byte[] sealed = seal(tested, plaintext, LAST);
      byte[] opened = new byte[PADDED];
      boolean right =
          open(tested, sealed, opened) == PADDED
              && Arrays.equals(opened, Arrays.copyOf(plaintext, PADDED));
      sealed[0] ^= 1;
      boolean refused = open(tested, sealed, opened) == Aead.FORGED;
      sealed[0] ^= 1;
      // A forged packet leaves no trace in the context.
      return right && refused && open(tested, sealed, opened) == PADDED;
    } finally {
      tested.destroy();
      trusted.destroy();
    }
  }

  private static byte[] counting(int first, int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (first + i);
    }
    return bytes;
  }

  private static byte[] seal(Aead aead, byte[] plaintext, long counter) {
    byte[] sealed = new byte[PADDED + Aead.TAG_LENGTH];
    MemorySegment source = MemorySegment.ofArray(plaintext);
    aead.seal(source, 0, LENGTH, PADDED, MemorySegment.ofArray(sealed), 0, counter);
    return sealed;
  }

  private static int open(Aead aead, byte[] sealed, byte[] opened) {
    return aead.open(
        MemorySegment.ofArray(sealed), 0, sealed.length, MemorySegment.ofArray(opened), 0, LAST);
  }
}
