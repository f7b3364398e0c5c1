package io.hawser.edge.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.edge.control.ControlListener.Move;
import io.hawser.edge.dataplane.DropReason;
import io.hawser.edge.dataplane.FlowPage;
import io.hawser.edge.dataplane.FlowView;
import io.hawser.edge.simulation.Company.Call;
import io.hawser.edge.simulation.Company.Link;
import io.hawser.edge.simulation.Stream.Kind;
import io.hawser.edge.simulation.Stream.Packet;
import io.hawser.lab.simnet.LinkProfile;
import io.hawser.lab.simnet.Seeds;
import io.hawser.policy.Policy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A class whose SLA is strict: it goes by what is within that, and nowhere else.
class StrictTest {
  private static final int SEEDS = 4;

  /// Calls bear 40 ms here: more than any link delays, less than a slow one.
  static final Policy STRICT_CALLS =
      Policy.parse(
          Policy.standardYaml()
              .replace(
                  "latency-ms: 150, loss-percent: 1, jitter-ms: 30}",
                  "latency-ms: 40, loss-percent: 1, jitter-ms: 30, strict: true}"),
          "strict.yaml");

  private static final Duration SETTLED = Duration.ofSeconds(20);
  private static final Duration NOTICED = Duration.ofSeconds(5);
  private static final Duration UNDER_WAY = Duration.ofSeconds(1);

  /// Until a path that was idle is measured, and a call on it.
  private static final Duration MEASURED = Duration.ofSeconds(5);

  @Test
  void goesNowhereRatherThanByAPathThatIsTooSlow() {
    Seeds.forEach(
        SEEDS,
        seed -> {
          Company company = company(seed, Link.of("broadband", Company.BROADBAND));
          Call call = company.call();
          Stream web = company.stream(company.branch, company.hq, Kind.WEB, 50);
          company.settle(SETTLED);
          long slowNs = company.nowNs();
          company.change("broadband", StrictTest::slow);
          company.run(NOTICED);
          long atNs = company.nowNs();
          long droppedBefore = company.branch.dropped(DropReason.NO_PATH_WITHIN_SLA);
          company.run(Duration.ofMinutes(1));
          List<Packet> calls = call.out().sent(atNs, company.nowNs());
          long dropped = company.branch.dropped(DropReason.NO_PATH_WITHIN_SLA) - droppedBefore;
          String verdict = flow(company, "voice").verdict();
          company.run(UNDER_WAY);

          assertThat(calls).isNotEmpty().allMatch(packet -> packet.links.isEmpty());
          assertThat(dropped).isEqualTo(calls.size());
          assertThat(verdict).isEqualTo("no-path-within-sla");
          assertThat(web.sent(atNs, atNs + Company.SECOND_NS)).allMatch(p -> p.arrivals == 1);
          assertRecorded(lastToNowhere(company, slowNs));

          company.change("broadband", _ -> Company.BROADBAND);
          company.run(NOTICED);
          long healedNs = company.nowNs();
          company.run(SETTLED);
          List<Packet> again = call.out().sent(healedNs, company.nowNs());
          company.run(UNDER_WAY);
          assertThat(again).isNotEmpty().allMatch(packet -> packet.arrivals == 1);
        });
  }

  private static Move lastToNowhere(Company company, long sinceNs) {
    return company.branch.moves.stream()
        .filter(move -> move.trafficClass().equals("voice") && move.to().isEmpty())
        .filter(move -> move.atNs() >= sinceNs)
        .findFirst()
        .orElseThrow();
  }

  private static void assertRecorded(Move move) {
    assertThat(move.from()).isEqualTo("broadband>hq/fibre");
    assertThat(move.cause()).isNotEmpty();
    assertThat(move.rule())
        .isEqualTo(
            "a strict class leaves a path that misses its SLA by more than chance, even for none");
    assertThat(move.reason())
        .startsWith("no path within the SLA: broadband>hq/fibre misses its SLA (latency ");
    assertThat(move.measured())
        .singleElement()
        .satisfies(fact -> assertThat(fact.latencyUs()).isGreaterThan(40_000));
  }

