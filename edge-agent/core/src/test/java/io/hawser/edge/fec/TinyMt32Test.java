package io.hawser.edge.fec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class TinyMt32Test {
  private final TinyMt32 random = new TinyMt32();

  @Test
  void drawsTheNumbersOfTheRfc() {
    long[] published = published();
    random.seed(1);
    assertThat(published).hasSize(50);
    for (int i = 0; i < published.length; i++) {
      assertThat(Integer.toUnsignedLong(random.next())).as("number %d", i).isEqualTo(published[i]);
    }
  }

  @Test
  void scalesByTheLowBits() {
    long[] published = published();
    random.seed(1);
    for (long each : published) {
      assertThat(random.next256()).isEqualTo((int) (each % 256));
    }
    random.seed(1);
    for (long each : published) {
      assertThat(random.next16()).isEqualTo((int) (each % 16));
    }
  }

  @Test
  void beginsAnewWithEachSeed() {
    for (int seed = 0; seed < 1_000; seed++) {
      random.seed(seed);
      int first = random.next();
      random.next();
      random.seed(seed);
      assertThat(random.next()).isEqualTo(first);
    }
  }

  @Test
  void drawsEachByteAlike() {
    int[] counts = new int[256];
    random.seed(0);
    for (int i = 0; i < 256 * 1_000; i++) {
      counts[random.next256()]++;
    }
    // 1,000 each, give or take six standard deviations.
    assertThat(Arrays.stream(counts)).allMatch(each -> each > 810 && each < 1_190);
  }

  static long[] published() {
    return text()
        .lines()
        .filter(line -> !line.startsWith("#") && !line.isBlank())
        .flatMap(line -> Arrays.stream(line.strip().split(" +")))
        .mapToLong(Long::parseLong)
        .toArray();
  }

  private static String text() {
    try (var in = TinyMt32Test.class.getResourceAsStream("/vectors/tinymt32.txt")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
