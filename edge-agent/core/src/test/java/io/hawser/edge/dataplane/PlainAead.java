package io.hawser.edge.dataplane;

import io.hawser.edge.crypto.Aead;
import io.hawser.edge.crypto.AeadSuite;
import io.hawser.edge.crypto.PacketCipher;
import java.lang.foreign.MemorySegment;

/// Leaves packets as they are, with any tag: for tests of many packets, which are not about
/// ciphers.
final class PlainAead implements Aead {
  static final AeadSuite SUITE =
      new AeadSuite() {
        @Override
        public Aead keyed(PacketCipher cipher, byte[] key) {
          return new PlainAead();
        }

        @Override
        public String name() {
          return "none";
        }
      };

  private PlainAead() {}

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
    target.asSlice(targetOffset + length, paddedLength - length + TAG_LENGTH).fill((byte) 0);
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
    MemorySegment.copy(source, sourceOffset, target, targetOffset, length);
    return length;
  }

  @Override
  public void destroy() {}
}
