package io.hawser.edge.bond;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The order of one flow: what is waited for, how long, and where it begins anew.
class ResequencersTest extends ResequencersFixture {
  @Test
  void deliversInOrderWhatPathsMixedUp() {
    take(1, 2, 0);
    take(1, 3, 0);
    take(2, 0, 10);
    assertThat(delivered).isEqualTo(sequences(0));
    take(2, 1, 11);
    assertThat(delivered).isEqualTo(sequences(0, 1, 2, 3));
    assertThat(resequencers.view().held()).isZero();
    assertThat(resequencers.nextDeadlineNs()).isLessThan(2_000 * NS_PER_MS);
  }

  @Test
  void beginsWithWhatItSeesFirstWhereItMissedTheBeginning() {
    take(1, 500, 0);
    take(1, 501, 0);
    take(2, 499, 1);
    assertThat(delivered).isEqualTo(sequences(500, 501, 499));
    assertThat(resequencers.view().late()).isEqualTo(1);
  }

  @Test
  void dropsWhatCameTwice() {
    take(1, 0, 0);
    take(2, 0, 1);
    take(1, 2, 2);
    take(2, 2, 3);
    take(2, 1, 4);
    take(1, 1, 5);
    assertThat(delivered).isEqualTo(sequences(0, 1, 2));
    assertThat(dropped).containsExactly(BondDrop.DUPLICATE, BondDrop.DUPLICATE, BondDrop.DUPLICATE);
    assertThat(resequencers.view().duplicates()).isEqualTo(3);
  }

  @Test
  void waitsToTheCapAsLongAsNothingIsMeasured() {
    take(1, 0, 0);
    take(1, 2, 10);
    tick(109);
    assertThat(delivered).isEqualTo(sequences(0));
    tick(110);
    assertThat(delivered).isEqualTo(sequences(0, 2));
    take(2, 1, 120);
    assertThat(delivered).as("late, at once").isEqualTo(sequences(0, 2, 1));
    take(1, 1, 121);
    assertThat(dropped).containsExactly(BondDrop.DUPLICATE);
    BondView view = resequencers.view();
    assertThat(view.missed()).isEqualTo(1);
    assertThat(view.late()).isEqualTo(1);
  }

  /// Path 2 is 20 ms behind, again and again; then one of its packets does not come.
  @Test
  void waitsAsLongAsThePathsDifferAndJitter() {
    int sequence = 0;
    long ms = 0;
    for (; sequence < 200; sequence += 2, ms += 30) {
      take(1, sequence + 1, ms);
      take(2, sequence, ms + 20);
    }
    assertThat(resequencers.waitNs(0, ms * NS_PER_MS)).isBetween(20 * NS_PER_MS, 25 * NS_PER_MS);
    take(1, sequence + 1, ms);
    tick(ms + 19);
    assertThat(delivered).hasSize(200);
    tick(ms + 26);
    assertThat(delivered).hasSize(201);
  }

  @Test
  void waitsToTheCapWhereOrderIsAll() {
    waitsAsLongAsThePathsDifferAndJitter();
    order = Order.STRICT;
    take(1, 203, 10_000);
    tick(10_099);
    assertThat(delivered).hasSize(201);
    tick(10_100);
    assertThat(delivered).hasSize(202);
  }

  @Test
  void aStoneLeavesTheOrderAlone() {
    order = Order.STRICT;
    take(1, 0, 0);
    take(2, 3, 0);
    resequencers.onPacket(0, 1, 7, ++counts[1], 2, Order.MEASURED, MemorySegment.NULL, 0, 0, 0);
    assertThat(delivered).isEqualTo(sequences(0));
    take(1, 1, 5);
    assertThat(delivered).isEqualTo(sequences(0, 1, 3));
  }

