package io.hawser.edge.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.edge.control.VirtualEdge.Line;
import io.hawser.edge.dataplane.LinkQueueView;
import io.hawser.edge.simulation.Company.Call;
import io.hawser.edge.simulation.Company.Link;
import io.hawser.edge.simulation.Stream.Packet;
import io.hawser.lab.simnet.BySeed;
import io.hawser.lab.simnet.Seeds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// `far-rate`: headquarters, whose own line is wide, sends a branch more than its line takes; a
/// call that comes in beside measures where that waits.
class FarRateTest {
  private static final long RATE = 10_000_000;
  private static final long MODEM_QUEUE_BYTES = 1 << 20;

  /// Packets of 200 bytes: 20 Mbit/s on the wire.
  private static final int FLOOD = 10_000;

  private static final int SEEDS = 2;

  /// @param addedMs delay added to the call's packets on their way in, at most
  /// @param used of the branch's line
  private record Outcome(double addedMs, double lost, double used) {}

  @Test
  void aCallComesInUnhurtBesideAFlood() {
    BySeed<Outcome> outcomes = Seeds.gather(SEEDS, seed -> story(seed, RATE));
    Figures figures = new Figures("far-rate");
    figures
        .line("delay added to a call on its way in", "ms", outcomes.map(Outcome::addedMs))
        .median()
        .worstAtMost(10);
    figures.line("packets of the call lost", "", outcomes.map(Outcome::lost)).totalAtMost(0);
    figures.line("used of the line", "", outcomes.map(Outcome::used)).worstAtLeast(0.93);
    figures.judge();
  }

  private static Outcome story(long seed, long told) {
    Line line = Line.of("broadband", "internet").ofRate(RATE).ofRateInwards(told);
    Company company =
        new Company(seed, new Link(line, Company.BROADBAND.withRate(RATE, MODEM_QUEUE_BYTES)));
    Call call = company.call();
    company.settle(Duration.ofSeconds(20));
    Stream flood = company.stream(company.hq, company.branch, Stream.Kind.FILES, FLOOD);
    company.run(Duration.ofSeconds(2));
    long fromNs = company.nowNs();
    long bytesBefore = arrived(flood);
    company.run(Duration.ofSeconds(10));
    long toNs = company.nowNs();
    double bits = 8.0 * (arrived(flood) - bytesBefore) * (flood.packetLength() + 60 + 8);
    LinkQueueView line2 = views(company).getFirst();
    assertThat(line2.towards()).isEqualTo("branch/broadband");
    company.run(Duration.ofSeconds(1));
    double worstMs = 0;
    double lost = 0;
    for (Packet packet : call.back().sent(fromNs, toNs)) {
      if (packet.arrivedNs == Stream.NEVER) {
        lost++;
      } else {
        double ms = Company.ms(packet.arrivedNs - packet.sentNs - Company.BROADBAND.delayNs());
        worstMs = Math.max(worstMs, ms);
      }
    }
    return new Outcome(worstMs, lost, bits / Company.seconds(toNs - fromNs) / RATE);
  }

  private static long arrived(Stream stream) {
    return stream.sent(0, Long.MAX_VALUE).stream()
        .filter(packet -> packet.arrivedNs != Stream.NEVER)
        .count();
  }

  private static List<LinkQueueView> views(Company company) {
    List<LinkQueueView> views = new ArrayList<>();
    company.hq.core.outbound().onDescribeQueues(views::addAll);
    return views;
  }
}
