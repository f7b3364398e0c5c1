package io.hawser.edge.agent.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.tuple;

import io.hawser.edge.agent.local.WhatIfView;
import io.hawser.edge.agent.local.WhatIfView.Decision;
import io.hawser.edge.control.Situation;
import io.hawser.policy.PathCondition;
import io.hawser.policy.PathFact;
import io.hawser.policy.Policy;
import io.hawser.policy.Standing;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// By the rules themselves.
class WhatIfTest {
  private static final EngineSteerer RULES = new EngineSteerer();
  private static final String NO_POLICY = "";

  private static final Policy POLICY =
      Policy.parse(
          """
          version: 1
          classes:
            - {name: voice, prefer: [mpls], sla: {loss-percent: 1, latency-ms: 150}}
            - {name: office}
          default-class: office
          """,
          "policy");

  private static final List<PathFact> FACTS = List.of(path("mpls"), path("broadband"));

  @BeforeAll
  static void load() {
    RULES.load();
  }

  @Test
  void aClassThatLosesItsServiceLevelGoesAndTheReasonIsTold() {
    WhatIfView told = ask(Map.of(), "link mpls loss 5%");
    assertThat(told.assumed()).isEqualTo("link mpls loss 5%");
    assertThat(told.decisions())
        .extracting(Decision::trafficClass, Decision::moves)
        .containsExactly(tuple("voice", true), tuple("office", false));
    Decision voice = told.decisions().getFirst();
    assertThat(voice.now().path()).isEqualTo("mpls>hq/mpls");
    assertThat(voice.now().rule()).isEqualTo("preferred transports first");
    assertThat(voice.then().path()).isEqualTo("broadband>hq/broadband");
    assertThat(voice.then().rule()).isEqualTo("a class keeps to paths that meet its SLA");
    assertThat(voice.then().reason()).contains("loss 5 % over 1 %");
  }

  @Test
  void whatWouldBeDegradedOrDownIsJudgedSo() {
    assertThat(ask(Map.of(), "link mpls delay +100ms").decisions().getFirst().then().reason())
        .contains("is degraded");
    assertThat(ask(Map.of(), "link mpls down link broadband down").decisions().getFirst().then())
        .isEqualTo(
            new WhatIfView.Way(
                "single",
                "",
                "a path that is down carries nothing",
                "nothing carries it: broadband>hq/broadband is down, mpls>hq/mpls is down"));
  }

  @Test
  void aPathThatAClassLeftIsHeldAgainstIt() {
    Map<String, Map<String, Standing>> standings =
        Map.of("voice", Map.of("mpls>hq/mpls", Standing.LEFT));
    assertThat(ask(standings, "link broadband jitter 9ms").decisions().getFirst().then().path())
        .isEqualTo("broadband>hq/broadband");
  }

  @Test
  void aStrictClassIsSaidToHaveNoPathWithinItsSla() {
    String strict =
        "version: 1\nclasses: [{name: voice, sla: {loss-percent: 1, strict: true}}]\ndefault-class: voice\n";
    WhatIfView.Way then =
        new WhatIf(RULES)
            .ask(
                situation(Map.of()),
                List.of("link mpls loss 5% link broadband down".split(" ")),
                strict,
                "strict.yaml")
            .decisions()
            .getFirst()
            .then();

    assertThat(then.path()).isEmpty();
    assertThat(then.rule()).isEqualTo("a strict class goes only by paths within its SLA");
    assertThat(then.reason())
        .isEqualTo(
            "no path within the SLA: broadband>hq/broadband is down, mpls>hq/mpls misses its SLA (loss 5 % over 1 %)");
  }

  @Test
  void anotherPolicyDecidesOverThePresentPaths() {
    String other =
        """
        version: 1
        classes:
          - {name: office, prefer: [mpls]}
          - {name: games, mode: deny}
        default-class: office
        """;
    WhatIfView told = new WhatIf(RULES).ask(situation(Map.of()), List.of(), other, "other.yaml");
    assertThat(told.policy()).isEqualTo("other.yaml");
    assertThat(told.decisions())
        .extracting(Decision::trafficClass, decision -> decision.now().path(), d -> d.then().path())
        .containsExactly(
            tuple("office", "broadband>hq/broadband, mpls>hq/mpls", "mpls>hq/mpls"),
            tuple("games", "", ""),
            tuple("voice", "mpls>hq/mpls", ""));
    assertThat(told.decisions().get(1).then().reason()).contains("is denied by the policy");
    assertThat(told.decisions().get(2).then()).isEqualTo(WhatIfView.Way.NONE);
  }

  @Test
  void aPolicyThatIsWrongIsRefusedWithItsLine() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new WhatIf(RULES).ask(situation(Map.of()), List.of(), "version: 2\n", "other.yaml"))
        .withMessageStartingWith("other.yaml:1: version: 2 (expected: ");
  }

  @Test
  void thereMustBeAConfiguration() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new WhatIf(RULES).ask(null, List.of(), NO_POLICY, ""))
        .withMessageStartingWith("configuration: none yet");
  }

  private static WhatIfView ask(Map<String, Map<String, Standing>> standings, String text) {
    return new WhatIf(RULES).ask(situation(standings), List.of(text.split(" ")), NO_POLICY, "");
  }

  private static Situation situation(Map<String, Map<String, Standing>> standings) {
    return new Situation(POLICY, FACTS, standings, RULES.decide(POLICY, FACTS, standings));
  }

  private static PathFact path(String link) {
    return new PathFact(
        "hq",
        link + ">hq/" + link,
        link,
        link,
        link,
        false,
        false,
        PathCondition.UP,
        40_000,
        20_000,
        1_000,
        0);
  }
}