  @Test
  void makesRoomForFlowsThatBegin() {
    for (int flow = 0; flow < Resequencers.FLOWS_OF_PEER; flow++) {
      resequencers.onPacket(0, 1, flow, 1, 0, order, packet(flow, 0), 0, LENGTH, 0);
    }
    long nowNs = Resequencers.IDLE_NS + NS_PER_MS;
    resequencers.onPacket(0, 1, 9_999, 1, 0, order, packet(9_999, 0), 0, LENGTH, nowNs);
    assertThat(resequencers.view().unordered()).isZero();
    assertThat(resequencers.view().flows()).isEqualTo(1);
  }

  @Test
  void holdsNothingThatIsRealTime() {
    order = Order.NONE;
    take(1, 3, 0);
    take(1, 5, 0);
    take(2, 4, 1);
    take(2, 4, 1);
    take(2, 3, 1);
    take(1, 0, 1);
    assertThat(delivered).isEqualTo(sequences(3, 5, 4, 0));
    assertThat(dropped).containsExactly(BondDrop.DUPLICATE, BondDrop.DUPLICATE);
    assertThat(resequencers.view().held()).isZero();
  }

  @Test
  void passesAStone() {
    take(1, 0, 0);
    take(1, 2, 1);
    resequencers.onPacket(0, 2, 7, 1, 1, order, MemorySegment.NULL, 0, 0, 2 * NS_PER_MS);
    assertThat(delivered).isEqualTo(sequences(0, 2));
    resequencers.onPacket(0, 2, 7, 2, 4, order, MemorySegment.NULL, 0, 0, 3 * NS_PER_MS);
    take(1, 5, 4);
    take(1, 3, 5);
    assertThat(delivered).isEqualTo(sequences(0, 2, 3, 5));
    assertThat(dropped).isEmpty();
    take(1, 4, 6);
    assertThat(delivered).as("in spite of the stone").isEqualTo(sequences(0, 2, 3, 5, 4));
  }

  @Test
  void followsASequenceThatWraps() {
    int first = -6;
    for (int n = 0; n < 12; n += 2) {
      take(1, first + n + 1, n);
      take(2, first + n, n);
    }
    assertThat(delivered).hasSize(12);
    assertThat(delivered.get(0)).isEqualTo("0/7:-5");
    assertThat(delivered.subList(2, 12)).isEqualTo(sequences(-4, -3, -2, -1, 0, 1, 2, 3, 4, 5));
  }

  @Test
  void beginsAnewWhereTheSequenceJumps() {
    take(1, 0, 0);
    take(1, 2, 0);
    take(1, 100_000, 1);
    assertThat(delivered).isEqualTo(sequences(0, 2, 100_000));
    take(1, 100_001, 1);
    assertThat(delivered).hasSize(4);
    assertThat(resequencers.view().jumps()).isEqualTo(1);
  }

  @Test
  void followsASenderThatBeganAnewBehind() {
    take(1, 50_000, 0);
    take(1, 0, 1);
    assertThat(dropped).containsExactly(BondDrop.TOO_OLD);
    take(1, 1, 2);
    take(1, 2, 3);
    assertThat(delivered).isEqualTo(sequences(50_000, 1, 2));
  }

  @Test
  void forgetsAFlowThatPauses() {
    take(1, 0, 0);
    tick(0);
    take(1, 9, 100);
    tick(10_050);
    assertThat(resequencers.view().flows()).isEqualTo(1);
    tick(11_200);
    assertThat(resequencers.view().flows()).isZero();
    assertThat(resequencers.view().held()).isZero();
    assertThat(delivered).hasSize(2);
    assertThat(resequencers.nextDeadlineNs()).isEqualTo(Long.MAX_VALUE);
  }

  @ParameterizedTest
  @EnumSource(Order.class)
  void deliversAGoodFlowWhole(Order its) {
    order = its;
    for (int n = 0; n < 10_000; n++) {
      take(1 + n % 3, n, n);
    }
    assertThat(delivered).hasSize(10_000);
    assertThat(resequencers.view().inTurn()).isEqualTo(10_000);
  }
}