  private static FlowView flow(Company company, String trafficClass) {
    List<FlowPage> pages = new ArrayList<>();
    for (int next = FlowPage.FIRST; next != FlowPage.END; next = pages.getLast().next()) {
      company.branch.core.outbound().onDescribeFlows(next, company.nowNs(), pages::add);
    }
    return pages.stream()
        .flatMap(page -> page.flows().stream())
        .filter(each -> each.trafficClass().equals(trafficClass))
        .findFirst()
        .orElseThrow();
  }

  /// A hold-down lets a path wait behind others only.
  @Test
  void comesBackToAPathWithinItsSlaThoughItLeftThatLately() {
    Seeds.forEach(
        SEEDS,
        seed -> {
          Company company =
              company(
                  seed, Link.of("broadband", Company.BROADBAND), Link.of("cable", Company.CABLE));
          Call call = company.call();
          company.settle(SETTLED);
          String first = call.out().line();
          String second = first.equals("cable") ? "broadband" : "cable";

          company.change(first, StrictTest::slow);
          company.run(NOTICED);
          assertThat(call.out().line()).isEqualTo(second);
          company.change(second, StrictTest::slow);
          company.run(NOTICED);
          assertThat(call.out().line()).isEmpty();
          company.change(first, _ -> Company.BROADBAND);
          company.run(NOTICED);
          assertThat(call.out().line()).isEqualTo(first);
        });
  }

  /// Idle, it is known by its handshakes alone, which tell neither loss nor jitter.
  @Test
  void takesAnIdleMeteredLinkOnceThatIsMeasured() {
    Seeds.forEach(
        SEEDS,
        seed -> {
          Company company =
              company(
                  seed,
                  Link.of("broadband", Company.BROADBAND),
                  Link.of("lte", Company.LTE).meteredBackup());
          Call call = company.call();
          company.settle(Duration.ofMinutes(3));
          long atNs = company.nowNs();
          company.blackHole("broadband", true);
          company.run(MEASURED);
          assertThat(call.out().line()).isEqualTo("lte");
          company.run(UNDER_WAY);
          assertThat(call.out().longestGapNs(atNs, company.nowNs())).isLessThan(MEASURED.toNanos());
        });
  }

  /// Nothing is silent, so that nothing else makes the edge look at it.
  @Test
  void hasAnIdleMeteredLinkMeasuredThatItWaitsFor() {
    Seeds.forEach(
        SEEDS,
        seed -> {
          Company company =
              company(
                  seed,
                  Link.of("broadband", Company.BROADBAND),
                  Link.of("lte", Company.LTE).meteredBackup());
          Call call = company.call();
          company.settle(Duration.ofMinutes(3));
          company.change("broadband", StrictTest::slow);
          company.run(NOTICED.plus(MEASURED));
          assertThat(call.out().line()).isEqualTo("lte");
        });
  }

  @Test
  void leavesAMeteredLinkAloneThatIsTooSlow() {
    Seeds.forEach(
        SEEDS,
        seed -> {
          Company company =
              company(
                  seed,
                  Link.of("broadband", Company.BROADBAND),
                  Link.of("lte", slow(Company.LTE)).meteredBackup());
          Call call = company.call();
          company.settle(Duration.ofMinutes(3));
          company.blackHole("broadband", true);
          company.run(NOTICED);
          long atNs = company.nowNs();
          company.run(Duration.ofMinutes(2));
          assertThat(call.out().sent(atNs, company.nowNs()))
              .isNotEmpty()
              .allMatch(packet -> packet.links.isEmpty());
        });
  }

  private static LinkProfile slow(LinkProfile profile) {
    return profile.withDelay(Duration.ofMillis(50));
  }

  private static Company company(long seed, Link... links) {
    Company company = new Company(seed, links);
    company.branch.configure(STRICT_CALLS, company.hq);
    company.hq.configure(STRICT_CALLS, company.branch);
    return company;
  }
}
