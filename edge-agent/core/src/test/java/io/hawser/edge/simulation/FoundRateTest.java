package io.hawser.edge.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.edge.control.VirtualEdge.Line;
import io.hawser.edge.dataplane.LinkQueueView;
import io.hawser.edge.simulation.Company.Call;
import io.hawser.edge.simulation.Company.Link;
import io.hawser.edge.simulation.Stream.Packet;
import io.hawser.lab.simnet.BySeed;
import io.hawser.lab.simnet.RateTrace;
import io.hawser.lab.simnet.Seeds;
import io.hawser.lab.simnet.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// `found-rate`: a link of which nobody told the rate, which changes, and a transfer that takes all
/// it gets; a call beside it measures what that costs.
class FoundRateTest {
  private static final long MEGA = 1_000_000;
  private static final double NEAR = 0.1;
  private static final Duration STEP = Duration.ofSeconds(30);
  private static final RateTrace STEPS = RateTrace.steps(STEP, 12 * MEGA, 4 * MEGA, 12 * MEGA);
  private static final long MODEM_QUEUE_BYTES = 1 << 20;

  /// What was sent later may not have arrived.
  private static final long UNDER_WAY_NS = 1_000_000_000L;

  /// Packets of 200 bytes: 15 Mbit/s on the wire.
  private static final int FLOOD = 7_500;

  /// @param worstMs delay added to the call's packets from 3 s after a step on
  /// @param farthest by how much the rate differed from 5 s after a step on
  private record Outcome(double worstMs, double farthest) {}

  @Test
  void followsALinkOfWhichNobodyToldTheRate() {
    BySeed<Outcome> outcomes = Seeds.gather(2, FoundRateTest::story);
    Figures figures = new Figures("found-rate");
    figures.line("added to a call", "ms", outcomes.map(Outcome::worstMs)).worstAtMost(60);
    figures.line("rate off by", "", outcomes.map(Outcome::farthest)).worstAtMost(NEAR);
    figures.judge();
  }

  private static Outcome story(long seed) {
    Company company = company(seed, 0);
    Call call = company.call();
    company.settle(STEP.minusSeconds(10));
    assertThat(views(company)).as("nothing waits on an idle link").isEmpty();
    Stream flood = company.stream(company.branch, company.hq, Stream.Kind.FILES, FLOOD);
    double worstMs = 0;
    double farthest = 0;
    for (int step = 1; step < 3; step++) {
      company.simulation.runUntil(startNs(step) + Duration.ofSeconds(3).toNanos());
      long fromNs = company.nowNs();
      company.run(Duration.ofSeconds(2));
      while (company.nowNs() < startNs(step + 1) - Duration.ofMillis(50).toNanos()) {
        company.run(Duration.ofMillis(50));
        double found = views(company).getFirst().found();
        double truth = STEPS.bpsAt(company.nowNs());
        farthest = Math.max(farthest, Math.abs(found / truth - 1));
      }
      worstMs = Math.max(worstMs, addedMs(call, fromNs, company.nowNs() - UNDER_WAY_NS));
    }
    flood.stop();
    company.run(Duration.ofSeconds(3));
    assertThat(company.branch.waiting()).isZero();
    return new Outcome(worstMs, farthest);
  }

  @Test
  void leavesALinkAloneWhoseConfiguredRateIsRight() {
    Company company = company(1, 4 * MEGA);
    company.settle(STEP);
    company.stream(company.branch, company.hq, Stream.Kind.FILES, FLOOD);
    for (int second = 0; second < 25; second++) {
      company.run(Duration.ofSeconds(1));
      LinkQueueView link = views(company).getFirst();
      assertThat(link.bitsPerSecond()).isEqualTo(4 * MEGA);
      assertThat(link.configured()).isEqualTo(4 * MEGA);
      assertThat(link.found()).isZero();
    }
  }

  private static Company company(long seed, long configured) {
    Line line = Line.of("broadband", "internet").ofRate(configured);
    return new Company(seed, new Link(line, Company.BROADBAND.withRate(STEPS, MODEM_QUEUE_BYTES)));
  }

  private static long startNs(int step) {
    return Simulation.START_NS + step * STEP.toNanos();
  }

  private static List<LinkQueueView> views(Company company) {
    List<LinkQueueView> views = new ArrayList<>();
    company.branch.core.outbound().onDescribeQueues(views::addAll);
    return views;
  }

  private static double addedMs(Call call, long fromNs, long toNs) {
    double worstMs = 0;
    for (Packet packet : call.out().sent(fromNs, toNs)) {
      assertThat(packet.arrivedNs).as("of the call").isNotEqualTo(Stream.NEVER);
      double ms = Company.ms(packet.arrivedNs - packet.sentNs - Company.BROADBAND.delayNs());
      worstMs = Math.max(worstMs, ms);
    }
    return worstMs;
  }
}
