package io.hawser.edge.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.edge.control.VirtualEdge.Line;
import io.hawser.edge.dataplane.DropReason;
import io.hawser.edge.dataplane.FlowPage;
import io.hawser.edge.dataplane.FlowView;
import io.hawser.edge.simulation.Company.Call;
import io.hawser.edge.simulation.Company.Link;
import io.hawser.edge.simulation.Stream.Packet;
import io.hawser.lab.simnet.BySeed;
import io.hawser.lab.simnet.LinkProfile;
import io.hawser.lab.simnet.Seeds;
import io.hawser.policy.Policy;
import io.hawser.policy.SteeringMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Calls on links that all lose packets, of which the first loses least: their packets go by a
/// second one as well, where that is no harm.
class LossyLinksTest {
  private static final int SEEDS = 3;
  private static final LinkProfile LOSSY = Company.BROADBAND.withLoss(0.02, 2);
  private static final LinkProfile WORSE = Company.CABLE.withLoss(0.04, 2);
  private static final Duration LEARNING = Duration.ofSeconds(30);
  private static final Duration JUDGED = Duration.ofSeconds(60);
  private static final Duration UNDER_WAY = Duration.ofSeconds(1);

  /// What was sent when all is known, and had time to arrive.
  private static List<Packet> judge(Company company, Stream stream, Duration judged) {
    company.run(LEARNING);
    long fromNs = company.nowNs();
    company.run(judged);
    List<Packet> sent = stream.sent(fromNs, company.nowNs());
    company.run(UNDER_WAY);
    return sent;
  }

  private static double copied(List<Packet> packets) {
    return (double) packets.stream().filter(packet -> packet.links.size() > 1).count()
        / packets.size();
  }

  /// The same of those that left by the broadband first.
  private static double copiedFromBroadband(List<Packet> packets) {
    return copied(
        packets.stream()
            .filter(packet -> packet.links.iterator().next().equals("broadband"))
            .toList());
  }

  /// Also where the copy comes first, as beside the slow broadband of every second seed.
  @Test
  void deliversOnceWhateverComesByEitherLink() {
    Seeds.forEach(
        SEEDS,
        seed -> {
          LinkProfile slow = LOSSY.withDelay(Duration.ofMillis(60));
          Company company =
              new Company(
                  seed,
                  Link.of("broadband", seed % 2 == 0 ? slow : LOSSY),
                  Link.of("cable", WORSE));
          Call call = company.call();
          company.data();
          List<Packet> sent = judge(company, call.out(), Duration.ofMinutes(5));

          // Apart from what came on a session that a renewal by both sides had just ended.
          long unopened =
              sent.stream()
                  .filter(each -> each.arrivals == 0)
                  .mapToLong(each -> each.reached)
                  .sum();
          assertThat(unopened)
              .isLessThanOrEqualTo(company.hq.dropped(DropReason.UNKNOWN_SESSION))
              .isLessThan(10);
          assertThat(company.hq.dropped(DropReason.REPLAYED)).isZero();
          assertThat(company.hq.dropped(DropReason.TOO_LATE)).isZero();
          long missing = sent.stream().filter(packet -> packet.arrivals == 0).count();
          assertThat(missing).isLessThan(sent.size() / 200);
          assertThat(copied(sent)).isGreaterThan(0.95);
          assertThat(company.hq.dropped(DropReason.DUPLICATE)).isGreaterThan(sent.size() * 8L / 10);
        });
  }

