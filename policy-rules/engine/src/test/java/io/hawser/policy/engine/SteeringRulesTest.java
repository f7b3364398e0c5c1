package io.hawser.policy.engine;

import static io.hawser.policy.PathCondition.DEGRADED;
import static io.hawser.policy.PathCondition.DOWN;
import static io.hawser.policy.PathCondition.PROBATION;
import static io.hawser.policy.PathCondition.SUSPECT;
import static io.hawser.policy.PathCondition.UNKNOWN;
import static io.hawser.policy.Standing.CARRYING;
import static io.hawser.policy.Standing.LEFT;
import static io.hawser.policy.Standing.LEFT_AGAIN;
import static io.hawser.policy.engine.Paths.good;
import static io.hawser.policy.engine.Paths.unmeasured;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.hawser.policy.PathFact;
import io.hawser.policy.Policy;
import io.hawser.policy.Standing;
import io.hawser.policy.SteeringVerdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SteeringRulesTest {
  private static final SteeringEngine ENGINE = new SteeringEngine();
  private static final Policy POLICY =
      Policy.parse(
          """
          version: 1
          classes:
            - name: voice
              sla: {latency-ms: 150, loss-percent: 1, jitter-ms: 30}
              prefer: [mpls, internet]
              avoid-metered: true
            - {name: bulk, mode: balance}
            - {name: games, mode: deny}
            - {name: backups, mode: bond, avoid-metered: true}
            - {name: trading, sla: {latency-ms: 150, loss-percent: 1, jitter-ms: 30, strict: true}}
          default-class: bulk
          """,
          "test");

  /// Class, paths, tiers, deciding rule, reason.
  static Stream<Arguments> decisions() {
    return Stream.of(
        arguments("voice", List.of(good("a")), "a", "the only paths there are", "a: no other path"),
        arguments(
            "voice",
            List.of(good("a"), good("b").is(DOWN)),
            "a",
            "a path that is down carries nothing",
            "a: b is down"),
        arguments(
            "voice",
            List.of(good("a").is(DOWN)),
            "",
            "a path that is down carries nothing",
            "nothing carries it: a is down"),
        arguments(
            "voice",
            List.of(good("a").is(UNKNOWN), good("b").loses(500_000)),
            "b",
            "a path not yet proven carries nothing",
            "b, though b misses its SLA (loss 50 % over 1 %): a has not been proven yet"),
        arguments(
            "voice",
            List.of(good("a").backup(), good("b").loses(48_000)),
            "b a",
            "backup only when nothing else",
            "b, though b misses its SLA (loss 4.8 % over 1 %): a is a backup"),
        arguments(
            "voice",
            List.of(good("a").backup(), good("b").is(DOWN)),
            "a",
            "a path that is down carries nothing",
            "a: b is down"),
        arguments(
            "voice",
            List.of(good("a").is(SUSPECT), good("b").loses(20_000)),
            "b a",
            "a silent path waits behind those that answer",
            "b, though b misses its SLA (loss 2 % over 1 %): a has fallen silent"),
        arguments(
            "voice",
            List.of(good("a").over("mpls").loses(48_000), good("b")),
            "b a",
            "a class keeps to paths that meet its SLA",
            "b: a misses its SLA (loss 4.8 % over 1 %)"),
        arguments(
            "voice",
            List.of(good("a").delays(180_000).varies(30_001), good("b")),
            "b a",
            "a class keeps to paths that meet its SLA",
            "b: a misses its SLA (latency 180 ms over 150 ms, jitter 30.001 ms over 30 ms)"),
        arguments(
            "voice",
            List.of(good("a").delays(150_000).varies(30_000).loses(10_000), good("b")),
            "a+b",
            "the only paths there are",
            "a and b: no other path"),
        arguments(
            "voice",
            List.of(good("a").loses(-1), good("b").metered()),
            "b a",
            "unmeasured never counts as good",
            "b: a is not measured yet (loss)"),
        arguments(
            "voice",
            List.of(unmeasured("a"), good("b").loses(20_000)),
            "a b",
            "a class keeps to paths that meet its SLA",
            "a, though a is not measured yet (loss, latency, jitter): b misses its SLA (loss 2 % over 1 %)"),
        arguments(
            "voice",
            List.of(unmeasured("a").is(PROBATION), good("b").loses(20_000)),
            "b a",
            "what is back from a failure and not measured yet counts as bad",
            "b, though b misses its SLA (loss 2 % over 1 %): a is not measured yet (loss, latency, jitter)"),
        arguments(
            "voice",
            List.of(unmeasured("a"), good("b").is(DOWN)),
            "a",
            "a path that is down carries nothing",
            "a, though a is not measured yet (loss, latency, jitter): b is down"),
        arguments(
            "voice",
            List.of(good("a").over("mpls").loses(48_000), good("b").metered().loses(20_000)),
            "b a",
            "best of the worst when none meets the SLA",
            "b, though b misses its SLA (loss 2 % over 1 %): a misses its SLA (loss 4.8 % over 1 %)"),
        arguments(
            "voice",
            List.of(good("a").delays(300_000), good("b").delays(200_000).loses(9_000)),
            "b a",
            "best of the worst when none meets the SLA",
            "b, though b misses its SLA (latency 200 ms over 150 ms): a misses its SLA (latency 300 ms over 150 ms)"),
        arguments(
            "voice",
            List.of(good("a").varies(50_000), good("b").varies(40_000)),
            "b a",
            "best of the worst when none meets the SLA",
            "b, though b misses its SLA (jitter 40 ms over 30 ms): a misses its SLA (jitter 50 ms over 30 ms)"),
        arguments(
            "voice",
            List.of(good("a").over("mpls").is(PROBATION), good("b")),
            "b a",
            "a path on probation waits behind settled ones",
            "b: a is on probation"),
        arguments(
            "voice",
            List.of(good("a").over("mpls").is(PROBATION).stands(LEFT), good("b").metered()),
            "a b",
            "metered links last",
            "a: b is metered"),
        arguments(
            "voice",
            List.of(good("a").over("mpls").stands(LEFT), good("b")),
            "b a",
            "a class does not hurry back to a path that it left",
            "b: a was left lately, for trouble"),
        arguments(
            "voice",
            List.of(good("a").over("mpls").stands(LEFT), good("b").metered().stands(CARRYING)),
            "a b",
            "metered links last",
            "a: b is metered"),
        arguments(
            "voice",
            List.of(good("a").over("mpls").stands(LEFT_AGAIN), good("b").metered()),
            "b a",
            "a path that a class leaves again and again waits, whatever others cost",
            "b: a was left again lately, for trouble"),
        arguments(
            "voice",
            List.of(good("a").stands(LEFT_AGAIN), good("b").is(DEGRADED)),
            "a b",
            "a degraded path waits behind sound ones",
            "a: b is degraded"),
        arguments(
            "voice",
            List.of(good("a").is(DEGRADED).stands(CARRYING), good("b").metered()),
            "b a",
            "a degraded path waits behind sound ones",
            "b: a is degraded"),
        arguments(
            "voice",
            List.of(
                good("a").loses(12_000).losesBetween(8_000, 16_000).stands(CARRYING), good("b")),
            "a+b",
            "the only paths there are",
            "a and b: no other path"),
        arguments(
            "voice",
            List.of(
                good("a").loses(14_000).losesBetween(11_000, 17_000).stands(CARRYING), good("b")),
            "b a",
            "a class leaves a path that misses its SLA by more than chance",
            "b: a misses its SLA (loss 1.4 % over 1 %)"),
        arguments(
            "voice",
            List.of(
                good("a").loses(14_000).losesBetween(11_000, 17_000).stands(CARRYING),
                good("b").loses(13_000).losesBetween(8_000, 18_000).stands(CARRYING)),
            "a+b",
            "the only paths there are",
            "a and b, though a misses its SLA (loss 1.4 % over 1 %): no other path"),
        arguments(
            "voice",
            List.of(
                good("a").loses(13_000).losesBetween(3_400, 18_000).stands(CARRYING),
                good("b").loses(14_000).losesBetween(11_000, 17_000).stands(CARRYING)),
            "a+b",
            "the only paths there are",
            "a and b, though b misses its SLA (loss 1.4 % over 1 %): no other path"),
        arguments(
            "voice",
            List.of(
                good("a").loses(14_000).losesBetween(11_000, 17_000).stands(CARRYING),
                good("b").loses(16_000).losesBetween(3_300, 40_000).stands(CARRYING)),
            "b a",
            "a class leaves a path that misses its SLA by more than chance",
            "b: a misses its SLA (loss 1.4 % over 1 %)"),
        arguments(
            "voice",
            List.of(
                good("a").loses(14_000).losesBetween(11_000, 17_000).stands(CARRYING),
                unmeasured("b").stands(CARRYING)),
            "b a",
            "a class leaves a path that misses its SLA by more than chance",
            "b, though b is not measured yet (loss, latency, jitter): a misses its SLA (loss 1.4 % over 1 %)"),
        arguments(
            "voice",
            List.of(
                good("a").loses(14_000).losesBetween(11_000, 17_000).stands(CARRYING),
                good("b").loses(13_000).losesBetween(12_000, 18_000).stands(CARRYING),
                unmeasured("c").metered()),
            "c a b",
            "a class leaves a path that misses its SLA by more than chance",
            "c, though c is not measured yet (loss, latency, jitter): a misses its SLA (loss 1.4 % over 1 %)"),
        arguments(
            "voice",
            List.of(
                good("a").loses(44_000).losesBetween(40_000, 48_000).stands(CARRYING),
                good("b").loses(13_000).losesBetween(8_000, 18_000).stands(CARRYING)),
            "b a",
            "a class leaves a path that misses its SLA by more than chance",
            "b: a misses its SLA (loss 4.4 % over 1 %)"),
        arguments(
            "voice",
            List.of(
                good("a").loses(14_000).losesBetween(11_000, 17_000).stands(CARRYING),
                good("b").loses(13_000).losesBetween(8_000, 18_000).stands(CARRYING),
                good("c")),
            "b+c a",
            "a class leaves a path that misses its SLA by more than chance",
            "b and c: a misses its SLA (loss 1.4 % over 1 %)"),
        arguments(
            "voice",
            List.of(good("a").stands(LEFT), good("b").loses(20_000)),
            "a b",
            "a class keeps to paths that meet its SLA",
            "a: b misses its SLA (loss 2 % over 1 %)"),
        arguments(
            "voice",
            List.of(good("a").stands(LEFT), good("b").is(SUSPECT)),
            "a b",
            "a silent path waits behind those that answer",
            "a: b has fallen silent"),
        arguments(
            "voice",
            List.of(good("a").loses(48_000), good("b").loses(50_000).stands(CARRYING)),
            "b a",
            "best of the worst when none meets the SLA",
            "b, though b misses its SLA (loss 5 % over 1 %): a misses its SLA (loss 4.8 % over 1 %)"),
        arguments(
            "voice",
            List.of(good("a").loses(44_000), good("b").loses(50_000).stands(CARRYING)),
            "a b",
            "of the worst, a class leaves its own only for one that is surely better",
            "a, though a misses its SLA (loss 4.4 % over 1 %): b misses its SLA (loss 5 % over 1 %)"),
        arguments(
            "voice",
            List.of(
                good("a").loses(30_000).losesBetween(15_000, 46_000),
                good("b").loses(50_000).losesBetween(49_000, 51_000).stands(CARRYING)),
            "b a",
            "best of the worst when none meets the SLA",
            "b, though b misses its SLA (loss 5 % over 1 %): a misses its SLA (loss 3 % over 1 %)"),
        arguments(
            "voice",
            List.of(good("a").delays(297_000), good("b").delays(300_000).stands(CARRYING)),
            "b a",
            "best of the worst when none meets the SLA",
            "b, though b misses its SLA (latency 300 ms over 150 ms): a misses its SLA (latency 297 ms over 150 ms)"),
        arguments(
            "voice",
            List.of(good("a").over("mpls").is(DEGRADED), good("b").is(PROBATION)),
            "b a",
            "a degraded path waits behind sound ones",
            "b: a is degraded"),
        arguments(
            "voice",
            List.of(good("a").over("mpls").metered(), good("b")),
            "b a",
            "metered links last",
            "b: a is metered"),
        arguments(
            "bulk",
            List.of(good("a").metered(), good("b")),
            "a+b",
            "equal paths share",
            "a and b share: no other path"),
        arguments(
            "voice",
            List.of(good("a"), good("b").over("mpls"), good("c").over("satellite")),
            "b a c",
            "preferred transports first",
            "b: a goes over internet"),
        arguments(
            "bulk",
            List.of(good("c"), good("a"), good("b").is(DOWN)),
            "a+c",
            "equal paths share",
            "a and c share: b is down"),
        arguments(
            "bulk",
            List.of(good("a").loses(900_000), unmeasured("b"), good("c").backup()),
            "a+b c",
            "equal paths share",
            "a and b share: c is a backup"),
        arguments(
            "backups",
            List.of(
                good("a").over("mpls").delays(180_000),
                good("b").is(DEGRADED),
                good("c").metered()),
            "a+b c",
            "a bond takes all paths that answer and cost alike",
            "a and b bond: c is metered"),
        arguments(
            "backups",
            List.of(good("a"), good("b").is(SUSPECT), good("c").backup()),
            "a b c",
            "a silent path waits behind those that answer",
            "a: b has fallen silent"),
        arguments(
            "games",
            List.of(good("a"), good("b")),
            "",
            "a denied class is carried nowhere",
            "class games is denied by the policy"),
        arguments(
            "trading",
            List.of(good("a"), good("b").loses(48_000)),
            "a",
            "a strict class goes only by paths within its SLA",
            "a: b misses its SLA (loss 4.8 % over 1 %)"),
        arguments(
            "trading",
            List.of(good("a").is(DOWN), good("b").loses(48_000), good("c").delays(180_000)),
            "",
            "a strict class goes only by paths within its SLA",
            "no path within the SLA: a is down, b misses its SLA (loss 4.8 % over 1 %), "
                + "c misses its SLA (latency 180 ms over 150 ms)"),
        arguments(
            "trading",
            List.of(good("a").is(DOWN), good("b").is(UNKNOWN)),
            "",
            "a path that is down carries nothing",
            "nothing carries it: a is down, b has not been proven yet"),
        arguments(
            "trading",
            List.of(unmeasured("a"), good("b").loses(-1).is(PROBATION)),
            "",
            "a strict class begins on no path that is not measured",
            "no path within the SLA: a is not measured yet (loss, latency, jitter), "
                + "b is not measured yet (loss)"),
        arguments(
            "trading",
            List.of(unmeasured("a").stands(CARRYING), good("b").loses(20_000)),
            "a",
            "a strict class goes only by paths within its SLA",
            "a, though a is not measured yet (loss, latency, jitter): b misses its SLA (loss 2 % over 1 %)"),
        arguments(
            "trading",
            List.of(
                good("a").loses(12_000).losesBetween(8_000, 16_000).stands(CARRYING),
                good("b").is(DOWN)),
            "a",
            "a path that is down carries nothing",
            "a: b is down"),
        arguments(
            "trading",
            List.of(good("a").loses(14_000).losesBetween(11_000, 17_000).stands(CARRYING)),
            "",
            "a strict class leaves a path that misses its SLA by more than chance, even for none",
            "no path within the SLA: a misses its SLA (loss 1.4 % over 1 %)"),
        arguments(
            "trading",
            List.of(good("a").backup(), good("b").loses(48_000)),
            "a",
            "a strict class goes only by paths within its SLA",
            "a: b misses its SLA (loss 4.8 % over 1 %)"),
        arguments(
            "trading",
            List.of(good("a").is(SUSPECT), good("b").loses(48_000)),
            "a",
            "a strict class goes only by paths within its SLA",
            "a: b misses its SLA (loss 4.8 % over 1 %)"),
        arguments(
            "trading",
            List.of(good("a").stands(LEFT_AGAIN), good("b").is(DEGRADED).loses(200_000)),
            "a",
            "a strict class goes only by paths within its SLA",
            "a: b misses its SLA (loss 20 % over 1 %)"));
  }

  @ParameterizedTest
  @MethodSource("decisions")
  void decideAsTheFieldExpects(
      String trafficClass, List<Paths> paths, String tiers, String rule, String reason) {
    SteeringVerdict verdict = decide(trafficClass, paths);

    assertThat(shown(verdict)).isEqualTo(tiers);
    assertThat(verdict.rule()).isEqualTo(rule);
    assertThat(verdict.reason()).isEqualTo(reason);
  }

  @Test
  void areEachSeenToDecideSomething() {
    Set<String> decided =
        decisions()
            .map(row -> (String) row.get()[3])
            .collect(Collectors.toCollection(TreeSet::new));
    decided.remove(Ranking.ONLY_PATHS);

    assertThat(RuleNames.all()).containsExactlyInAnyOrderElementsOf(decided);
  }

  @Test
  void takeHalfTheRoundTripWhereTheOneWayDelayIsUnknown() {
    // good() has a round trip of 20 ms.
    assertThat(shown(decide("voice", List.of(good("a").delays(-1), good("b"))))).isEqualTo("a+b");
  }

  @Test
  void nameThePathsThatAStrictClassMayNotTake() {
    List<Paths> paths = List.of(good("a").is(DOWN), good("c").loses(48_000), unmeasured("b"));
    SteeringVerdict trading = decide("trading", paths);

    assertThat(trading.barred()).containsExactly("b", "c");
    assertThat(trading.isOutsideSla()).isTrue();
    assertThat(decide("voice", paths).barred()).isEmpty();
    assertThat(decide("trading", List.of(good("a").is(DOWN))).isOutsideSla()).isFalse();
  }

  @Test
  void coverEveryClassAndPeerInADefinedOrder() {
    List<SteeringVerdict> verdicts =
        ENGINE.decide(
            POLICY,
            List.of(toPeer("z", good("a")), toPeer("dc", good("a")), toPeer("hq", good("b"))));

    List<String> order = new ArrayList<>();
    verdicts.forEach(verdict -> order.add(verdict.trafficClass() + "/" + verdict.peer()));
    assertThat(order)
        .containsExactly(
            "voice/dc",
            "voice/hq",
            "voice/z",
            "bulk/dc",
            "bulk/hq",
            "bulk/z",
            "games/dc",
            "games/hq",
            "games/z",
            "backups/dc",
            "backups/hq",
            "backups/z",
            "trading/dc",
            "trading/hq",
            "trading/z");
  }

  private static PathFact toPeer(String peer, Paths path) {
    PathFact fact = path.fact();
    return new PathFact(
        peer,
        fact.pathId(),
        fact.link(),
        peer,
        fact.transport(),
        fact.metered(),
        fact.backup(),
        fact.condition(),
        1,
        1,
        1,
        1);
  }

  private static SteeringVerdict decide(String trafficClass, List<Paths> paths) {
    Map<String, Standing> standings =
        paths.stream().collect(Collectors.toMap(path -> path.fact().pathId(), Paths::standing));
    return ENGINE
        .decide(POLICY, paths.stream().map(Paths::fact).toList(), Map.of(trafficClass, standings))
        .stream()
        .filter(verdict -> verdict.trafficClass().equals(trafficClass))
        .findFirst()
        .orElseThrow();
  }

  private static String shown(SteeringVerdict verdict) {
    return verdict.tiers().stream()
        .map(tier -> String.join("+", tier))
        .collect(Collectors.joining(" "));
  }
}
