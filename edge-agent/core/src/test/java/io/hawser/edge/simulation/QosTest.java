package io.hawser.edge.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.edge.control.VirtualEdge;
import io.hawser.edge.control.VirtualEdge.Line;
import io.hawser.edge.dataplane.DropReason;
import io.hawser.edge.simulation.Company.Call;
import io.hawser.edge.simulation.Company.Link;
import io.hawser.edge.simulation.Stream.Packet;
import io.hawser.lab.simnet.BySeed;
import io.hawser.lab.simnet.Seeds;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/// `qos`: a call beside a transfer that takes all it gets, on a link with a deep queue.
class QosTest {
  private static final int SEEDS = 4;
  private static final long RATE = 20_000_000;

  /// Packets of 200 bytes, one and a half times what the link carries.
  private static final int FLOOD = 15_000;

  private static final Duration WATCHED = Duration.ofSeconds(10);
  private static final int CALL_PACKETS = 50 * (int) WATCHED.toSeconds();

  /// @param addedMs delay that 99 % of the call's packets do not exceed, beyond the least one
  private record Outcome(double addedMs, double lost) {}

  @Test
  void aCallIsUnhurtBesideAFlood() {
    BySeed<Outcome> outcomes = Seeds.gather(SEEDS, seed -> story(seed, true));
    Figures figures = new Figures("qos");
    figures
        .line("delay added to a call, p99", "ms", outcomes.map(Outcome::addedMs))
        .median()
        .worstAtMost(10);
    figures
        .line("packets of the call lost", "", outcomes.map(Outcome::lost))
        .totalAtMost(0)
        .worst();
    figures.judge();
  }

  /// Of a flood the rate is found within a second, and then once in a while asked for more.
  @Test
  void aCallIsHardlyHurtWhereTheRateHasToBeFound() {
    assertThat(story(1, false).addedMs).isLessThan(40);
  }

  @Test
  void nothingIsLostWhenTheRateChanges() {
    for (long rate : List.of(0L, RATE / 4 * 3, 10 * RATE)) {
      Seeds.forEach(
          2,
          seed -> {
            Company company = new Company(seed, link("broadband"));
            List<Packet> packets = burst(company, line -> line.ofRate(rate));
            assertThat(packets).noneMatch(each -> each.arrivedNs == Stream.NEVER);
            assertThat(inOrder(packets)).isTrue();
          });
    }
  }

  @Test
  void aFlowThatMovesTakesAlongWhatWaits() {
    Seeds.forEach(
        2,
        seed -> {
          Company company = new Company(seed, link("broadband"), link("cable"));
          List<Packet> packets = burst(company, Line::costly);
          String first = packets.getFirst().line;
          List<Packet> before = packets.stream().filter(each -> each.line.equals(first)).toList();
          List<Packet> after = packets.subList(before.size(), packets.size());
          assertThat(packets).noneMatch(each -> each.arrivedNs == Stream.NEVER);
          assertThat(after).hasSizeGreaterThan(100).noneMatch(each -> each.line.equals(first));
          assertThat(inOrder(before) && inOrder(after)).isTrue();
        });
  }

  private static Link link(String name) {
    return Link.of(name, Company.BROADBAND).ofRate(RATE);
  }

  /// Packets that wait for a link when a new plan for it comes, and some that follow; too short a
  /// burst for CoDel to drop of it.
  private static List<Packet> burst(Company company, UnaryOperator<Line> change) {
    company.settle(Duration.ofSeconds(20));
    Stream burst = company.stream(company.branch, company.hq, Stream.Kind.FILES, FLOOD);
    company.run(Duration.ofMillis(40));
    assertThat(company.branch.waiting()).isGreaterThan(100);
    company.branch.change(change.apply(Line.of(burst.packet(0).line, "internet").ofRate(RATE)));
    company.configure();
    company.run(Duration.ofMillis(5));
    burst.stop();
    company.run(Duration.ofSeconds(3));
    assertThat(company.branch.waiting()).isZero();
    return burst.sent(0, Stream.NEVER);
  }

  private static boolean inOrder(List<Packet> packets) {
    for (int n = 1; n < packets.size(); n++) {
      if (packets.get(n).arrivedNs < packets.get(n - 1).arrivedNs) {
        return false;
      }
    }
    return true;
  }

  private static Outcome story(long seed, boolean known) {
    Link link = Link.of("broadband", Company.BROADBAND).ofRate(RATE);
    Company company = new Company(seed, known ? link : link.unknown());
    Call call = company.call();
    company.settle(Duration.ofSeconds(20));
    Stream flood = company.stream(company.branch, company.hq, Stream.Kind.FILES, FLOOD);
    company.run(Duration.ofSeconds(2));
    long fromNs = company.nowNs();
    company.run(WATCHED);
    long toNs = company.nowNs();
    flood.stop();
    company.run(Duration.ofSeconds(3));
    VirtualEdge branch = company.branch;
    if (known) {
      assertThat(branch.waiting()).isZero();
      long dropped = branch.dropped(DropReason.QUEUE_STOOD) + branch.dropped(DropReason.QUEUE_FULL);
      assertThat(dropped).as("dropped here, and nothing in the modem").isEqualTo(flood.missing());
    }
    List<Packet> packets = call.out().sent(fromNs, toNs);
    assertThat(packets).hasSizeBetween(CALL_PACKETS - 1, CALL_PACKETS + 1);
    List<Long> delaysNs =
        packets.stream()
            .filter(packet -> packet.arrivedNs != Stream.NEVER)
            .map(packet -> packet.arrivedNs - packet.sentNs)
            .sorted()
            .toList();
    long p99Ns = delaysNs.get(delaysNs.size() * 99 / 100);
    return new Outcome(
        Company.ms(p99Ns - Company.BROADBAND.delayNs()), packets.size() - delaysNs.size());
  }
}
