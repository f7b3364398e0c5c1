package io.hawser.orchestrator.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NetworkViewTest {
  @Test
  void everythingUpIsGood() {
    Health health = Sample.network(PathState.UP).health();

    assertThat(health.verdict()).isEqualTo(Health.Verdict.GOOD);
    assertThat(health.pathsUp()).isEqualTo(2);
    assertThat(health.pending()).isEqualTo(1);
  }

  @Test
  void aDegradedPathImpairs() {
    assertThat(Sample.network(PathState.DEGRADED).health().verdict())
        .isEqualTo(Health.Verdict.IMPAIRED);
  }

  @Test
  void aPairWithoutAnyWayLeftIsBroken() {
    assertThat(Sample.network(PathState.DOWN).health().verdict()).isEqualTo(Health.Verdict.BROKEN);
    assertThat(Sample.network(PathState.UNKNOWN).health().verdict())
        .isEqualTo(Health.Verdict.BROKEN);
  }

  @Test
  void nothingEnrolledIsEmpty() {
    NetworkView none = new NetworkView(0, List.of(), List.of(), List.of());

    assertThat(none.health().verdict()).isEqualTo(Health.Verdict.EMPTY);
  }

  @Test
  void aPathKnowsItsReverse() {
    NetworkView network = Sample.network();
    PathView there = network.paths().get(0);

    assertThat(network.reverseOf(there)).contains(network.paths().get(1));
  }

  @Test
  void theMapHasALineForEachPairThatKeepsPaths() {
    NetworkMap map = NetworkMap.of(Sample.network(PathState.DOWN));

    assertThat(map.nodes())
        .extracting(NetworkMap.Node::name)
        .containsExactly("branch-1", "hq", "shop");
    assertThat(map.lines())
        .singleElement()
        .extracting(NetworkMap.Line::state)
        .isEqualTo(PathState.DOWN);
  }

  @Test
  void anUnknownWordIsAnUnknownState() {
    assertThat(PathState.of("up")).isEqualTo(PathState.UP);
    assertThat(PathState.of("quantum")).isEqualTo(PathState.UNKNOWN);
  }

  @Test
  void quantitiesReadLikeAPersonWroteThem() {
    Page page = Sample.page(Language.EN);

    assertThat(page.ms(420)).isEqualTo("0.42 ms");
    assertThat(page.ms(18_300)).isEqualTo("18.3 ms");
    assertThat(page.ms(204_400)).isEqualTo("204 ms");
    assertThat(page.ms(-1)).isEqualTo("–");
    assertThat(page.percent(0)).isEqualTo("0 %");
    assertThat(page.percent(300)).isEqualTo("0.03 %");
    assertThat(page.percent(24_000)).isEqualTo("2.4 %");
    assertThat(page.percent(500_000)).isEqualTo("50 %");
    assertThat(page.bytes(1_234_567)).isEqualTo("1.2 MB");
    assertThat(page.age(Sample.NOW_MS - 8_900)).isEqualTo("8 s");
    assertThat(page.age(Sample.NOW_MS - 7_200_000)).isEqualTo("2 h");
  }
}
