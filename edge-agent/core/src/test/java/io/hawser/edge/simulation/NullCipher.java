package io.hawser.edge.simulation;

import io.hawser.edge.crypto.Aead;
import io.hawser.edge.crypto.AeadSuite;
import io.hawser.edge.crypto.PacketCipher;
import io.hawser.edge.crypto.PacketCiphers;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/// Leaves the plaintext as it is: fast, and readable on the wire. Its tag is a trace of the key and
/// the counter, so that a packet of another session or number is refused as by a real cipher.
final class NullCipher implements Aead {
  private static final AeadSuite SUITE =
      new AeadSuite() {
        @Override
        public Aead keyed(PacketCipher cipher, byte[] key) {
          return new NullCipher(cipher, key);
        }

        @Override
        public String name() {
          return "none";
        }
      };

  /// ChaCha20-Poly1305 in name.
  static final PacketCiphers CIPHERS = new PacketCiphers(SUITE, false);

  private final long trace;

  private NullCipher(PacketCipher cipher, byte[] key) {
    trace = 31L * Arrays.hashCode(key) + cipher.ordinal();
  }

  @Override
  public void seal(
      MemorySegment source,
      long sourceOffset,
      int length,
      int paddedLength,
      MemorySegment target,
      long targetOffset,
      long counter) {
    MemorySegment.copy(source, sourceOffset, target, targetOffset, length);
    target.asSlice(targetOffset + length, paddedLength - length).fill((byte) 0);
    target.set(ValueLayout.JAVA_LONG_UNALIGNED, targetOffset + paddedLength, trace);
    target.set(ValueLayout.JAVA_LONG_UNALIGNED, targetOffset + paddedLength + Long.BYTES, counter);
  }

  @Override
  public int open(
      MemorySegment source,
      long sourceOffset,
      int sealedLength,
      MemorySegment target,
      long targetOffset,
      long counter) {
    int length = sealedLength - TAG_LENGTH;
    if (length < 0
        || source.get(ValueLayout.JAVA_LONG_UNALIGNED, sourceOffset + length) != trace
        || source.get(ValueLayout.JAVA_LONG_UNALIGNED, sourceOffset + length + Long.BYTES)
            != counter) {
      return FORGED;
    }
    MemorySegment.copy(source, sourceOffset, target, targetOffset, length);
    return length;
  }

  @Override
  public void destroy() {}
}
