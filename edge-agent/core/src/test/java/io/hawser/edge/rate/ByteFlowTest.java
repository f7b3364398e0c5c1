package io.hawser.edge.rate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ByteFlowTest {
  private static final long MILLI_NS = 1_000_000;
  private static final long SLICE = ByteFlow.SLICE_NS;

  private record Piece(long fromNs, long toNs, double bytes) {
    double between(long from, long to) {
      long overlap = Math.min(to, toNs) - Math.max(from, fromNs);
      return overlap <= 0 ? 0 : bytes * overlap / (toNs - fromNs);
    }
  }

  /// Pieces of two paths, one a little behind the other, against a list of them.
  @Test
  void addsUpWhatPassed() {
    for (long seed = 1; seed <= 20; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      long originNs = random.nextLong(-1L << 50, 1L << 50);
      ByteFlow flow = new ByteFlow();
      List<Piece> pieces = new ArrayList<>();
      long[] untilNs = {originNs, originNs - 20 * MILLI_NS};
      for (int n = 0; n < 400; n++) {
        int path = n % 2;
        long toNs = untilNs[path] + random.nextLong(MILLI_NS, 40 * MILLI_NS);
        Piece piece = new Piece(untilNs[path], toNs, random.nextDouble(1e5));
        untilNs[path] = toNs;
        pieces.add(piece);
        flow.add(piece.fromNs, piece.toNs, piece.bytes);
      }
      long endNs = Math.floorDiv(Math.min(untilNs[0], untilNs[1]), SLICE) * SLICE;
      for (int n = 0; n < 100; n++) {
        long fromNs = endNs - SLICE * random.nextInt(1, 300);
        long toNs = fromNs + SLICE * random.nextInt(1, 50);
        long cutNs = Math.min(toNs, endNs);
        double expected = pieces.stream().mapToDouble(each -> each.between(fromNs, cutNs)).sum();
        assertThat(flow.between(fromNs, cutNs))
            .as("seed %d", seed)
            .isCloseTo(expected, within(1.0));
      }
    }
  }

  @Test
  void knowsWhatPassedUntilNowThoughASliceIsNotOver() {
    ByteFlow flow = new ByteFlow();
    flow.add(0, 12 * MILLI_NS, 1_200);
    assertThat(flow.between(2 * MILLI_NS, 12 * MILLI_NS)).isCloseTo(1_000, within(1e-6));
    assertThat(flow.between(11 * MILLI_NS, 40 * MILLI_NS)).isCloseTo(100, within(1e-6));
  }

  @Test
  void forgetsAfterAWhile() {
    ByteFlow flow = new ByteFlow();
    assertThat(flow.between(-MILLI_NS, MILLI_NS)).isZero();
    flow.add(0, 10 * MILLI_NS, 1_000);
    flow.add(10_000 * MILLI_NS, 10_010 * MILLI_NS, 500);
    assertThat(flow.between(0, 20_000 * MILLI_NS)).isCloseTo(500, within(1e-6));
    // Nor does what comes far too late count.
    flow.add(0, 10 * MILLI_NS, 1_000);
    assertThat(flow.between(0, 20_000 * MILLI_NS)).isCloseTo(500, within(1e-6));
  }

  @Test
  void takesWhatPassedAtOnce() {
    ByteFlow flow = new ByteFlow();
    flow.add(10 * MILLI_NS, 10 * MILLI_NS, 700);
    assertThat(flow.between(5 * MILLI_NS, 10 * MILLI_NS)).isCloseTo(700, within(1e-6));
  }
}
