package io.hawser.policy.whatif;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.hawser.policy.PathCondition;
import io.hawser.policy.PathFact;
import io.hawser.policy.SteeringMode;
import io.hawser.policy.SteeringVerdict;
import java.util.List;
import org.junit.jupiter.api.Test;

class AssumptionsTest {
  private static final PathFact MPLS = fact("hq", "mpls", "mpls", PathCondition.UP);
  private static final PathFact BROADBAND = fact("hq", "broadband", "cable", PathCondition.UP);
  private static final PathFact OTHER = fact("branch-2", "broadband", "dsl", PathCondition.UP);
  private static final List<PathFact> FACTS = List.of(MPLS, BROADBAND, OTHER);

  @Test
  void nothingIsOtherwiseWithoutWords() {
    assertThat(Assumptions.parse(List.of())).isEqualTo(Assumptions.NONE);
    assertThat(Assumptions.NONE.applyTo(FACTS)).isEqualTo(FACTS);
  }

  @Test
  void aLinkTakesAllItsPathsAlong() {
    assertThat(assume("link broadband down"))
        .extracting(PathFact::condition)
        .containsExactly(PathCondition.UP, PathCondition.DOWN, PathCondition.DOWN);
  }

  @Test
  void aPathAPeerAndAPeersLinkTakeTheirs() {
    assertThat(assume("path broadband>hq/cable down"))
        .extracting(PathFact::condition)
        .containsExactly(PathCondition.UP, PathCondition.DOWN, PathCondition.UP);
    assertThat(assume("peer hq down"))
        .extracting(PathFact::condition)
        .containsExactly(PathCondition.DOWN, PathCondition.DOWN, PathCondition.UP);
    assertThat(assume("peer hq link cable down"))
        .extracting(PathFact::condition)
        .containsExactly(PathCondition.UP, PathCondition.DOWN, PathCondition.UP);
  }

  @Test
  void severalThingsAreAssumedAtOnce() {
    List<PathFact> assumed =
        assume("link mpls loss 5% delay +60ms jitter +40.5ms link broadband down peer branch-2 up");
    assertThat(assumed.get(0))
        .isEqualTo(
            new PathFact(
                "hq",
                "mpls>hq/mpls",
                "mpls",
                "mpls",
                "internet",
                false,
                false,
                PathCondition.UP,
                80_000,
                70_000,
                41_500,
                50_000));
    assertThat(assumed.get(1).condition()).isEqualTo(PathCondition.DOWN);
    assertThat(assumed.get(2).condition()).isEqualTo(PathCondition.UP);
  }

  @Test
  void aSignIsAddedAndNoneReplaces() {
    assertThat(first("link mpls delay 40ms").oneWayUs()).isEqualTo(40_000);
    assertThat(first("link mpls delay 0.04s").oneWayUs()).isEqualTo(40_000);
    assertThat(first("link mpls delay -4ms").oneWayUs()).isEqualTo(6_000);
    assertThat(first("link mpls delay -4ms").rttUs()).isEqualTo(16_000);
    assertThat(first("link mpls delay -400ms").oneWayUs()).isZero();
    assertThat(first("link mpls loss +0.25%").lossPpm()).isEqualTo(4_500);
    assertThat(first("link mpls loss -1%").lossPpm()).isZero();
    assertThat(first("link mpls loss +0.1% loss +0.1%").lossPpm()).isEqualTo(4_000);
  }

  @Test
  void whatIsUnmeasuredIsMeasuredWhereItIsAssumed() {
    PathFact unmeasured =
        new PathFact(
            "hq", "a>hq/a", "a", "a", "mpls", false, false, PathCondition.UP, 30_000, -1, -1, -1);
    PathFact slower =
        Assumptions.parse(words("link a delay +5ms")).applyTo(List.of(unmeasured)).getFirst();
    assertThat(slower.oneWayUs()).isEqualTo(20_000);
    assertThat(slower.rttUs()).isEqualTo(35_000);
    assertThat(slower.jitterUs()).isEqualTo(PathFact.UNMEASURED);
    assertThat(slower.lossPpm()).isEqualTo(PathFact.UNMEASURED);
    PathFact lossy =
        Assumptions.parse(words("link a loss +5%")).applyTo(List.of(unmeasured)).getFirst();
    assertThat(lossy.lossPpm()).isEqualTo(50_000);
  }

  @Test
  void theMonitorsJudgementIsForetold() {
    assertThat(first("link mpls loss 10%").condition()).isEqualTo(PathCondition.UP);
    assertThat(first("link mpls loss 10.1%").condition()).isEqualTo(PathCondition.DEGRADED);
    assertThat(first("link mpls delay +80ms").condition()).isEqualTo(PathCondition.UP);
    assertThat(first("link mpls delay +81ms").condition()).isEqualTo(PathCondition.DEGRADED);
    assertThat(first("link mpls up loss 20%").condition()).isEqualTo(PathCondition.DEGRADED);
    assertThat(first("link mpls loss 100%").condition()).isEqualTo(PathCondition.DOWN);
    assertThat(first("link mpls down loss 20%").condition()).isEqualTo(PathCondition.DOWN);
  }

