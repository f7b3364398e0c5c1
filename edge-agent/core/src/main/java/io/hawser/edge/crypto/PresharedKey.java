package io.hawser.edge.crypto;

/// A secret that both ends of a peering were given beside their key pairs; [#NONE] is 32 zero
/// bytes.
public final class PresharedKey {
  public static final int LENGTH = Key32.LENGTH;
  public static final PresharedKey NONE = new PresharedKey(new byte[LENGTH]);

  private final byte[] bytes;

  private PresharedKey(byte[] bytes) {
    this.bytes = bytes;
  }

  public static PresharedKey of(byte[] bytes) {
    return new PresharedKey(Key32.copyOf("preshared key", bytes));
  }

  public static PresharedKey parse(String text) {
    return new PresharedKey(Key32.parse("preshared key", text));
  }

  public void copyTo(byte[] target, int offset) {
    System.arraycopy(bytes, 0, target, offset, LENGTH);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PresharedKey key && Key32.equal(bytes, key.bytes);
  }

  @Override
  public int hashCode() {
    return Blake2s.hash(bytes)[0];
  }

  @Override
  public String toString() {
    return equals(NONE) ? "no preshared key" : "preshared key";
  }
}
