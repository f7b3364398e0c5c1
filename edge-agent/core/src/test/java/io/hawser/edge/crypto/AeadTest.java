package io.hawser.edge.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AeadTest {
  private static final int OFFSET = 7;

  private final Random random = new Random(4);

  static Stream<AeadSuite> suites() {
    return AeadSuite.available().stream();
  }

  @ParameterizedTest
  @MethodSource("suites")
  void sealsAsTheRfcDoesWithTheCounterAsNonce(AeadSuite suite) {
    byte[] key = bytes(32);
    for (int length : new int[] {0, 1, 15, 16, 17, 63, 64, 65, 1420, 9000, 65_000}) {
      byte[] plaintext = bytes(length);
      long counter = random.nextLong();
      byte[] nonce = new byte[12];
      java.nio.ByteBuffer.wrap(nonce).order(java.nio.ByteOrder.LITTLE_ENDIAN).putLong(4, counter);
      byte[] expected = ChaCha20Poly1305.seal(key, nonce, new byte[0], plaintext);
      assertThat(sealed(suite.keyed(key), plaintext, length, counter)).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @MethodSource("suites")
  void opensWhatItSealedInPlaceAndElsewhere(AeadSuite suite) {
    byte[] key = bytes(32);
    Aead sealing = suite.keyed(key);
    Aead opening = suite.keyed(key);
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

  @ParameterizedTest
  @MethodSource("suites")
  void padsWithZerosAndLeavesTheSourceAlone(AeadSuite suite) {
    byte[] key = bytes(32);
    byte[] plaintext = bytes(5);
    byte[] padded = Arrays.copyOf(plaintext, 16);
    assertThat(sealed(suite.keyed(key), plaintext, 16, 9))
        .isEqualTo(sealed(suite.keyed(key), padded, 16, 9));
    byte[] source = bytes(40);
    byte[] before = source.clone();
    suite
        .keyed(key)
        .seal(MemorySegment.ofArray(source), 3, 5, 16, MemorySegment.ofArray(new byte[64]), 0, 1);
    assertThat(source).isEqualTo(before);
  }

  @ParameterizedTest
  @MethodSource("suites")
  void refusesEveryChangedBitTheWrongCounterAndTheWrongKey(AeadSuite suite) {
    byte[] key = bytes(32);
    byte[] sealed = sealed(suite.keyed(key), bytes(40), 40, 3);
    Aead aead = suite.keyed(key);
    for (int bit = 0; bit < sealed.length * 8; bit++) {
      byte[] damaged = sealed.clone();
      damaged[bit >> 3] ^= (byte) (1 << (bit & 7));
      assertThat(opened(aead, damaged, 3)).isEqualTo(Aead.FORGED);
    }
    assertThat(opened(aead, sealed, 4)).isEqualTo(Aead.FORGED);
    assertThat(opened(suite.keyed(bytes(32)), sealed, 3)).isEqualTo(Aead.FORGED);
    assertThat(opened(aead, Arrays.copyOf(sealed, 15), 3)).isEqualTo(Aead.FORGED);
    assertThat(opened(aead, sealed, 3)).isEqualTo(40);
  }

  @ParameterizedTest
  @MethodSource("suites")
  void writesNothingBeyondTheTag(AeadSuite suite) {
    byte[] target = new byte[80];
    Arrays.fill(target, (byte) 0x77);
    suite
        .keyed(bytes(32))
        .seal(MemorySegment.ofArray(bytes(20)), 0, 20, 32, MemorySegment.ofArray(target), 10, 1);
    assertThat(Arrays.copyOf(target, 10)).containsOnly(0x77);
    assertThat(Arrays.copyOfRange(target, 58, 80)).containsOnly(0x77);
  }

  @ParameterizedTest
  @MethodSource("suites")
  void touchesNothingOutsideItsSegments(AeadSuite suite) {
    Aead aead = suite.keyed(bytes(32));
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
  @MethodSource("suites")
  void aDestroyedCipherOpensNothing(AeadSuite suite) {
    byte[] key = bytes(32);
    byte[] sealed = sealed(suite.keyed(key), bytes(16), 16, 1);
    Aead aead = suite.keyed(key);
    aead.destroy();
    aead.destroy();
    assertThatThrownBy(() -> opened(aead, sealed, 1))
        .hasMessage("cipher: destroyed (expected: a key)");
  }

  @Test
  void theSuiteIsChosenByNameAndTheFastestByDefault() {
    assertThat(AeadSuite.chosen("jdk").name()).isEqualTo("jdk");
    assertThat(AeadSuite.chosen("")).isNotNull();
    assertThat(AeadSuite.available().getLast()).isSameAs(JdkAead.SUITE);
    assertThatThrownBy(() -> AeadSuite.chosen("rot13"))
        .hasMessageStartingWith("hawser.aead: rot13 (expected: ");
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
