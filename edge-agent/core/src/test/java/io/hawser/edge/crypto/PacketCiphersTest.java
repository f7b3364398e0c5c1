package io.hawser.edge.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PacketCiphersTest {
  private final AtomicLong clock = new AtomicLong();

  @Test
  void suiteAndCipherAreTakenAsPrescribed() {
    assertThat(choose("jdk", "aes-256-gcm").suite()).isSameAs(JdkAead.SUITE);
    assertThat(choose("jdk", "aes-256-gcm").aes256Gcm()).isTrue();
    assertThat(choose("jdk", "chacha20-poly1305").aes256Gcm()).isFalse();
  }

  @Test
  void whatIsNotPrescribedIsMeasured() {
    PacketCiphers chosen = PacketCiphers.choose("", "", System::nanoTime);
    assertThat(AeadSuite.available()).extracting(AeadSuite::name).contains(chosen.suite().name());
  }

  /// The two take about as long where AES is in the processor: an edge that offered one and the
  /// other in turn, start by start, would give the whole company new configurations each time.
  @Test
  void aesIsOfferedUnlessItTakesClearlyLonger() {
    assertThat(offersAes(60, 100)).isTrue();
    assertThat(offersAes(250, 100)).isTrue();
    assertThat(offersAes(251, 100)).isFalse();
  }

  /// By a clock that lets either cipher take as long as said; AES is measured first.
  private static boolean offersAes(long aesNs, long otherNs) {
    AtomicLong asked = new AtomicLong();
    long rounds = PacketCiphers.ROUNDS;
    return PacketCiphers.choose(
            "jdk",
            "",
            () -> {
              long times = asked.getAndIncrement();
              return times % 2 == 0 ? 0 : times / 2 < rounds ? aesNs : otherNs;
            })
        .aes256Gcm();
  }

  @Test
  void anUnknownWordIsAnswered() {
    assertThatThrownBy(() -> choose("rot13", ""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("hawser.aead: rot13 (expected: ")
        .hasMessageEndingWith("jdk)");
    assertThatThrownBy(() -> choose("jdk", "des"))
        .hasMessage("hawser.cipher: des (expected: aes-256-gcm or chacha20-poly1305)");
  }

  @Test
  void aSuiteThatSealsWronglyFailsItsSelfTest() {
    assertThat(SelfTest.passes(JdkAead.SUITE)).isTrue();
    assertThat(SelfTest.passes(new Broken(true))).isFalse();
    assertThat(SelfTest.passes(new Broken(false))).isFalse();
    assertThat(SelfTest.passes(new Throwing())).isFalse();
  }

  /// As on a box where the library is missing or is not one: found under its name, it is no
  /// library.
  @Test
  void theJdkServesWhereThereIsNoLibrary(@TempDir Path directory) throws Exception {
    for (String name : List.of("libcrypto.so.3", "libcrypto.so")) {
      Files.writeString(directory.resolve(name), "no library");
    }
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            Chooses.class.getName());
    builder.environment().put("LD_LIBRARY_PATH", directory.toString());
    builder.redirectErrorStream(true);
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(said).isEqualToIgnoringNewLines("jdk");
  }

  /// Says what is chosen, in a process of its own.
  static final class Chooses {
    public static void main(String[] args) {
      System.out.println(PacketCiphers.choose("", "", System::nanoTime).suite().name());
    }
  }

  private record Throwing() implements AeadSuite {
    @Override
    public Aead keyed(PacketCipher cipher, byte[] key) {
      throw new IllegalStateException("libcrypto: result 0 (expected: 1)");
    }

    @Override
    public String name() {
      return "throwing";
    }
  }

  private PacketCiphers choose(String suite, String cipher) {
    return PacketCiphers.choose(suite, cipher, clock::incrementAndGet);
  }

  /// Seals a bit wrong, or opens what is forged.
  private record Broken(boolean sealsWrong) implements AeadSuite {
    @Override
    public Aead keyed(PacketCipher cipher, byte[] key) {
      Aead sound = JdkAead.SUITE.keyed(cipher, key);
      return new Aead() {
        @Override
        public void seal(
            MemorySegment source,
            long sourceOffset,
            int length,
            int paddedLength,
            MemorySegment target,
            long targetOffset,
            long counter) {
          sound.seal(
              source,
              sourceOffset,
              length,
              paddedLength,
              target,
              targetOffset,
              sealsWrong ? counter + 1 : counter);
        }

        @Override
        public int open(
            MemorySegment source,
            long sourceOffset,
            int sealedLength,
            MemorySegment target,
            long targetOffset,
            long counter) {
          int length =
              sound.open(source, sourceOffset, sealedLength, target, targetOffset, counter);
          return sealsWrong ? length : sealedLength - TAG_LENGTH;
        }

        @Override
        public void destroy() {
          sound.destroy();
        }
      };
    }

    @Override
    public String name() {
      return "broken";
    }
  }
}
