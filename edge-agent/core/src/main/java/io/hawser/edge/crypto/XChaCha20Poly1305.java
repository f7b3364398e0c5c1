package io.hawser.edge.crypto;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha-03): a nonce of 24 bytes, long enough to be drawn at
/// random. It carries the cookies.
public final class XChaCha20Poly1305 {
  public static final int NONCE_LENGTH = 24;

  private static final int HCHACHA_NONCE_LENGTH = 16;
  private static final int DOUBLE_ROUNDS = 10;
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private XChaCha20Poly1305() {}

  public static byte[] seal(byte[] key, byte[] nonce, byte[] associated, byte[] plaintext) {
    return ChaCha20Poly1305.seal(subkey(key, nonce), shortNonce(nonce), associated, plaintext);
  }

  /// The plaintext, or null where `sealed` is not authentic.
  public static byte @Nullable [] open(byte[] key, byte[] nonce, byte[] associated, byte[] sealed) {
    return ChaCha20Poly1305.open(subkey(key, nonce), shortNonce(nonce), associated, sealed);
  }

  private static byte[] shortNonce(byte[] nonce) {
    byte[] shortNonce = new byte[ChaCha20Poly1305.NONCE_LENGTH];
    System.arraycopy(nonce, HCHACHA_NONCE_LENGTH, shortNonce, 4, Long.BYTES);
    return shortNonce;
  }

  /// HChaCha20 (section 2.2): the first and last row of the state after the rounds, without the
  /// final addition.
  static byte[] subkey(byte[] key, byte[] nonce) {
    int[] state = new int[16];
    state[0] = 0x61707865;
    state[1] = 0x3320646e;
    state[2] = 0x79622d32;
    state[3] = 0x6b206574;
    for (int i = 0; i < 8; i++) {
      state[4 + i] = (int) INT.get(key, 4 * i);
    }
    for (int i = 0; i < 4; i++) {
      state[12 + i] = (int) INT.get(nonce, 4 * i);
    }
    for (int i = 0; i < DOUBLE_ROUNDS; i++) {
      doubleRound(state);
    }
    byte[] subkey = new byte[ChaCha20Poly1305.KEY_LENGTH];
    for (int i = 0; i < 4; i++) {
      INT.set(subkey, 4 * i, state[i]);
      INT.set(subkey, 16 + 4 * i, state[12 + i]);
    }
    Arrays.fill(state, 0);
    return subkey;
  }

  private static void doubleRound(int[] state) {
    quarterRound(state, 0, 4, 8, 12);
    quarterRound(state, 1, 5, 9, 13);
    quarterRound(state, 2, 6, 10, 14);
    quarterRound(state, 3, 7, 11, 15);
    quarterRound(state, 0, 5, 10, 15);
    quarterRound(state, 1, 6, 11, 12);
    quarterRound(state, 2, 7, 8, 13);
    quarterRound(state, 3, 4, 9, 14);
  }

  private static void quarterRound(int[] s, int a, int b, int c, int d) {
    s[a] += s[b];
    s[d] = Integer.rotateLeft(s[d] ^ s[a], 16);
    s[c] += s[d];
    s[b] = Integer.rotateLeft(s[b] ^ s[c], 12);
    s[a] += s[b];
    s[d] = Integer.rotateLeft(s[d] ^ s[a], 8);
    s[c] += s[d];
    s[b] = Integer.rotateLeft(s[b] ^ s[c], 7);
  }
}
