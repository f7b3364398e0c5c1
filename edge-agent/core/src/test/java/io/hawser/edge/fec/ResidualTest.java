package io.hawser.edge.fec;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What is left of losses, and what that costs, with a rate that follows what is measured.
class ResidualTest {
  private static final int PACKETS = 100_000;
  private static final int WINDOW = Encoder.MOST_WINDOW;

  /// Losses in percent; parity by the same way; lengths from seven eighths of the longest on.
  @ParameterizedTest
  @CsvSource({
    "2, 2, 1000, 0.3, 1", "2, 2, 1000, 0.3, 2", "2, 2, 200, 0.3, 3", "2, 2, 200, 0.3, 4",
    "5, 2, 1000, 1.0, 1", "5, 2, 1000, 1.0, 2", "5, 2, 200, 1.0, 3", "5, 2, 200, 1.0, 4",
    "2, 1, 200, 0.1, 1", "5, 1, 200, 0.1, 1", "2, 4, 200, 1.0, 1", "5, 4, 200, 2.0, 1",
    "0.5, 2, 200, 0.2, 1", "1, 1, 200, 0.1, 1"
  })
  void repairsLossesByTheSameWay(double loss, double burst, int longest, double most, long seed) {
    GilbertElliott way = LossyRun.way(loss / 100, burst, seed);
    LossyRun run = run(longest, seed).run(way, way);
    print("same way", loss, burst, seed, run);
    assertThat(run.residual() * 100).isLessThanOrEqualTo(most);
    assertThat(run.overheadInBytes()).isLessThanOrEqualTo(0.2);
  }

  /// Parity by another way, which loses 1 % in bursts of 2.
  @ParameterizedTest
  @CsvSource({"2, 2, 1000, 0.3, 1", "2, 2, 200, 0.3, 2", "5, 2, 1000, 1.0, 1", "5, 2, 200, 1.0, 2"})
  void repairsLossesByAnotherWay(double loss, double burst, int longest, double most, long seed) {
    GilbertElliott way = LossyRun.way(loss / 100, burst, seed);
    GilbertElliott parityWay = LossyRun.way(0.01, 2, -seed);
    LossyRun run = run(longest, seed).run(way, parityWay);
    print("another way", loss, burst, seed, run);
    assertThat(run.residual() * 100).isLessThanOrEqualTo(most);
    assertThat(run.overheadInBytes()).isLessThanOrEqualTo(0.2);
  }

  /// Of any lengths in one code, the cost is kept and less is repaired.
  @Test
  void costsNoMoreWhereLengthsDiffer() {
    GilbertElliott way = LossyRun.way(0.05, 2, 1);
    LossyRun run = new LossyRun(WINDOW, PACKETS, 40, 1_388, 1).run(way, way);
    print("any length", 5, 2, 1, run);
    assertThat(run.overheadInBytes()).isBetween(0.15, 0.2);
    assertThat(run.residual()).isLessThan(run.loss() / 2);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.01, 0.02})
  void costsNextToNothingOnACleanWay(double loss) {
    GilbertElliott way = LossyRun.way(loss / 100, 2, 1);
    LossyRun run = run(200, 1).run(way, way);
    print("clean", loss, 2, 1, run);
    assertThat(run.overheadInBytes()).isLessThanOrEqualTo(0.01);
  }

  private static LossyRun run(int longest, long seed) {
    return new LossyRun(WINDOW, PACKETS, longest / 8 * 7, longest, seed);
  }

  private static void print(String what, double loss, double burst, long seed, LossyRun run) {
    System.out.printf(
        "%-11s loss %.2f %% in bursts of %.0f, seed %d: lost %.2f %%, parity lost %.2f %%,"
            + " residual %.3f %%, overhead %.2f %% (%.2f %% of bytes),"
            + " repaired after %d packets (p99 %d)%n",
        what,
        loss,
        burst,
        seed,
        run.loss() * 100,
        run.parityLoss() * 100,
        run.residual() * 100,
        run.overhead() * 100,
        run.overheadInBytes() * 100,
        run.delay(0.5),
        run.delay(0.99));
  }
}
