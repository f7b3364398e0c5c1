package io.hawser.edge.crypto;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// The packet ciphers by the JDK. Works on arrays, on which they are faster than on native memory,
/// and makes about 2 KB of garbage a packet.
public final class JdkAead implements Aead {
  public static final AeadSuite SUITE =
      new AeadSuite() {
        @Override
        public Aead keyed(PacketCipher cipher, byte[] key) {
          return new JdkAead(cipher, key);
        }

        @Override
        public String name() {
          return "jdk";
        }
      };

  private static final int USUAL_LENGTH = 2048;
  private static final int NONCE_COUNTER_OFFSET = 4;
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final PacketCipher algorithm;
  private final SecretKeySpec key;
  private final Cipher cipher;
  private final byte[] nonce = new byte[ChaCha20Poly1305.NONCE_LENGTH];
  private byte[] input = new byte[USUAL_LENGTH];
  private byte[] output = new byte[USUAL_LENGTH];
  private boolean destroyed;

  private JdkAead(PacketCipher algorithm, byte[] key) {
    this.algorithm = algorithm;
    this.key = new SecretKeySpec(key, keyName(algorithm));
    try {
      this.cipher = Cipher.getInstance(name(algorithm));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("cipher: " + e.getMessage(), e);
    }
  }

  @Override
  public void seal(
      MemorySegment source,
      long sourceOffset,
      int length,
      int paddedLength,
      MemorySegment target,
      long targetOffset,
      long counter) {
    reserve(paddedLength + TAG_LENGTH);
    MemorySegment.copy(source, ValueLayout.JAVA_BYTE, sourceOffset, input, 0, length);
    Arrays.fill(input, length, paddedLength, (byte) 0);
    try {
      prepare(Cipher.ENCRYPT_MODE, counter);
      int sealed = cipher.doFinal(input, 0, paddedLength, output, 0);
      MemorySegment.copy(output, 0, target, ValueLayout.JAVA_BYTE, targetOffset, sealed);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("seal: " + e.getMessage(), e);
    }
  }

  @Override
  public int open(
      MemorySegment source,
      long sourceOffset,
      int sealedLength,
      MemorySegment target,
      long targetOffset,
      long counter) {
    if (sealedLength < TAG_LENGTH) {
      return FORGED;
    }
    reserve(sealedLength);
    MemorySegment.copy(source, ValueLayout.JAVA_BYTE, sourceOffset, input, 0, sealedLength);
    try {
      prepare(Cipher.DECRYPT_MODE, counter);
      int opened = cipher.doFinal(input, 0, sealedLength, output, 0);
      MemorySegment.copy(output, 0, target, ValueLayout.JAVA_BYTE, targetOffset, opened);
      return opened;
    } catch (AEADBadTagException _) {
      return FORGED;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("open: " + e.getMessage(), e);
    }
  }

  @Override
  public void destroy() {
    destroyed = true;
    Arrays.fill(input, (byte) 0);
    Arrays.fill(output, (byte) 0);
    try {
      // Makes the cipher let go of the key; the JDK overwrites it no sooner than that.
      cipher.init(
          Cipher.DECRYPT_MODE,
          new SecretKeySpec(new byte[KEY_LENGTH], keyName(algorithm)),
          nonce(new byte[ChaCha20Poly1305.NONCE_LENGTH]));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("destroy: " + e.getMessage(), e);
    }
  }

  private void prepare(int mode, long counter) throws GeneralSecurityException {
    if (destroyed) {
      throw new IllegalStateException("cipher: destroyed (expected: a key)");
    }
    long ordered = algorithm == PacketCipher.AES_256_GCM ? Long.reverseBytes(counter) : counter;
    LONG.set(nonce, NONCE_COUNTER_OFFSET, ordered);
    cipher.init(mode, key, nonce(nonce));
  }

  private static String name(PacketCipher algorithm) {
    return switch (algorithm) {
      case CHACHA20_POLY1305 -> "ChaCha20-Poly1305";
      case AES_256_GCM -> "AES/GCM/NoPadding";
    };
  }

  private static String keyName(PacketCipher algorithm) {
    return switch (algorithm) {
      case CHACHA20_POLY1305 -> "ChaCha20";
      case AES_256_GCM -> "AES";
    };
  }

  private AlgorithmParameterSpec nonce(byte[] bytes) {
    return switch (algorithm) {
      case CHACHA20_POLY1305 -> new IvParameterSpec(bytes);
      case AES_256_GCM -> new GCMParameterSpec(TAG_LENGTH * Byte.SIZE, bytes);
    };
  }

  private void reserve(int length) {
    if (input.length < length) {
      input = new byte[length];
      output = new byte[length];
    }
  }
}
