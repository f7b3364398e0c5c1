package io.hawser.edge.crypto;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/// ChaCha20-Poly1305 (RFC 8439) in one shot, with associated data, for messages that are few.
/// Packets use [Aead].
public final class ChaCha20Poly1305 {
  public static final int KEY_LENGTH = 32;
  public static final int NONCE_LENGTH = 12;
  public static final int TAG_LENGTH = 16;

  private ChaCha20Poly1305() {}

  /// The ciphertext with its tag.
  public static byte[] seal(byte[] key, byte[] nonce, byte[] associated, byte[] plaintext) {
    try {
      Cipher cipher = cipher(Cipher.ENCRYPT_MODE, key, nonce);
      cipher.updateAAD(associated);
      return cipher.doFinal(plaintext);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("seal: " + e.getMessage(), e);
    }
  }

  /// The plaintext, or null where `sealed` is not authentic.
  public static byte @Nullable [] open(byte[] key, byte[] nonce, byte[] associated, byte[] sealed) {
    if (sealed.length < TAG_LENGTH) {
      return null;
    }
    try {
      Cipher cipher = cipher(Cipher.DECRYPT_MODE, key, nonce);
      cipher.updateAAD(associated);
      return cipher.doFinal(sealed);
    } catch (AEADBadTagException _) {
      return null;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("open: " + e.getMessage(), e);
    }
  }

  private static Cipher cipher(int mode, byte[] key, byte[] nonce) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("ChaCha20-Poly1305");
    cipher.init(
        mode,
        new SecretKeySpec(Arrays.copyOf(key, KEY_LENGTH), "ChaCha20"),
        new IvParameterSpec(nonce));
    return cipher;
  }
}
