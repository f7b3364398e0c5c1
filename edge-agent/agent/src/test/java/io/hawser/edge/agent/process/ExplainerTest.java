package io.hawser.edge.agent.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.edge.agent.local.BondsView;
import io.hawser.edge.agent.local.BondsView.Member;
import io.hawser.edge.agent.local.ExplanationView;
import io.hawser.edge.agent.local.ExplanationView.Alternative;
import io.hawser.edge.agent.local.ExplanationView.MeasuredPath;
import io.hawser.edge.agent.local.FlowName;
import io.hawser.edge.bond.Absence;
import io.hawser.edge.bond.BondView;
import io.hawser.edge.control.ControlListener;
import io.hawser.edge.control.EdgePlan;
import io.hawser.edge.control.EdgePlan.PeerPlan;
import io.hawser.edge.control.EdgePlan.RoutePlan;
import io.hawser.edge.crypto.PrivateKey;
import io.hawser.edge.dataplane.BondPathView;
import io.hawser.edge.dataplane.BondPathsView;
import io.hawser.edge.dataplane.FlowView;
import io.hawser.edge.path.PacketCount;
import io.hawser.edge.path.PathLabel;
import io.hawser.edge.path.PathState;
import io.hawser.edge.path.PathView;
import io.hawser.edge.playout.PlayoutFlowView;
import io.hawser.policy.PathCondition;
import io.hawser.policy.PathFact;
import io.hawser.policy.Policy;
import io.hawser.policy.Prefix;
import io.hawser.policy.SteeringMode;
import io.hawser.policy.SteeringVerdict;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ExplainerTest {
  private static final Policy POLICY =
      Policy.parse(
          """
          version: 1
          applications:
            - {name: web, match: [{protocol: tcp, ports: [443]}]}
            - {name: games, match: [{protocol: udp, ports: [3074]}]}
            - {name: trades, match: [{protocol: tcp, ports: [9001]}]}
          classes:
            - {name: default}
            - {name: fun, applications: games, mode: deny}
            - {name: trading, applications: trades, sla: {loss-percent: 1, strict: true}}
          default-class: default
          grants:
            - {name: shops, from: branch, to: hq, applications: [web, games, trades]}
          """,
          "policy.yaml");
  private static final PathFact LOSSY =
      new PathFact(
          "hq",
          "a>hq/a",
          "a",
          "a",
          "internet",
          false,
          false,
          PathCondition.UP,
          18_000,
          9_000,
          -1,
          50_000);
  private static final BondPathsView BOND =
      new BondPathsView(
          "hq",
          "default",
          List.of(
              new BondPathView("a>hq/a", true, null, 40_000_000, false, 0, 5_000_000, 100, 1),
              new BondPathView("b>hq/a", true, null, 10_000_000, true, 20_000_000, 0, 30, 0),
              new BondPathView("c>hq/a", false, Absence.LOSES, 5_000_000, false, -1, 0, 9, 4)));
  private static final List<String> ONE = List.of("a>hq/a");
  private static final List<String> ALL = List.of("a>hq/a", "b>hq/a", "c>hq/a", "d>hq/a");
  private static final Prefix LAN = Prefix.parse("10.1.0.0/24");
  private static final Prefix HQ = Prefix.parse("10.2.0.0/24");

  @Test
  void namesThePathOfAFlowThatWouldBeLetIn() {
    ExplanationView told = explain("tcp:10.1.0.2:4000-10.2.0.9:443");

    assertThat(told.exists()).isFalse();
    assertThat(told.path()).isEqualTo("a>hq/a");
    assertThat(told.rule()).isEqualTo("the only paths there are");
  }

  @Test
  void saysThatNoGrantLetsAFlowBegin() {
    ExplanationView told = explain("tcp:10.1.0.2:4000-10.2.0.9:22");

    assertThat(told.path()).isEmpty();
    assertThat(told.reason()).startsWith("dropped: not-granted; ");
  }

  @Test
  void showsTheRuleThatDeniesAClass() {
    ExplanationView told = explain("udp:10.1.0.2:4000-10.2.0.9:3074");

    assertThat(told.path()).isEmpty();
    assertThat(told.rule()).isEqualTo("a denied class is carried nowhere");
    assertThat(told.reason()).isEqualTo("dropped: denied; class fun is denied by the policy");
  }

  @Test
  void saysThatNoPathIsGoodEnoughForAStrictClass() {
    ExplanationView told = explain("tcp:10.1.0.2:4000-10.2.0.9:9001");

    assertThat(told.path()).isEmpty();
    assertThat(told.rule()).isEqualTo("a strict class goes only by paths within its SLA");
    assertThat(told.reason())
        .isEqualTo(
            "dropped: no-path-within-sla; no path within the SLA: a>hq/a misses its SLA (loss 5 % over 1 %)");
    assertThat(told.alternatives())
        .containsExactly(
            new Alternative(
                "a>hq/a",
                "up",
                "not within the class's SLA, which is strict: loss 5.00 %, delay 9.0 ms, jitter not measured"));
  }

  @Test
  void tellsOfAMoveItsCauseTheRuleAndWhatWasMeasured() {
    var history = new History();
    history.add(
        new ControlListener.Move(
            0,
            "default",
            "hq",
            "a>hq/a",
            "b>hq/a",
            "a>hq/a: silent",
            "a silent path waits behind those that answer",
            "b>hq/a: a>hq/a has fallen silent",
            List.of(LOSSY)));
    ExplanationView told =
        new Explainer(history)
            .explain(
                FlowName.parse("tcp:10.1.0.2:4000-10.2.0.9:443").orElseThrow(),
                List.of(),
                List.of(),
                snapshot(ONE),
                List.of())
            .orElseThrow();

    assertThat(told.moves())
        .containsExactly(
            new ExplanationView.Move(
                0,
                "a>hq/a",
                "b>hq/a",
                "a>hq/a: silent",
                "a silent path waits behind those that answer",
                "b>hq/a: a>hq/a has fallen silent",
                List.of(new MeasuredPath("a>hq/a", 50_000, 9_000, -1))));
  }

  @Test
  void saysHowMuchOfAFlowWentTwoWays() throws UnknownHostException {
    ExplanationView told = explain(call("a>hq/a"));

    assertThat(told.copies()).isEqualTo("1250 of 3000 packets, the latest by b>hq/a");
    assertThat(told.reason()).isEqualTo("a>hq/a: no other path");
    assertThat(explain("tcp:10.1.0.2:4000-10.2.0.9:443").copies()).isEmpty();
  }

  @Test
  void saysThatAFlowIsStillToMove() throws UnknownHostException {
    assertThat(explain(call("b>hq/a")).reason())
        .isEqualTo("not moved yet, flows go to a better path in steps: a>hq/a: no other path");
  }

  @Test
  void namesAllPathsThatCarryABondedFlowAndWhyTheOthersDoNot() throws UnknownHostException {
    ExplanationView told = explain(call("b>hq/a", "a>hq/a", "b>hq/a"));

    assertThat(told.path()).isEqualTo("a>hq/a+b>hq/a");
    assertThat(told.reason()).isEqualTo("a>hq/a: no other path");
    assertThat(told.alternatives())
        .containsExactly(
            new Alternative("c>hq/a", "up", Absence.LOSES.meaning()),
            new Alternative("d>hq/a", "up", "never heard from"));
  }

  @Test
  void namesAllPathsThatWouldCarryABondedFlow() {
    assertThat(explain("tcp:10.1.0.2:4000-10.2.0.9:443", List.of(BOND)).path())
        .isEqualTo("a>hq/a+b>hq/a");
  }

  @Test
  void showsInTheTableOfFlowsAllPathsOfABondedOne() throws UnknownHostException {
    FlowView flow = call("b>hq/a", "a>hq/a", "b>hq/a");

    assertThat(FlowViews.of(action -> action.accept(flow), _ -> {}, 1))
        .singleElement()
        .satisfies(each -> assertThat(each.path()).isEqualTo("a>hq/a+b>hq/a"));
  }

  @Test
  void listsThePathsThatTheRulesKeepOutOfABondToo() {
    BondsView view =
        BondViews.of(
            List.of(BOND), new BondView(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12), snapshot(ALL));

    assertThat(view.bonds()).hasSize(1);
    assertThat(view.bonds().getFirst().members())
        .containsExactly(
            new Member("a>hq/a", true, "", 40_000_000, false, 0, 5_000, 100, 1),
            new Member("b>hq/a", true, "", 10_000_000, true, 20_000, 0, 30, 0),
            new Member("c>hq/a", false, Absence.LOSES.meaning(), 5_000_000, false, -1, 0, 9, 4),
            new Member("d>hq/a", false, "never heard from", -1, false, -1, -1, 0, 0));
    assertThat(view.arrivals())
        .isEqualTo(new BondsView.Arrivals(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12));
  }

  @Test
  void saysWhatIsDoneForTheEvenSpacingOfBothDirections() throws UnknownHostException {
    assertThat(explain(call("a>hq/a")).jitterBuffer())
        .isEqualTo(
            "the far edge holds its packets for up to 60 ms; what answers it is held here for 31.0 ms"
                + " of 60.0 ms: jitter 9.1 ms as it comes, 0.3 ms as it leaves, 12 of 3000 packets too late");
    assertThat(explain("tcp:10.1.0.2:4000-10.2.0.9:443").jitterBuffer()).isEmpty();
  }

  @Test
  void showsInTheTableOfFlowsHowLongWhatAnswersIsHeld() throws UnknownHostException {
    FlowView flow = call("a>hq/a");
    FlowView answer = answer();

    assertThat(FlowViews.of(action -> action.accept(flow), action -> action.accept(answer), 1))
        .singleElement()
        .satisfies(each -> assertThat(each.rxHeldUs()).isEqualTo(31_000));
    assertThat(FlowViews.answering(FlowViews.name(flow), action -> action.accept(answer)))
        .containsExactly(answer);
    assertThat(FlowViews.answering(FlowViews.name(flow), action -> action.accept(flow))).isEmpty();
  }

  /// What arrives in answer to the call.
  private static FlowView answer() {
    return new FlowView(
        InetAddress.ofLiteral("10.2.0.9"),
        5060,
        InetAddress.ofLiteral("10.1.0.2"),
        4000,
        17,
        46,
        "voice",
        "default",
        "branch",
        "hq",
        "",
        List.of(),
        3_000,
        600_000,
        60_000_000_000L,
        0,
        0,
        0,
        "",
        60_000_000L,
        new PlayoutFlowView(60_000, 31_000, 9_100, 300, 3_000, 12),
        SteeringMode.SINGLE,
        "",
        "",
        "");
  }

  private static FlowView call(String path, String... together) throws UnknownHostException {
    return new FlowView(
        InetAddress.getByName("10.1.0.2"),
        4000,
        InetAddress.getByName("10.2.0.9"),
        5060,
        17,
        46,
        "voice",
        "default",
        "hq",
        "hq",
        path,
        List.of(together),
        3_000,
        600_000,
        60_000_000_000L,
        0,
        0,
        1_250,
        "b>hq/a",
        60_000_000L,
        null,
        SteeringMode.SINGLE,
        "the only paths there are",
        "a>hq/a: no other path",
        "");
  }

  private static ExplanationView explain(FlowView flow) {
    return new Explainer(new History())
        .explain(
            FlowViews.name(flow), List.of(flow), List.of(answer()), snapshot(ALL), List.of(BOND))
        .orElseThrow();
  }

  private static ExplanationView explain(String flow) {
    return explain(flow, List.of());
  }

  private static ExplanationView explain(String flow, List<BondPathsView> bonds) {
    return new Explainer(new History())
        .explain(
            FlowName.parse(flow).orElseThrow(),
            List.of(),
            List.of(),
            snapshot(bonds.isEmpty() ? ONE : ALL),
            bonds)
        .orElseThrow();
  }

  private static Snapshot snapshot(List<String> paths) {
    var plan =
        new EdgePlan(
            1,
            "branch-id",
            "branch",
            "branch",
            PrivateKey.generate(new SecureRandom()::nextBytes),
            List.of(),
            List.of(new PeerPlan("hq-id", "hq", "hq", List.of(HQ), false, List.of())),
            List.of(),
            List.of(new RoutePlan(HQ, "hq", List.of("hq-id"))),
            List.of(),
            List.of(LAN),
            POLICY);
    var carried =
        new SteeringVerdict(
            "default",
            "hq",
            SteeringMode.SINGLE,
            List.of(List.of("a>hq/a")),
            "the only paths there are",
            "a>hq/a: no other path");
    var denied =
        new SteeringVerdict(
            "fun",
            "hq",
            SteeringMode.DENY,
            List.of(),
            "a denied class is carried nowhere",
            "class fun is denied by the policy");
    var outside =
        new SteeringVerdict(
            "trading",
            "hq",
            SteeringMode.SINGLE,
            List.of(),
            "a strict class goes only by paths within its SLA",
            "no path within the SLA: a>hq/a misses its SLA (loss 5 % over 1 %)",
            List.of("a>hq/a"));
    return new Snapshot(
        0,
        plan,
        paths.stream().map(ExplainerTest::path).toList(),
        List.of(),
        List.of(carried, denied, outside),
        List.of(LOSSY),
        Map.of());
  }

  private static PathView path(String id) {
    return new PathView(
        new PathLabel(0, id, "hq", "a", "a", "internet", false, false, true),
        false,
        PathState.UP,
        PathState.UP,
        18_000_000,
        17_000_000,
        9_000_000,
        0,
        -1,
        50_000,
        0,
        new PacketCount(100, 5),
        new PacketCount(200, 7),
        0,
        null,
        null,
        null);
  }
}
