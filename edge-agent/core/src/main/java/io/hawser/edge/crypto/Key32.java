package io.hawser.edge.crypto;

import java.security.MessageDigest;
import java.util.Base64;

/// The common part of the 32-byte keys: reading them from text and comparing them.
final class Key32 {
  static final int LENGTH = 32;
  private static final int TEXT_LENGTH = 44;

  private Key32() {}

  static byte[] copyOf(String name, byte[] bytes) {
    if (bytes.length != LENGTH) {
      throw new IllegalArgumentException(
          name + ": " + bytes.length + " bytes (expected: " + LENGTH + " bytes)");
    }
    return bytes.clone();
  }

  /// The key in `text`, which never appears in a message: it may be secret.
  static byte[] parse(String name, String text) {
    try {
      if (text.length() == TEXT_LENGTH) {
        return copyOf(name, Base64.getDecoder().decode(text));
      }
    } catch (IllegalArgumentException _) {
      // Told below, without the text.
    }
    throw new IllegalArgumentException(
        name + ": " + text.length() + " characters (expected: 44 characters of base64)");
  }

  static String text(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  static boolean equal(byte[] one, byte[] other) {
    return MessageDigest.isEqual(one, other);
  }
}
