package io.hawser.edge.agent.store;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import org.bouncycastle.math.ec.rfc7748.X25519;

/// An X25519 key pair (RFC 7748), as WireGuard uses it.
public final class AgreementKey {
  public static final int LENGTH = 32;

  private final byte[] privateKey;
  private final byte[] publicKey;

  private AgreementKey(byte[] privateKey) {
    this.privateKey = privateKey;
    this.publicKey = new byte[LENGTH];
    X25519.generatePublicKey(privateKey, 0, publicKey, 0);
  }

  static AgreementKey make(SecureRandom random) {
    byte[] key = new byte[LENGTH];
    X25519.generatePrivateKey(random, key);
    return new AgreementKey(key);
  }

  /// Reads what [#text] wrote; throws where the two halves do not belong together.
  static AgreementKey read(String text) {
    String[] lines = text.strip().split("\n");
    byte[] key = Base64.getDecoder().decode(lines[0]);
    if (lines.length != 2 || key.length != LENGTH) {
      throw new IllegalArgumentException("key: damaged (expected: two lines of base64)");
    }
    AgreementKey read = new AgreementKey(key);
    if (!Arrays.equals(read.publicKey, Base64.getDecoder().decode(lines[1]))) {
      throw new IllegalArgumentException("key: damaged (expected: its own public key below it)");
    }
    return read;
  }

  String text() {
    return encoded(privateKey) + "\n" + encoded(publicKey) + "\n";
  }

  public byte[] privateKey() {
    return privateKey.clone();
  }

  public byte[] publicKey() {
    return publicKey.clone();
  }

  @Override
  public String toString() {
    return "AgreementKey[" + encoded(publicKey) + "]";
  }

  private static String encoded(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }
}
