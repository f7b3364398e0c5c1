package io.hawser.edge.agent.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.edge.agent.local.PathView.OneWay;
import io.hawser.edge.agent.local.PathView.Report;
import io.hawser.edge.control.ControlListener.Move;
import io.hawser.edge.control.EdgePlan;
import io.hawser.edge.control.EdgePlan.LinkPlan;
import io.hawser.edge.control.EdgePlan.PeerPlan;
import io.hawser.edge.control.SessionView;
import io.hawser.edge.crypto.PacketCipher;
import io.hawser.edge.crypto.PrivateKey;
import io.hawser.edge.dataplane.LinkQueueView;
import io.hawser.edge.path.PacketCount;
import io.hawser.edge.path.PathLabel;
import io.hawser.edge.path.PathReport;
import io.hawser.edge.path.PathState;
import io.hawser.edge.path.PathView;
import io.hawser.edge.qos.QueueView;
import io.hawser.edge.rate.RateSource;
import io.hawser.orchestrator.api.ClassQueue;
import io.hawser.orchestrator.api.ClassStanding;
import io.hawser.orchestrator.api.Event;
import io.hawser.orchestrator.api.JudgedPath;
import io.hawser.orchestrator.api.LinkQueue;
import io.hawser.orchestrator.api.MovedPath;
import io.hawser.orchestrator.api.PathMeasurement;
import io.hawser.orchestrator.api.Verdict;
import io.hawser.policy.PathCondition;
import io.hawser.policy.PathFact;
import io.hawser.policy.Policy;
import io.hawser.policy.QueueClass;
import io.hawser.policy.QueueShare;
import io.hawser.policy.Standing;
import io.hawser.policy.SteeringMode;
import io.hawser.policy.SteeringVerdict;
import java.security.SecureRandom;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ReporterTest {
  private static final String PATH = "a>hq/b";
  private static final PrivateKey KEY = PrivateKey.generate(new SecureRandom()::nextBytes);

  private static final PathFact FACT =
      new PathFact(
          "hq",
          PATH,
          "a",
          "b",
          "internet",
          false,
          false,
          PathCondition.UP,
          18_000,
          9_000,
          400,
          3_000,
          1_000,
          9_000);

  private static final PathReport MINUTE =
      new PathReport(
          60_000_000_000L,
          598,
          18_000_000,
          21_000_000,
          34_000_000,
          51_000_000,
          4,
          2,
          3,
          new PathReport.OneWay(1_000, 600_000, 4_000_000, 4.3),
          new PathReport.OneWay(2_000, 700_000, 5_000_000, 4.2));

  private static final int SLOT = 3;
  private static final long MANY = 100_000_000_000L;

  private static final LinkQueueView QUEUE =
      new LinkQueueView(
          SLOT,
          "",
          18_400_000,
          RateSource.FOUND,
          20_000_000,
          18_500_000,
          List.of(
              new QueueView(
                  QueueClass.BULK,
                  new QueueShare(3, 10, 80),
                  41_000,
                  57_400_000,
                  12,
                  16_800,
                  31,
                  5,
                  4,
                  2_300,
                  9_400)));

  /// Of a link that came after the plan was looked at.
  private static final LinkQueueView UNNAMED =
      new LinkQueueView(
          SLOT + 1, "", 20_000_000, RateSource.CONFIGURED, 20_000_000, 0, QUEUE.classes());

  @Test
  void measurementsCarryCountsAndTheReportOfTheLastMinute() {
    PathMeasurement told = Reporter.measurements(snapshot(MINUTE), List.of()).getPaths(0);
    assertThat(told.getPeerId()).isEqualTo("hq-id");
    assertThat(told.getOneWayUs()).isEqualTo(9_000);
    assertThat(told.getBehindUs()).isEqualTo(1_500);
    assertThat(told.getCounts().getExpectedOut()).isEqualTo(100);
    assertThat(told.getCounts().getMissingOut()).isEqualTo(5);
    assertThat(told.getCounts().getExpectedIn()).isEqualTo(200);
    assertThat(told.getCounts().getMissingIn()).isEqualTo(7);
    assertThat(told.getStandingsList())
        .containsExactly(
            ClassStanding.newBuilder().setTrafficClass("voice").setStanding("left").build());
    assertThat(told.getJudged())
        .isEqualTo(
            JudgedPath.newBuilder()
                .setJitterUs(400)
                .setLossPpm(3_000)
                .setLeastLossPpm(1_000)
                .setMostLossPpm(9_000)
                .build());
    assertThat(told.getReport().getRttP99Us()).isEqualTo(34_000);
    assertThat(told.getReport().getMostMissedInRow()).isEqualTo(3);
    assertThat(told.getReport().getOut().getOpinionScore()).isEqualTo(4.3);
    assertThat(told.getReport().getIn().getLossPpm()).isEqualTo(2_000);
  }

  @Test
  void thereIsNoReportBeforeTheFirstMinute() {
    assertThat(Reporter.measurements(snapshot(null), List.of()).getPaths(0).hasReport()).isFalse();
    assertThat(PathViews.of(snapshot(null)).getFirst().report()).isNull();
  }

  @Test
  void theCommandSeesTheSame() {
    var view = PathViews.of(snapshot(MINUTE)).getFirst();
    assertThat(view.missingOut()).isEqualTo(5);
    assertThat(view.missingIn()).isEqualTo(7);
    assertThat(view.behindUs()).isEqualTo(1_500);
    assertThat(view.report())
        .isEqualTo(
            new Report(
                60_000,
                598,
                18_000,
                21_000,
                34_000,
                51_000,
                4,
                2,
                3,
                new OneWay(1_000, 600, 4_000, 4.3),
                new OneWay(2_000, 700, 5_000, 4.2)));
  }

  @Test
  void measurementsCarryWhatTheQueuesOfALinkDid() {
    var telling = Reporter.measurements(snapshot(null), List.of(QUEUE, UNNAMED));
    assertThat(telling.getQueuesList())
        .containsExactly(
            LinkQueue.newBuilder()
                .setLink("a")
                .setRateBps(18_400_000)
                .setRateFrom("found")
                .setConfiguredBps(20_000_000)
                .setFoundBps(18_500_000)
                .addClasses(
                    ClassQueue.newBuilder()
                        .setQueue("bulk")
                        .setWeight(3)
                        .setGuaranteePercent(10)
                        .setCeilingPercent(80)
                        .setSentPackets(41_000)
                        .setSentBytes(57_400_000)
                        .setWaitingPackets(12)
                        .setWaitingBytes(16_800)
                        .setStood(31)
                        .setFull(5)
                        .setMarked(4)
                        .setDelayP50Us(2_300)
                        .setDelayP99Us(9_400))
                .build());
  }

  @Test
  void theQueuesOfManyLinksAreASmallMessage() {
    QueueClass calls = QueueClass.REAL_TIME;
    var busy = new QueueView(calls, calls.share(), MANY, MANY, 99, 99, MANY, MANY, 9, 9, 9);
    List<QueueView> classes = Collections.nCopies(QueueClass.values().length, busy);
    List<LinkQueueView> links =
        Collections.nCopies(
            8, new LinkQueueView(SLOT, "", MANY, RateSource.FOUND, MANY, MANY, classes));
    int without = Reporter.measurements(snapshot(null), List.of()).getSerializedSize();
    int with = Reporter.measurements(snapshot(null), links).getSerializedSize();
    assertThat(with - without).isBetween(1_000, 3_000);
  }

  @Test
  void verdictsCarryTheirExplanation() {
    assertThat(Reporter.verdicts(snapshot(null)))
        .containsExactly(
            Verdict.newBuilder()
                .setTrafficClass("voice")
                .setPeerId("hq-id")
                .setMode("single")
                .addPaths(PATH)
                .setRule("a rule")
                .setReason("a reason")
                .build());
  }

  @Test
  void aMoveCarriesItsCauseTheRuleAndWhatWasMeasured() {
    Event told =
        Reporter.event(
            new Move(0, "voice", "hq", PATH, "", "a cause", "a rule", "a reason", List.of(FACT)),
            "branch");
    assertThat(told.getKind()).isEqualTo("move");
    assertThat(told.getSubject()).isEqualTo("branch: voice > hq");
    assertThat(told.getCause()).isEqualTo("a cause");
    assertThat(told.getRule()).isEqualTo("a rule");
    assertThat(told.getReason()).isEqualTo("a reason");
    assertThat(told.getMeasuredList())
        .containsExactly(
            MovedPath.newBuilder()
                .setPath(PATH)
                .setLossPpm(3_000)
                .setLatencyUs(9_000)
                .setJitterUs(400)
                .build());
    assertThat(PathWords.measured(List.of(FACT)))
        .isEqualTo("a>hq/b (loss 0.30 %, delay 9.0 ms, jitter 0.4 ms)");
  }

  private static Snapshot snapshot(@Nullable PathReport report) {
    var path =
        new PathView(
            new PathLabel(0, PATH, "hq", "a", "b", "internet", false, false, true),
            false,
            PathState.UP,
            PathState.UP,
            18_000_000,
            17_000_000,
            9_000_000,
            1_500_000,
            300_000,
            0,
            0,
            new PacketCount(100, 5),
            new PacketCount(200, 7),
            0,
            null,
            null,
            report);
    var session =
        new SessionView(
            PATH, "hq-id", "hq", "hq", true, null, 1, 1, 1, PacketCipher.AES_256_GCM, 1, 1);
    var verdict =
        new SteeringVerdict(
            "voice",
            "hq",
            SteeringMode.SINGLE,
            List.of(List.of(PATH), List.of("other")),
            "a rule",
            "a reason");
    var plan =
        new EdgePlan(
            1,
            "branch-id",
            "branch",
            "branch",
            KEY,
            List.of(new LinkPlan(SLOT, "a", "internet", false, false, 1_500, 20_000_000, KEY)),
            List.of(new PeerPlan("hq-id", "hq", "hq", List.of(), false, List.of())),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            Policy.standard());
    return new Snapshot(
        0,
        plan,
        List.of(path),
        List.of(session),
        List.of(verdict),
        List.of(FACT),
        Map.of("voice", Map.of(PATH, Standing.LEFT), "bulk", Map.of(PATH, Standing.NONE)));
  }
}
