package io.hawser.orchestrator.company;

import java.util.Base64;

/// An X25519 public key, in the text form that WireGuard's tools print.
public record PublicKey(String base64) {
  public static final int LENGTH = 32;

  public PublicKey {
    if (!isKey(base64)) {
      throw RefusedException.invalid(
          "public-key: "
              + Names.printable(base64)
              + " (expected: 32 bytes in base64, not all zero)");
    }
  }

  public static PublicKey of(byte[] key) {
    return new PublicKey(Base64.getEncoder().encodeToString(key));
  }

  public byte[] bytes() {
    return Base64.getDecoder().decode(base64);
  }

  private static boolean isKey(String text) {
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      return false;
    }
    int any = 0;
    for (byte b : bytes) {
      any |= b;
    }
    return bytes.length == LENGTH
        && any != 0
        && Base64.getEncoder().encodeToString(bytes).equals(text);
  }

  @Override
  public String toString() {
    return base64;
  }
}