  /// Two links of 2 % each, in bursts of 2: what both lose, 0.04 %.
  @Test
  void duplicationLosesWhatBothLinksLose() {
    BySeed<Double> residual =
        Seeds.gather(
            4,
            seed -> {
              Company company =
                  new Company(
                      seed,
                      Link.of("broadband", LOSSY),
                      Link.of("cable", Company.CABLE.withLoss(0.02, 2)));
              Policy policy = Policies.withMode(SteeringMode.DUPLICATE);
              company.branch.configure(policy, company.hq);
              company.hq.configure(policy, company.branch);
              Stream stream = company.stream(company.branch, company.hq, Stream.Kind.WEB, 500);
              List<Packet> sent = judge(company, stream, Duration.ofMinutes(2));
              assertThat(copied(sent)).isGreaterThan(0.999);
              assertThat(sent).allMatch(packet -> packet.arrivals <= 1);
              return 100.0
                  * sent.stream().filter(packet -> packet.arrivals == 0).count()
                  / sent.size();
            });
    Figures figures = new Figures("duplication");
    figures.line("residual loss of links that lose 2 %", "%", residual).meanAtMost(0.06).worst();
    figures.judge();
  }

  @Test
  void countsTheCopiesOfAFlow() {
    Company company = new Company(1, Link.of("broadband", LOSSY), Link.of("cable", WORSE));
    Call call = company.call();
    List<Packet> sent = judge(company, call.out(), JUDGED);
    List<FlowPage> pages = new ArrayList<>();
    for (int next = FlowPage.FIRST; next != FlowPage.END; next = pages.getLast().next()) {
      company.branch.core.outbound().onDescribeFlows(next, company.nowNs(), pages::add);
    }

    FlowView flow =
        pages.stream()
            .flatMap(page -> page.flows().stream())
            .filter(each -> each.trafficClass().equals("voice"))
            .findFirst()
            .orElseThrow();
    assertThat(flow.copies()).isBetween((long) (sent.size() * copied(sent)), flow.packets());
    assertThat(flow.copyPath()).isIn("cable>hq/fibre", "broadband>hq/fibre");
  }

  @Test
  void trustsLinksThatLoseOneInAThousand() {
    Seeds.forEach(
        SEEDS,
        seed -> {
          Company company =
              new Company(
                  seed,
                  Link.of("broadband", LOSSY.withLoss(0.001, 1)),
                  Link.of("cable", WORSE.withLoss(0.001, 1)));
          Call call = company.call();
          assertThat(copied(judge(company, call.out(), JUDGED))).isZero();
        });
  }

  /// What little there is was copied past silence: two reports and an answer that were lost in a
  /// row look like it.
  @Test
  void spendsNextToNothingMeteredOnMereLoss() {
    Seeds.forEach(
        SEEDS, seed -> assertThat(copiesOverLte(seed, Policy.standard())).isLessThan(0.05));
  }

  @Test
  void usesAMeteredLinkForAClassThatDoesNotAvoidIt() {
    Seeds.forEach(
        SEEDS,
        seed -> assertThat(copiesOverLte(seed, Policies.withoutAvoidance())).isGreaterThan(0.9));
  }

  /// The share of those that left by the broadband that left by the metered link as well.
  private static double copiesOverLte(long seed, Policy policy) {
    Line metered = Line.of("lte", "internet").costly();
    Company company = new Company(seed, Link.of("broadband", LOSSY), new Link(metered, WORSE));
    company.configure(policy);
    Call call = company.call();
    return copiedFromBroadband(judge(company, call.out(), Duration.ofSeconds(20)));
  }

  /// Ten calls are 1.2 Mbit/s of copies.
  @Test
  void leavesALinkAloneThatHasNoRoomForThem() {
    Seeds.forEach(
        SEEDS,
        seed -> {
          Company company =
              new Company(
                  seed,
                  Link.of("broadband", LOSSY),
                  Link.of("cable", WORSE.withRate(600_000, 7_500)));
          List<Call> calls = new ArrayList<>();
          for (int n = 0; n < 10; n++) {
            calls.add(company.call());
          }
          company.run(Duration.ofSeconds(20));
          long before = company.up("cable").queueDropped();
          List<Packet> sent = judge(company, calls.getFirst().out(), Duration.ofSeconds(10));

          assertThat(before).isPositive();
          assertThat(copiedFromBroadband(sent)).isLessThan(0.1);
        });
  }
}
