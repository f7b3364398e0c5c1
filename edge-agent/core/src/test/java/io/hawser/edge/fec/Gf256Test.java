package io.hawser.edge.fec;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Gf256Test {
  @Test
  void multipliesLikePolynomials() {
    for (int a = 0; a < 256; a++) {
      for (int b = 0; b < 256; b++) {
        assertThat(Gf256.product(a, b)).isEqualTo(Bitwise.product(a, b));
      }
    }
  }

  @Test
  void inverts() {
    for (int a = 1; a < 256; a++) {
      assertThat(Gf256.inverse(a)).isEqualTo(Bitwise.inverse(a));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void multipliesRowsLikeBytes(long seed) {
    Random random = new Random(seed);
    for (int factor = 0; factor < 256; factor++) {
      int words = random.nextInt(40);
      long[] to = row(random, words + 3);
      long[] of = row(random, words + 3);
      long[] scratch = row(random, words);
      byte[] expected = bytes(to);
      byte[] scaled = bytes(of);
      for (int i = 0; i < words * Long.BYTES; i++) {
        scaled[i] = (byte) Bitwise.product(scaled[i] & 0xFF, factor);
        expected[i] ^= scaled[i];
      }
      Gf256.addScaled(to, of, words, factor, scratch);
      assertThat(bytes(to)).as("factor %d", factor).isEqualTo(expected);
      if (factor == 0) {
        continue;
      }
      Gf256.scale(of, words, factor, scratch);
      assertThat(bytes(of)).as("factor %d", factor).isEqualTo(scaled);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void addsAndDoublesRows(long seed) {
    Random random = new Random(seed);
    for (int words = 0; words < 200; words++) {
      long[] to = row(random, words + 1);
      long[] of1 = row(random, words + 1);
      long[] of2 = row(random, words + 1);
      long[] expected = to.clone();
      for (int i = 0; i < words; i++) {
        expected[i] ^= of1[i];
      }
      Gf256.add(to, of1, words);
      assertThat(to).isEqualTo(expected);
      for (int i = 0; i < words; i++) {
        expected[i] ^= of1[i] ^ of2[i];
      }
      Gf256.add(to, of1, of2, words);
      assertThat(to).isEqualTo(expected);
      long[] twice = to.clone();
      Gf256.scale(twice, words, 2, new long[words]);
      Gf256.timesX(to, words);
      assertThat(to).isEqualTo(twice);
    }
  }

  private static long[] row(Random random, int words) {
    return random.longs(words).toArray();
  }

  private static byte[] bytes(long[] row) {
    return MemorySegment.ofArray(row).toArray(ValueLayout.JAVA_BYTE);
  }
}
