package io.hawser.edge.path;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.edge.path.ReceiveAccount.Kind;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MissingRowsTest {
  private static final long MS = 1_000_000;

  private final MissingRows rows = new MissingRows();

  @Test
  void thoseNextToOneAnotherAreOne() {
    rows.onSkipped(3, 5);
    rows.onSkipped(7, 8);
    rows.settle(7);
    assertThat(rows.settled()).isEqualTo(1);
    rows.settle(9);
    assertThat(rows.settled()).isEqualTo(2);
  }

  @Test
  void whatComesLateShortensDividesOrEndsARow() {
    rows.onSkipped(10, 20);
    rows.onLate(10);
    rows.onLate(19);
    rows.onLate(15);
    rows.onLate(15);
    rows.settle(15);
    assertThat(rows.settled()).isEqualTo(1);
    for (long counter = 16; counter < 19; counter++) {
      rows.onLate(counter);
    }
    rows.settle(20);
    assertThat(rows.settled()).isEqualTo(1);
  }

  @Test
  void countsTheOldestAsTheyAreWhereThereAreMany() {
    for (int n = 0; n < 3 * MissingRows.KEPT; n++) {
      rows.onSkipped(10L * n, 10L * n + 5);
    }
    assertThat(rows.settled()).isEqualTo(2 * MissingRows.KEPT);
    rows.onLate(12);
    rows.onLate(10L * (3 * MissingRows.KEPT - 1) + 2);
    rows.settle(Long.MAX_VALUE);
    assertThat(rows.settled()).isEqualTo(3 * MissingRows.KEPT + 1);
  }

  /// Packets are lost in bursts and come in any order within 64 of them, through the account of a
  /// session; beside them a set of those that came.
  @Test
  void agreesWithASetOfWhatCame() {
    for (long seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      ReceiveAccount account = new ReceiveAccount(1, 25 * MS, 100 * MS, new ReceiveOverflow());
      BitSet came = new BitSet();
      double loss = random.nextDouble() / 2;
      long nowNs = 0;
      boolean bad = false;
      for (int block = 0; block < 50; block++) {
        List<Integer> arrivals = new ArrayList<>();
        for (int n = 64 * block; n < 64 * block + 64; n++) {
          bad = bad ? random.nextBoolean() : random.nextDouble() < loss;
          if (!bad) {
            arrivals.add(n);
          }
        }
        Collections.shuffle(arrivals, random);
        for (int n : arrivals) {
          came.set(n);
          account.onPacket(n, 100, Kind.DATA, nowNs);
        }
        nowNs += 25 * MS;
        account.report(nowNs);
      }
      account.onPacket(64 * 50, 100, Kind.DATA, nowNs);
      came.set(64 * 50);
      account.report(nowNs + 25 * MS);
      ReceiveReport report = account.report(nowNs + 200 * MS);
      assertThat(report.feedback().settled()).isEqualTo(64 * 50 + 1);
      assertThat(report.feedback().missing()).isEqualTo(64 * 50 + 1 - came.cardinality());
      assertThat(report.feedback().bursts()).as("seed %d", seed).isEqualTo(rowsIn(came));
    }
  }

  private static int rowsIn(BitSet came) {
    int found = 0;
    for (int n = 0; n < came.length(); n++) {
      found += !came.get(n) && (n == 0 || came.get(n - 1)) ? 1 : 0;
    }
    return found;
  }
}
