package io.hawser.edge.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.stream.Stream;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AeadTest {
  private static final int OFFSET = 7;

  private final Random random = new Random(4);

  /// A suite and a cipher of it.
  record Subject(AeadSuite suite, PacketCipher cipher) {
    Aead keyed(byte[] key) {
      return suite.keyed(cipher, key);
    }

    @Override
    public String toString() {
      return suite.name() + " " + cipher.word();
    }
  }

  static Stream<Subject> subjects() {
    return AeadSuite.available().stream()
        .flatMap(suite -> Stream.of(PacketCipher.values()).map(each -> new Subject(suite, each)));
  }

  @ParameterizedTest
  @MethodSource("subjects")
  void sealsAsTheJdkDoesWithTheCounterAsNonce(Subject subject) {
    byte[] key = bytes(32);
    for (int length : new int[] {0, 1, 15, 16, 17, 63, 64, 65, 1420, 9000, 65_000}) {
      byte[] plaintext = bytes(length);
      long counter = random.nextLong();
      byte[] nonce = new byte[12];
      boolean isAes = subject.cipher() == PacketCipher.AES_256_GCM;
      ByteBuffer.wrap(nonce)
          .order(isAes ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN)
          .putLong(4, counter);
      byte[] expected = reference(subject.cipher(), key, nonce, plaintext);
      assertThat(sealed(subject.keyed(key), plaintext, length, counter)).isEqualTo(expected);
    }
  }

  /// One cipher for them all: what it remembers of one packet must not show in the next.
  @ParameterizedTest
  @MethodSource("subjects")
  void sealsAndOpensCountersInAnyOrder(Subject subject) {
    byte[] key = bytes(32);
    Aead sealing = subject.keyed(key);
    Aead opening = subject.keyed(key);
    Aead turning = subject.keyed(key);
    for (long counter : new long[] {0, 1, 2, 3, 9, 10, 4, 0xFFL, 0x100, -1, 0, 7, 8, 1L << 40}) {
      byte[] plaintext = bytes(100);
      byte[] expected = sealed(subject.keyed(key), plaintext, 100, counter);
      assertThat(sealed(sealing, plaintext, 100, counter)).isEqualTo(expected);
      assertThat(opened(opening, expected, counter)).isEqualTo(100);
      assertThat(opened(opening, expected, counter + 1)).isEqualTo(Aead.FORGED);
      if (subject.suite() != JdkAead.SUITE) {
        assertThat(sealed(turning, plaintext, 100, counter)).isEqualTo(expected);
        assertThat(opened(turning, expected, counter)).isEqualTo(100);
        assertThat(sealed(turning, plaintext, 100, counter + 1))
            .isEqualTo(sealed(subject.keyed(key), plaintext, 100, counter + 1));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("subjects")
  void opensWhatItSealedInPlaceAndElsewhere(Subject subject) {
    byte[] key = bytes(32);
    Aead sealing = subject.keyed(key);
    Aead opening = subject.keyed(key);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(2000);
      MemorySegment elsewhere = arena.allocate(2000);
      for (int length = 0; length < 1500; length += 13) {
        byte[] plaintext = bytes(length);
        MemorySegment.copy(plaintext, 0, buffer, ValueLayout.JAVA_BYTE, OFFSET, length);
        sealing.seal(buffer, OFFSET, length, length, buffer, OFFSET, length);
        int there = opening.open(buffer, OFFSET, length + Aead.TAG_LENGTH, elsewhere, 3, length);
        int inPlace =
            opening.open(buffer, OFFSET, length + Aead.TAG_LENGTH, buffer, OFFSET, length);
        assertThat(there).isEqualTo(length);
        assertThat(inPlace).isEqualTo(length);
        assertThat(elsewhere.asSlice(3, length).toArray(ValueLayout.JAVA_BYTE))
            .isEqualTo(plaintext);
        assertThat(buffer.asSlice(OFFSET, length).toArray(ValueLayout.JAVA_BYTE))
            .isEqualTo(plaintext);
      }
    }
  }

  /// As packets go: in native memory, one counter after the other.
  @ParameterizedTest
  @MethodSource("subjects")
  void sealsAndOpensARunOfPackets(Subject subject) {
    byte[] key = bytes(32);
    Aead sealing = subject.keyed(key);
    Aead opening = subject.keyed(key);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment plain = arena.allocate(1600);
      MemorySegment sealed = arena.allocate(1600);
      for (int counter = 0; counter < 300; counter++) {
        int length = counter % 5 == 0 ? 0 : random.nextInt(1500);
        int padded = counter % 2 == 0 ? length : (length + 15) & -16;
        byte[] plaintext = bytes(length);
        MemorySegment.copy(plaintext, 0, plain, ValueLayout.JAVA_BYTE, 0, length);
        sealing.seal(plain, 0, length, padded, sealed, 0, counter);
        byte[] expected = sealed(subject.keyed(key), plaintext, padded, counter);
        assertThat(sealed.asSlice(0, padded + 16).toArray(ValueLayout.JAVA_BYTE))
            .isEqualTo(expected);
        if (counter % 7 == 0) {
          assertThat(opening.open(sealed, 0, padded + 16, plain, 0, counter + 1))
              .isEqualTo(Aead.FORGED);
        }
        assertThat(opening.open(sealed, 0, padded + 16, plain, 0, counter)).isEqualTo(padded);
        assertThat(plain.asSlice(0, padded).toArray(ValueLayout.JAVA_BYTE))
            .isEqualTo(Arrays.copyOf(plaintext, padded));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("subjects")
  void padsWithZerosAndLeavesTheSourceAlone(Subject subject) {
    byte[] key = bytes(32);
    byte[] plaintext = bytes(5);
    byte[] padded = Arrays.copyOf(plaintext, 16);
    assertThat(sealed(subject.keyed(key), plaintext, 16, 9))
        .isEqualTo(sealed(subject.keyed(key), padded, 16, 9));
    byte[] source = bytes(40);
    byte[] before = source.clone();
    subject
        .keyed(key)
        .seal(MemorySegment.ofArray(source), 3, 5, 16, MemorySegment.ofArray(new byte[64]), 0, 1);
    assertThat(source).isEqualTo(before);
  }

  @ParameterizedTest
  @MethodSource("subjects")
  void refusesEveryChangedBitTheWrongCounterAndTheWrongKey(Subject subject) {
    byte[] key = bytes(32);
    byte[] sealed = sealed(subject.keyed(key), bytes(40), 40, 3);
    Aead aead = subject.keyed(key);
    for (int bit = 0; bit < sealed.length * 8; bit++) {
      byte[] damaged = sealed.clone();
      damaged[bit >> 3] ^= (byte) (1 << (bit & 7));
      assertThat(opened(aead, damaged, 3)).isEqualTo(Aead.FORGED);
    }
    assertThat(opened(aead, sealed, 4)).isEqualTo(Aead.FORGED);
    assertThat(opened(subject.keyed(bytes(32)), sealed, 3)).isEqualTo(Aead.FORGED);
    assertThat(opened(aead, Arrays.copyOf(sealed, 15), 3)).isEqualTo(Aead.FORGED);
    assertThat(opened(aead, sealed, 3)).isEqualTo(40);
  }

  @ParameterizedTest
  @MethodSource("subjects")
  void writesNothingBeyondTheTag(Subject subject) {
    byte[] target = new byte[80];
    Arrays.fill(target, (byte) 0x77);
    subject
        .keyed(bytes(32))
        .seal(MemorySegment.ofArray(bytes(20)), 0, 20, 32, MemorySegment.ofArray(target), 10, 1);
    assertThat(Arrays.copyOf(target, 10)).containsOnly(0x77);
    assertThat(Arrays.copyOfRange(target, 58, 80)).containsOnly(0x77);
  }

  @ParameterizedTest
  @MethodSource("subjects")
  void touchesNothingOutsideItsSegments(Subject subject) {
    Aead aead = subject.keyed(bytes(32));
    MemorySegment small = MemorySegment.ofArray(new byte[31]);
    MemorySegment source = MemorySegment.ofArray(new byte[32]);
    assertThatThrownBy(() -> aead.seal(source, 0, 16, 16, small, 0, 1))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> aead.seal(source, 20, 16, 16, source, 0, 2))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> aead.open(source, 1, 32, source, 0, 1))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @ParameterizedTest
  @MethodSource("subjects")
  void aDestroyedCipherOpensNothing(Subject subject) {
    byte[] key = bytes(32);
    byte[] sealed = sealed(subject.keyed(key), bytes(16), 16, 1);
    Aead aead = subject.keyed(key);
    aead.destroy();
    aead.destroy();
    assertThatThrownBy(() -> opened(aead, sealed, 1))
        .hasMessage("cipher: destroyed (expected: a key)");
  }

  /// McGrew and Viega, "The Galois/Counter Mode of Operation", test case 14: all zero, as which our
  /// nonce begins.
  @Test
  void sealsAes256GcmAsPublished() {
    for (AeadSuite suite : AeadSuite.available()) {
      Aead aead = suite.keyed(PacketCipher.AES_256_GCM, new byte[32]);
      assertThat(HexFormat.of().formatHex(sealed(aead, new byte[16], 16, 0)))
          .isEqualTo("cea7403d4d606b6e074ec5d3baf39d18" + "d0d1c8a799996bf0265b98b5d48ab919");
    }
  }

  private static byte[] reference(PacketCipher cipher, byte[] key, byte[] nonce, byte[] plaintext) {
    if (cipher == PacketCipher.CHACHA20_POLY1305) {
      return ChaCha20Poly1305.seal(key, nonce, new byte[0], plaintext);
    }
    try {
      Cipher aes = Cipher.getInstance("AES/GCM/NoPadding");
      aes.init(
          Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new GCMParameterSpec(128, nonce));
      return aes.doFinal(plaintext);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] sealed(Aead aead, byte[] plaintext, int paddedLength, long counter) {
    byte[] target = new byte[paddedLength + Aead.TAG_LENGTH];
    aead.seal(
        MemorySegment.ofArray(plaintext),
        0,
        plaintext.length,
        paddedLength,
        MemorySegment.ofArray(target),
        0,
        counter);
    return target;
  }

  private static int opened(Aead aead, byte[] sealed, long counter) {
    return aead.open(
        MemorySegment.ofArray(sealed),
        0,
        sealed.length,
        MemorySegment.ofArray(new byte[sealed.length]),
        0,
        counter);
  }

  private byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }
}
