package io.hawser.edge.crypto;

import java.lang.foreign.MemorySegment;

/// An authenticated cipher with its key: each packet has a 64-bit counter as nonce and no
/// associated data.
///
/// The nonce is four zero bytes and the counter, little-endian for ChaCha20-Poly1305 as WireGuard
/// has it, big-endian for AES-256-GCM as TLS has it. Whoever holds the key sees to it that no
/// counter is used twice for sealing. Source and target may be the same place; otherwise they must
/// not overlap. Owned by one agent at a time; not thread-safe.
public interface Aead {
  int KEY_LENGTH = 32;
  int TAG_LENGTH = 16;

  /// Result of [#open]: the tag is wrong. What the target holds is not to be used.
  int FORGED = -1;

  /// Seals `length` bytes, followed by zero bytes up to `paddedLength`, and writes them with the
  /// tag: `paddedLength` + [#TAG_LENGTH] bytes of `target`.
  void seal(
      MemorySegment source,
      long sourceOffset,
      int length,
      int paddedLength,
      MemorySegment target,
      long targetOffset,
      long counter);

  /// Opens `sealedLength` bytes, tag included, and answers the length of the plaintext written, or
  /// [#FORGED].
  int open(
      MemorySegment source,
      long sourceOffset,
      int sealedLength,
      MemorySegment target,
      long targetOffset,
      long counter);

  /// Forgets the key; the cipher is of no use afterwards.
  void destroy();
}