  @Test
  void whatIsCertainOfALossStaysSoUnlessThatIsAssumed() {
    PathFact uncertain =
        new PathFact(
            "hq",
            "a>hq/a",
            "a",
            "a",
            "mpls",
            false,
            false,
            PathCondition.UP,
            30_000,
            15_000,
            1_000,
            12_000,
            2_000,
            60_000);
    for (String words : List.of("link a up", "link a delay +5ms", "link a jitter +1ms")) {
      PathFact assumed = Assumptions.parse(words(words)).applyTo(List.of(uncertain)).getFirst();
      assertThat(assumed.leastLossPpm()).as(words).isEqualTo(2_000);
      assertThat(assumed.lossPpm()).as(words).isEqualTo(12_000);
      assertThat(assumed.mostLossPpm()).as(words).isEqualTo(60_000);
    }
    PathFact lossy =
        Assumptions.parse(words("link a loss 3%")).applyTo(List.of(uncertain)).getFirst();
    assertThat(lossy.leastLossPpm()).isEqualTo(30_000);
    assertThat(lossy.mostLossPpm()).isEqualTo(30_000);
  }

  @Test
  void whatIsDegradedAlreadyIsSoForWhatWasMeasured() {
    PathFact suspect = fact("hq", "mpls", "mpls", PathCondition.SUSPECT);
    assertThat(
            Assumptions.parse(words("link mpls jitter 30ms"))
                .applyTo(List.of(suspect))
                .getFirst()
                .condition())
        .isEqualTo(PathCondition.SUSPECT);
  }

  @Test
  void saysWhatWasExpected() {
    refused("mpls down", "what-if: mpls (expected: one of link, path, peer)");
    refused(
        "lnik mpls down",
        "what-if: lnik (expected: one of link, path, peer; did you mean \"link\")");
    refused("link", "link: nothing (expected: its name)");
    refused("link mpls", "link mpls: nothing (expected: one of down, up, loss, delay, jitter)");
    refused(
        "link mpls jiter 5ms",
        "link mpls: jiter (expected: one of down, up, loss, delay, jitter; did you mean \"jitter\")");
    refused(
        "link mpls down broadband down", "what-if: broadband (expected: one of link, path, peer)");
    refused(
        "link mpls loss 5",
        "loss: 5 (expected: 0% to 100%, or +1% for more and -1% for less than now)");
    refused(
        "link mpls loss 101%",
        "loss: 101% (expected: 0% to 100%, or +1% for more and -1% for less than now)");
    refused(
        "link mpls delay",
        "delay: nothing (expected: 0ms to 60s, or +50ms for more and -50ms for less than now)");
    refused(
        "link mpls jitter 61s",
        "jitter: 61s (expected: 0ms to 60s, or +50ms for more and -50ms for less than now)");
    refused("peer hq link", "peer hq: link: nothing (expected: its name)");
  }

  @Test
  void saysWhichNamesThereAre() {
    refused(
        "link mpsl down", "link: mpsl (expected: one of broadband, mpls; did you mean \"mpls\")");
    refused(
        "path mpls down",
        "path: mpls (expected: one of broadband>branch-2/dsl, broadband>hq/cable, mpls>hq/mpls)");
    refused("peer hub down", "peer: hub (expected: one of branch-2, hq; did you mean \"hq\")");
    refused("peer branch-2 link mpls down", "peer branch-2: link: mpls (expected: dsl)");
  }

  @Test
  void comparesEveryClassAndPeerOfEitherSide() {
    SteeringVerdict voice = verdict("voice", SteeringMode.SINGLE, "a", "b");
    SteeringVerdict bulk = verdict("bulk", SteeringMode.SINGLE, "a");
    SteeringVerdict bulkShared = verdict("bulk", SteeringMode.BALANCE, "a");
    SteeringVerdict voiceOtherwiseRanked = verdict("voice", SteeringMode.SINGLE, "a");
    SteeringVerdict video = verdict("video", SteeringMode.SINGLE);
    List<Difference> differences =
        Difference.between(List.of(voice, bulk), List.of(bulkShared, video, voiceOtherwiseRanked));
    assertThat(differences)
        .containsExactly(
            new Difference(bulk, bulkShared),
            new Difference(null, video),
            new Difference(voice, voiceOtherwiseRanked));
    assertThat(differences).extracting(Difference::moves).containsExactly(true, true, false);
    assertThat(Difference.between(List.of(voice), List.of()))
        .containsExactly(new Difference(voice, null));
  }

  private static SteeringVerdict verdict(String name, SteeringMode mode, String... tiers) {
    return new SteeringVerdict(
        name, "hq", mode, List.of(tiers).stream().map(List::of).toList(), "a rule", "a reason");
  }

  private static void refused(String text, String message) {
    assertThatIllegalArgumentException().isThrownBy(() -> assume(text)).withMessage(message);
  }

  private static PathFact first(String text) {
    return assume(text).getFirst();
  }

  private static List<PathFact> assume(String text) {
    return Assumptions.parse(words(text)).applyTo(FACTS);
  }

  private static List<String> words(String text) {
    return List.of(text.split(" "));
  }

  private static PathFact fact(String peer, String link, String peerLink, PathCondition condition) {
    return new PathFact(
        peer,
        link + ">" + peer + "/" + peerLink,
        link,
        peerLink,
        "internet",
        false,
        false,
        condition,
        20_000,
        10_000,
        1_000,
        2_000);
  }
}
