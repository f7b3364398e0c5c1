package io.hawser.orchestrator.server.ca;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.util.HexFormat;

/// SHA-256, as we name keys and secrets.
public final class Fingerprint {
  private Fingerprint() {}

  /// Of the SubjectPublicKeyInfo, in lower-case hexadecimal.
  public static String of(PublicKey key) {
    return of(key.getEncoded());
  }

  /// Of bytes, in lower-case hexadecimal.
  public static String of(byte[] bytes) {
    return HexFormat.of().formatHex(sha256(bytes));
  }

  static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
