package io.hawser.edge.crypto;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// ChaCha20-Poly1305 by OpenSSL's libcrypto, through the FFM API: without garbage and without
/// copies, two to three times as fast as the JDK's.
///
/// Every length that a native call is given is first checked against the segments, by slicing them:
/// a missing check would not throw but overwrite memory.
final class LibcryptoAead implements Aead {
  private static final int ENCRYPT = 1;
  private static final int DECRYPT = 0;
  private static final int SET_IV_LENGTH = 0x9;
  private static final int GET_TAG = 0x10;
  private static final int SET_TAG = 0x11;
  private static final int PADDING = 16;
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private static final MethodHandle CONTEXT_NEW = present(Libcrypto.CONTEXT_NEW);
  private static final MethodHandle CONTEXT_FREE = present(Libcrypto.CONTEXT_FREE);
  private static final MethodHandle CONTROL = present(Libcrypto.CONTROL);
  private static final MethodHandle INIT = present(Libcrypto.INIT);
  private static final MethodHandle UPDATE = present(Libcrypto.UPDATE);
  private static final MethodHandle FINAL = present(Libcrypto.FINAL);
  private static final MemorySegment CIPHER = cipher();
  private static final MemorySegment NULL = MemorySegment.NULL;

  // Small native areas of this cipher alone: nonce, length written, zero bytes to pad with and to
  // receive what is final.
  private final Arena arena = Arena.ofAuto();
  private final MemorySegment nonce = arena.allocate(ChaCha20Poly1305.NONCE_LENGTH, 8);
  private final MemorySegment written = arena.allocate(ValueLayout.JAVA_INT);
  private final MemorySegment zeros = arena.allocate(PADDING);
  private final MemorySegment last = arena.allocate(PADDING);
  private final MemorySegment context;
  private boolean destroyed;

  private LibcryptoAead(byte[] key) {
    if (key.length != KEY_LENGTH) {
      throw new IllegalArgumentException(
          "key: " + key.length + " bytes (expected: " + KEY_LENGTH + " bytes)");
    }
    MemorySegment nativeKey = arena.allocate(KEY_LENGTH);
    MemorySegment.copy(key, 0, nativeKey, ValueLayout.JAVA_BYTE, 0, KEY_LENGTH);
    try {
      this.context = (MemorySegment) CONTEXT_NEW.invokeExact();
      check((int) INIT.invokeExact(context, CIPHER, NULL, NULL, NULL, ENCRYPT));
      check((int) CONTROL.invokeExact(context, SET_IV_LENGTH, ChaCha20Poly1305.NONCE_LENGTH, NULL));
      check((int) INIT.invokeExact(context, NULL, NULL, nativeKey, NULL, ENCRYPT));
    } catch (Throwable e) {
      throw failure(e);
    } finally {
      nativeKey.fill((byte) 0);
    }
  }

  /// The suite, if the library is found and its results are those of RFC 8439.
  static Optional<AeadSuite> suite() {
    return Libcrypto.isPresent() && passesSelfTest() ? Optional.of(new Suite()) : Optional.empty();
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
    MemorySegment plain = source.asSlice(sourceOffset, length);
    MemorySegment sealed = target.asSlice(targetOffset, (long) paddedLength + TAG_LENGTH);
    int padding = Objects.checkIndex(paddedLength - length, PADDING);
    try {
      begin(ENCRYPT, counter);
      if (length > 0) {
        check((int) UPDATE.invokeExact(context, sealed, written, plain, length));
      }
      if (padding > 0) {
        MemorySegment rest = sealed.asSlice(length);
        check((int) UPDATE.invokeExact(context, rest, written, zeros, padding));
      }
      check((int) FINAL.invokeExact(context, last, written));
      MemorySegment tag = sealed.asSlice(paddedLength, TAG_LENGTH);
      check((int) CONTROL.invokeExact(context, GET_TAG, TAG_LENGTH, tag));
    } catch (Throwable e) {
      throw failure(e);
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
    int length = sealedLength - TAG_LENGTH;
    MemorySegment sealed = source.asSlice(sourceOffset, sealedLength);
    MemorySegment plain = target.asSlice(targetOffset, length);
    MemorySegment tag = sealed.asSlice(length, TAG_LENGTH);
    try {
      begin(DECRYPT, counter);
      check((int) CONTROL.invokeExact(context, SET_TAG, TAG_LENGTH, tag));
      if (length > 0) {
        check((int) UPDATE.invokeExact(context, plain, written, sealed, length));
      }
      return (int) FINAL.invokeExact(context, last, written) == 1 ? length : FORGED;
    } catch (Throwable e) {
      throw failure(e);
    }
  }

  /// Frees the context, which overwrites the key.
  @Override
  public void destroy() {
    if (destroyed) {
      return;
    }
    destroyed = true;
    try {
      CONTEXT_FREE.invokeExact(context);
    } catch (Throwable e) {
      throw failure(e);
    }
  }

  private void begin(int direction, long counter) throws Throwable {
    if (destroyed) {
      throw new IllegalStateException("cipher: destroyed (expected: a key)");
    }
    nonce.set(LONG, 4, counter);
    check((int) INIT.invokeExact(context, NULL, NULL, NULL, nonce, direction));
  }

  private static boolean passesSelfTest() {
    byte[] key = new byte[KEY_LENGTH];
    byte[] plaintext = new byte[100];
    for (int i = 0; i < KEY_LENGTH; i++) {
      key[i] = (byte) (0x80 + i);
      plaintext[i] = (byte) i;
    }
    byte[] nonce = {0, 0, 0, 0, 8, 7, 6, 5, 4, 3, 2, 1};
    byte[] expected = ChaCha20Poly1305.seal(key, nonce, new byte[0], Arrays.copyOf(plaintext, 112));
    byte[] sealed = new byte[expected.length];
    byte[] opened = new byte[112];
    var aead = new LibcryptoAead(key);
    try {
      MemorySegment there = MemorySegment.ofArray(sealed);
      aead.seal(MemorySegment.ofArray(plaintext), 0, 100, 112, there, 0, 0x0102030405060708L);
      int length =
          aead.open(there, 0, sealed.length, MemorySegment.ofArray(opened), 0, 0x0102030405060708L);
      boolean right =
          Arrays.equals(sealed, expected)
              && length == 112
              && Arrays.equals(opened, Arrays.copyOf(plaintext, 112));
      sealed[0] ^= 1;
      return right
          && aead.open(
                  there, 0, sealed.length, MemorySegment.ofArray(opened), 0, 0x0102030405060708L)
              == FORGED;
    } finally {
      aead.destroy();
    }
  }

  private static MethodHandle present(@Nullable MethodHandle handle) {
    if (handle == null) {
      throw new IllegalStateException("libcrypto: not found (expected: version 3)");
    }
    return handle;
  }

  private static MemorySegment cipher() {
    try {
      return (MemorySegment) present(Libcrypto.CHACHA20_POLY1305).invokeExact();
    } catch (Throwable e) {
      throw failure(e);
    }
  }

  private static void check(int result) {
    if (result != 1) {
      throw new IllegalStateException("libcrypto: result " + result + " (expected: 1)");
    }
  }

  private static RuntimeException failure(Throwable cause) {
    return switch (cause) {
      case RuntimeException e -> e;
      case Error e -> throw e;
      default -> new IllegalStateException("libcrypto: " + cause.getMessage(), cause);
    };
  }

  private static final class Suite implements AeadSuite {
    @Override
    public Aead keyed(byte[] key) {
      return new LibcryptoAead(key);
    }

    @Override
    public String name() {
      return "libcrypto";
    }
  }
}
