package io.hawser.edge.crypto;

import java.util.Arrays;
import org.bouncycastle.math.ec.rfc7748.X25519;

/// A Curve25519 private key with its public key (RFC 7748). Its bytes are told only to who asks by
/// name, for storing.
public final class PrivateKey {
  public static final int LENGTH = Key32.LENGTH;

  private final byte[] bytes;
  private final PublicKey publicKey;

  private PrivateKey(byte[] bytes) {
    clamp(bytes);
    this.bytes = bytes;
    byte[] point = new byte[PublicKey.LENGTH];
    X25519.scalarMultBase(bytes, 0, point, 0);
    this.publicKey = PublicKey.of(point);
  }

  public static PrivateKey generate(RandomSource random) {
    byte[] bytes = new byte[LENGTH];
    random.fill(bytes);
    return new PrivateKey(bytes);
  }

  public static PrivateKey of(byte[] bytes) {
    return new PrivateKey(Key32.copyOf("private key", bytes));
  }

  /// The key whose base64 text, as `wg genkey` prints it, is `text`.
  public static PrivateKey parse(String text) {
    return new PrivateKey(Key32.parse("private key", text));
  }

  public PublicKey publicKey() {
    return publicKey;
  }

  /// Writes the shared secret with `peer` to `target`; false, with nothing of use written, where
  /// `peer` is a point of low order, for which the secret would be known to everyone (RFC 7748,
  /// section 6.1).
  public boolean agree(PublicKey peer, byte[] target) {
    byte[] point = peer.toBytes();
    return X25519.calculateAgreement(bytes, 0, point, 0, target, 0);
  }

  /// The base64 text: a secret, for storing only.
  public String secretText() {
    return Key32.text(bytes);
  }

  /// Overwrites the key, which is of no use afterwards.
  public void destroy() {
    Arrays.fill(bytes, (byte) 0);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PrivateKey key && Key32.equal(bytes, key.bytes);
  }

  @Override
  public int hashCode() {
    return publicKey.hashCode();
  }

  /// Tells the public key only.
  @Override
  public String toString() {
    return "private key of " + publicKey;
  }

  private static void clamp(byte[] scalar) {
    scalar[0] &= (byte) 0xF8;
    scalar[31] &= 0x7F;
    scalar[31] |= 0x40;
  }
}
