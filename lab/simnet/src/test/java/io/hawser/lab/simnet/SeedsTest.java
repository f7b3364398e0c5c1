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
    BySeed<Long> drawn = Seeds.gather(20, seed -> new Simulation(seed).newRandom().nextLong());
    BySeed<Long> again = Seeds.gather(20, seed -> new Simulation(seed).newRandom().nextLong());
    assertThat(drawn.values()).hasSize(20).doesNotHaveDuplicates();
    assertThat(drawn).isEqualTo(again);
  }

  @Test
  void namesTheFirstSeedThatFailed() {
    assertThatThrownBy(() -> Seeds.gather(9, seed -> failing(seed, 3)))
        .hasMessageContaining("seed 3 failed")
        .hasMessageContaining(
            "again: -Dtest=SeedsTest#namesTheFirstSeedThatFailed -Dsimnet.seed=3)")
        .hasMessageContaining("it broke");
    assertThatThrownBy(() -> Seeds.forEach(9, seed -> failing(seed, 4)))
        .hasMessageContaining("seed 4 failed");
  }

  @Test
  void keepsTheSeedOfWhatIsMadeOfItsResult() {
    BySeed<List<Long>> lists = Seeds.gather(3, seed -> List.of(seed, 10 * seed));
    BySeed<String> words =
        lists.flatMap(list -> list).filter(number -> number >= 10).map(number -> "n" + number);
    assertThat(words.all())
        .containsExactly(
            new BySeed.One<>(1, "n10"), new BySeed.One<>(2, "n20"), new BySeed.One<>(3, "n30"));
  }

  @Test
  void addsNoSeedsToAScenarioThatIsTooLarge() {
    assertThat(Seeds.gatherAtMost(2, seed -> seed).values()).containsExactly(1L, 2L);
  }

  private static long failing(long seed, long from) {
    if (seed >= from) {
      throw new IllegalStateException("it broke");
    }
    return seed;
  }
}
