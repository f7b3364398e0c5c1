package io.hawser.edge.agent.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.policy.PathCondition;
import io.hawser.policy.PathFact;
import io.hawser.policy.Policy;
import io.hawser.policy.SteeringVerdict;
import io.hawser.policy.engine.SteeringEngine;
import java.util.List;
import org.junit.jupiter.api.Test;

class MakeshiftRulesTest {
  private static final Policy POLICY =
      Policy.parse(
          """
          version: 1
          classes:
            - {name: office, prefer: [mpls, internet]}
            - {name: none, mode: deny}
            - {name: trading, sla: {loss-percent: 1, strict: true}}
          default-class: office
          """,
          "policy");

  private static final List<PathFact> FACTS =
      List.of(
          path("backup", "mpls", true, PathCondition.UP),
          path("broadband", "internet", false, PathCondition.UP),
          path("mpls", "mpls", false, PathCondition.UP),
          path("lost", "mpls", false, PathCondition.DOWN),
          path("new", "mpls", false, PathCondition.UNKNOWN));

  @Test
  void orderUnmeasuredPathsAsTheRulesDo() {
    List<SteeringVerdict> verdicts = MakeshiftRules.decide(POLICY, FACTS);

    assertThat(verdicts)
        .extracting(SteeringVerdict::tiers)
        .isEqualTo(
            new SteeringEngine()
                .decide(POLICY, FACTS).stream().map(SteeringVerdict::tiers).toList())
        .first()
        .isEqualTo(List.of(List.of("mpls"), List.of("broadband"), List.of("backup")));
  }

  @Test
  void carryNothingThatIsDenied() {
    assertThat(MakeshiftRules.decide(POLICY, FACTS).get(1).carries()).isFalse();
    assertThat(MakeshiftRules.decide(POLICY, FACTS).get(1).isOutsideSla()).isFalse();
  }

  @Test
  void letAStrictClassWait() {
    assertThat(MakeshiftRules.decide(POLICY, FACTS).getLast().isOutsideSla()).isTrue();
  }

  private static PathFact path(
      String id, String transport, boolean backup, PathCondition condition) {
    return new PathFact("hq", id, id, id, transport, false, backup, condition, -1, -1, -1, -1);
  }
}
