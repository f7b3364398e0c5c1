package io.hawser.edge.crypto;

import java.util.Arrays;

/// A Curve25519 public key: the name of a peer. Equality takes the same time whatever the bytes
/// are.
public final class PublicKey implements Comparable<PublicKey> {
  public static final int LENGTH = Key32.LENGTH;

  private final byte[] bytes;

  private PublicKey(byte[] bytes) {
    this.bytes = bytes;
  }

  public static PublicKey of(byte[] bytes) {
    return new PublicKey(Key32.copyOf("public key", bytes));
  }

  public static PublicKey of(byte[] source, int offset) {
    return new PublicKey(Arrays.copyOfRange(source, offset, offset + LENGTH));
  }

  /// The key whose base64 text, as `wg` prints it, is `text`.
  public static PublicKey parse(String text) {
    return new PublicKey(Key32.parse("public key", text));
  }

  public byte[] toBytes() {
    return bytes.clone();
  }

  public void copyTo(byte[] target, int offset) {
    System.arraycopy(bytes, 0, target, offset, LENGTH);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PublicKey key && Key32.equal(bytes, key.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /// By the bytes as unsigned numbers, first byte first.
  @Override
  public int compareTo(PublicKey other) {
    return Arrays.compareUnsigned(bytes, other.bytes);
  }

  /// The base64 text.
  @Override
  public String toString() {
    return Key32.text(bytes);
  }
}
