package io.hawser.lab.simnet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SeedsTest {
  @BeforeEach
  void nobodyAskedForOtherSeeds() {
    assumeTrue(System.getProperty(Seeds.ONE) == null && System.getProperty(Seeds.COUNT) == null);
  }

  @Test
  void gathersWhatEachSeedBroughtInTheOrderOfSeeds() {
    List<Long> drawn = Seeds.gather(20, seed -> new Simulation(seed).newRandom().nextLong());
    List<Long> again = Seeds.gather(20, seed -> new Simulation(seed).newRandom().nextLong());
    assertThat(drawn).hasSize(20).doesNotHaveDuplicates().isEqualTo(again);
  }

  @Test
  void namesTheFirstSeedThatFailed() {
    assertThatThrownBy(() -> Seeds.gather(9, seed -> failing(seed, 3)))
        .hasMessageContaining("seed 3 failed")
        .hasMessageContaining("-Dsimnet.seed=3")
        .hasMessageContaining("it broke");
    assertThatThrownBy(() -> Seeds.forEach(9, seed -> failing(seed, 4)))
        .hasMessageContaining("seed 4 failed");
  }

  private static long failing(long seed, long from) {
    if (seed >= from) {
      throw new IllegalStateException("it broke");
    }
    return seed;
  }
}
