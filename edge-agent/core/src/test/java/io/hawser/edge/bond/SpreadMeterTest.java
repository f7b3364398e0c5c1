package io.hawser.edge.bond;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpreadMeterTest {
  private static final long NS_PER_MS = 1_000_000;

  private final SpreadMeter meter = new SpreadMeter();

  @Test
  void waitsForTheCapWhileNothingIsKnown() {
    assertThat(meter.waitNs(0)).isEqualTo(SpreadMeter.CAP_NS);
    meter.onOvertaken(1, 20 * NS_PER_MS, 0);
    assertThat(meter.waitNs(0)).isEqualTo(60 * NS_PER_MS);
    assertThat(meter.waitNs(SpreadMeter.MEMORY_NS)).isEqualTo(60 * NS_PER_MS);
    assertThat(meter.waitNs(SpreadMeter.MEMORY_NS + 1)).isEqualTo(SpreadMeter.CAP_NS);
  }

  @Test
  void staysBetweenFloorAndCap() {
    for (int n = 0; n < 100; n++) {
      meter.onOvertaken(1, NS_PER_MS / 10, n);
    }
    assertThat(meter.waitNs(100)).isEqualTo(SpreadMeter.FLOOR_NS);
    for (int n = 0; n < 100; n++) {
      meter.onOvertaken(2, 900 * NS_PER_MS, n);
    }
    assertThat(meter.waitNs(100)).isEqualTo(SpreadMeter.CAP_NS);
  }

  @Test
  void keepsRoomForTheLatestPaths() {
    for (int path = 0; path < 100; path++) {
      meter.onOvertaken(path, 15 * NS_PER_MS, path);
    }
    assertThat(meter.waitNs(100)).isEqualTo(45 * NS_PER_MS);
  }

  /// Against mean, mean deviation and maximum in floating point, by path.
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void doesAsRfc6298Does(long seed) {
    var random = new SplittableRandom(seed);
    Map<Integer, double[]> naive = new HashMap<>();
    for (int n = 0; n < 10_000; n++) {
      int path = random.nextInt(4);
      long sampleNs = (5 + 5L * path) * NS_PER_MS + random.nextLong((path + 1) * NS_PER_MS);
      meter.onOvertaken(path, sampleNs, n * NS_PER_MS);
      double[] mean = naive.get(path);
      if (mean == null) {
        naive.put(path, new double[] {sampleNs, sampleNs / 2.0, sampleNs});
      } else {
        mean[1] += (Math.abs(sampleNs - mean[0]) - mean[1]) / 4;
        mean[0] += (sampleNs - mean[0]) / 8;
        mean[2] = Math.max(mean[2], sampleNs);
      }
      double wait =
          naive.values().stream()
              .mapToDouble(v -> Math.max(v[0] + 4 * v[1], v[2]))
              .max()
              .orElseThrow();
      assertThat((double) meter.waitNs(n * NS_PER_MS))
          .isCloseTo(Math.clamp(wait, SpreadMeter.FLOOR_NS, SpreadMeter.CAP_NS), within(100.0));
    }
  }

  @Test
  void boundsWhatIsWaitedForAnAnswer() {
    assertThat(meter.askNs()).isEqualTo(SpreadMeter.LONGEST_ASK_NS);
    meter.setAskNs(30 * NS_PER_MS);
    assertThat(meter.askNs()).isEqualTo(30 * NS_PER_MS);
    meter.setAskNs(900 * NS_PER_MS);
    assertThat(meter.askNs()).isEqualTo(SpreadMeter.LONGEST_ASK_NS);
  }
}
