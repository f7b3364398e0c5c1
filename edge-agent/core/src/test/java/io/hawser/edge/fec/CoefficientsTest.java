package io.hawser.edge.fec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CoefficientsTest {
  private final Coefficients coefficients = new Coefficients();

  /// None of the fifty is a multiple of 256, so that each of them makes a coefficient.
  @Test
  void areTheLowBytesOfThePublishedNumbers() {
    long[] published = TinyMt32Test.published();
    byte[] made = new byte[published.length];
    coefficients.fill(made, made.length, 1, Coefficients.DENSE);
    for (int i = 0; i < made.length; i++) {
      assertThat(made[i] & 0xFF).isEqualTo((int) (published[i] % 256));
    }
  }

  @Test
  void areNeverZeroWhereDense() {
    byte[] made = new byte[64];
    for (int key = 0; key <= 0xFFFF; key++) {
      coefficients.fill(made, made.length, key, Coefficients.DENSE);
      for (byte each : made) {
        assertThat(each).isNotZero();
      }
    }
  }

  @Test
  void differFromKeyToKey() {
    byte[] before = new byte[8];
    byte[] made = new byte[8];
    for (int key = 0; key <= 0xFFFF; key++) {
      coefficients.fill(made, made.length, key, Coefficients.DENSE);
      assertThat(made).isNotEqualTo(before);
      System.arraycopy(made, 0, before, 0, made.length);
    }
  }

  /// A draw of sixteen decides, and a second one is only made where it is not 0.
  @Test
  void drawInTheOrderOfTheRfc() {
    long[] published = TinyMt32Test.published();
    byte[] made = new byte[20];
    coefficients.fill(made, made.length, 1, 7);
    int drawn = 0;
    for (byte each : made) {
      boolean zero = published[drawn++] % 16 > 7;
      assertThat(each & 0xFF).isEqualTo(zero ? 0 : (int) (published[drawn++] % 256));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 4, 7, 11, 14})
  void areAsDenseAsIsAskedFor(int densityThreshold) {
    byte[] made = new byte[64];
    int nonZero = 0;
    for (int key = 0; key < 1_000; key++) {
      coefficients.fill(made, made.length, key, densityThreshold);
      for (byte each : made) {
        nonZero += each != 0 ? 1 : 0;
      }
    }
    double share = nonZero / 64_000.0;
    assertThat(share).isBetween((densityThreshold + 0.8) / 16, (densityThreshold + 1.2) / 16);
  }

  @Test
  void leaveTheRestOfTheArrayAlone() {
    byte[] made = new byte[10];
    Arrays.fill(made, (byte) 0);
    coefficients.fill(made, 4, 99, Coefficients.DENSE);
    assertThat(Arrays.copyOfRange(made, 4, 10)).containsOnly(0);
  }
}
