package io.hawser.edge.bond;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// What is missing: when it counts as lost, and what is asked for.
class ResequencersLossTest extends ResequencersFixture {
  @Test
  void doesNotWaitForWhatAPathLost() {
    take(1, 0, 0);
    lose(1);
    take(1, 2, 1);
    assertThat(delivered).isEqualTo(sequences(0, 2));
    assertThat(resequencers.view().missed()).isEqualTo(1);
  }

  /// The other path was in use a moment ago, but all that is missing is missing on this one.
  @Test
  void asksForWhatItsOwnPathLostAlone() {
    resequencers = new Resequencers(output, true);
    take(2, 0, 0);
    take(1, 1, 1);
    take(1, 2, 2);
    lose(1);
    take(1, 4, 3);
    assertThat(asked).containsExactly("0/7:3+0");
    lose(1);
    take(1, 6, 4);
    assertThat(asked).containsExactly("0/7:3+0", "0/7:5+0");
    take(2, 7, 5);
    take(1, 8, 6);
    assertThat(asked).as("once").hasSize(2);
  }

  /// Both paths are in use: the missing one is lost once the second has passed it too.
  @Test
  void waitsUntilBothPathsHavePassedIt() {
    take(1, 0, 0);
    take(2, 1, 0);
    lose(1);
    take(1, 4, 5);
    assertThat(delivered).isEqualTo(sequences(0, 1));
    tick(5);
    assertThat(delivered).as("2 may be on path 2").isEqualTo(sequences(0, 1));
    take(2, 3, 6);
    assertThat(delivered).isEqualTo(sequences(0, 1, 3, 4));
  }

  /// A path on which nothing was sent for a while brings what the other overtook.
  @Test
  void waitsForAPathThatBeginsAnew() {
    for (int sequence = 0; sequence < 100; sequence++) {
      take(1, sequence, sequence * 10L);
    }
    take(1, 104, 1_000);
    take(1, 105, 1_001);
    for (int sequence = 100; sequence < 104; sequence++) {
      take(2, sequence, 1_060);
    }
    assertThat(delivered).hasSize(106);
    assertThat(resequencers.view().late()).isZero();
  }

  @Test
  void asksForWhatWasLostAndWaitsForIt() {
    resequencers = new Resequencers(output, true);
    resequencers.setAskNs(0, 60 * NS_PER_MS);
    take(1, 0, 0);
    lose(1);
    take(1, 2, 1);
    lose(1);
    lose(1);
    take(1, 5, 2);
    assertThat(asked).containsExactly("0/7:1+0", "0/7:3+1");
    assertThat(delivered).isEqualTo(sequences(0));
    take(2, 1, 40);
    take(2, 3, 41);
    take(2, 4, 41);
    assertThat(delivered).isEqualTo(sequences(0, 1, 2, 3, 4, 5));
    assertThat(resequencers.view().missed()).isZero();
    assertThat(resequencers.waitNs(0, 50 * NS_PER_MS))
        .as("is no spread")
        .isEqualTo(SpreadMeter.CAP_NS);
  }

  @Test
  void givesUpWhatWasAskedForInVain() {
    resequencers = new Resequencers(output, true);
    resequencers.setAskNs(0, 150 * NS_PER_MS);
    take(1, 0, 0);
    lose(1);
    take(1, 2, 1);
    tick(150);
    assertThat(delivered).isEqualTo(sequences(0));
    tick(151);
    assertThat(delivered).isEqualTo(sequences(0, 2));
    assertThat(asked).hasSize(1);
  }

  @Test
  void asksOnceMoreWhereThereIsTime() {
    resequencers = new Resequencers(output, true);
    resequencers.setAskNs(0, 60 * NS_PER_MS);
    for (int sequence = 0; sequence < 20; sequence += 2) {
      // So that little is waited for.
      take(2, sequence + 1, 10L * sequence);
      take(1, sequence, 10L * sequence + 1);
    }
    lose(1);
    take(1, 21, 300);
    assertThat(asked).containsExactly("0/7:20+0");
    tick(359);
    assertThat(asked).hasSize(1);
    tick(360);
    assertThat(asked).containsExactly("0/7:20+0", "0/7:20+0");
    tick(419);
    assertThat(delivered).hasSize(20);
    tick(420);
    assertThat(delivered).hasSize(21);
    assertThat(asked).hasSize(2);
  }
}
