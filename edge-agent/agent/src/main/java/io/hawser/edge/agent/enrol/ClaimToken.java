package io.hawser.edge.agent.enrol;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/// What a person copies to the box: which CA to trust, and the right to enrol once.
///
/// ```
/// hwc1.<base64url, no padding, of 48 bytes>
///   0  32  SHA-256 of the CA certificate's SubjectPublicKeyInfo
///  32  16  secret
/// ```
///
/// `pinHex` is the hash in hexadecimal, `secret` the 16 bytes in base64url.
public record ClaimToken(String pinHex, String secret) {
  public static final String FORM = "hwc1. and 64 characters of base64url";

  private static final String PREFIX = "hwc1.";
  private static final int PIN_LENGTH = 32;
  private static final int SECRET_LENGTH = 16;

  public static ClaimToken parse(String text) {
    if (!text.startsWith(PREFIX)) {
      throw new IllegalArgumentException("claim: of another kind (expected: " + FORM + ")");
    }
    byte[] content = decoded(text.substring(PREFIX.length()));
    if (content.length != PIN_LENGTH + SECRET_LENGTH) {
      throw new IllegalArgumentException(
          "claim: %d bytes (expected: %d)".formatted(content.length, PIN_LENGTH + SECRET_LENGTH));
    }
    byte[] secret = Arrays.copyOfRange(content, PIN_LENGTH, content.length);
    return new ClaimToken(
        HexFormat.of().formatHex(content, 0, PIN_LENGTH),
        Base64.getUrlEncoder().withoutPadding().encodeToString(secret));
  }

  boolean pins(X509Certificate authority) {
    return pinOf(authority).equals(pinHex);
  }

  static String pinOf(X509Certificate certificate) {
    try {
      byte[] spki = certificate.getPublicKey().getEncoded();
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(spki));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256: unusable (expected: in every JDK)", e);
    }
  }

  private static byte[] decoded(String text) {
    try {
      return Base64.getUrlDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("claim: not base64url (expected: " + FORM + ")", e);
    }
  }

  /// Without the secret, so that a log cannot give it away.
  @Override
  public String toString() {
    return "ClaimToken[pin " + pinHex.substring(0, 16) + "…]";
  }
}
