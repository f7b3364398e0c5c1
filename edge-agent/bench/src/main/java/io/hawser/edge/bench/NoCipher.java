package io.hawser.edge.bench;

import io.hawser.edge.crypto.Aead;
import io.hawser.edge.crypto.AeadSuite;
import io.hawser.edge.crypto.PacketCipher;
import java.lang.foreign.MemorySegment;

/// Copies in place of sealing and opening, so that what is left of a packet's way is seen: framing,
/// counter, replay window, flow, checksums.
final class NoCipher implements Aead {
  static final AeadSuite SUITE =
      new AeadSuite() {
        @Override
        public Aead keyed(PacketCipher cipher, byte[] key) {
          return new NoCipher();
        }

        @Override
        public String name() {
          return "none";
        }
      };

  private NoCipher() {}

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
