package io.hawser.edge.simulation;

import io.hawser.edge.simulation.Company.Call;
import io.hawser.edge.simulation.Company.Link;
import io.hawser.lab.simnet.Seeds;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// `carrier-down`: the device of a call's link loses its carrier.
class CarrierDownTest {
  private static final int SEEDS = 10;
  private static final double RTT_MS = 48;

  /// From the event to the sending of the first packet that arrives.
  private record Outcome(boolean outwards, double lostMs) {}

  @Test
  void bothDirectionsLeaveAtOnce() {
    List<Outcome> outcomes = Seeds.gather(SEEDS, CarrierDownTest::story);
    Figures figures = new Figures("carrier-down");
    figures.line("lost outwards for", "ms", lostMs(outcomes, true)).median().p99AtMost(50).worst();
    figures
        .line("lost inwards for", "ms", lostMs(outcomes, false))
        .median()
        .p99AtMost(RTT_MS + 50)
        .worst();
    figures.judge();
  }

  /// Odd seeds unplug the link that the call takes outwards, even ones the one it takes inwards.
  private static Outcome story(long seed) {
    Company company =
        new Company(seed, Link.of("broadband", Company.BROADBAND), Link.of("cable", Company.CABLE));
    Call call = company.call();
    company.data();
    company.settle(Duration.ofSeconds(20));
    long atNs = company.nowNs();
    boolean outwards = seed % 2 == 1;
    Stream struck = outwards ? call.out() : call.back();
    company.branch.setCarrier(struck.line(), false);
    company.run(Duration.ofSeconds(5));
    return new Outcome(outwards, lostForMs(struck, atNs));
  }

  private static List<Double> lostMs(List<Outcome> outcomes, boolean outwards) {
    return outcomes.stream()
        .filter(each -> each.outwards == outwards)
        .map(Outcome::lostMs)
        .toList();
  }

  /// What is on the way inwards when the carrier goes is lost with it, so the span begins before.
  private static double lostForMs(Stream stream, long atNs) {
    long firstNs = Stream.NEVER;
    long lastNs = atNs;
    for (Stream.Packet packet : stream.sent(atNs - Company.SECOND_NS, Stream.NEVER)) {
      boolean arrived = packet.arrivedNs != Stream.NEVER;
      if (!arrived && packet.sentNs < atNs + 3 * Company.SECOND_NS) {
        firstNs = Math.min(firstNs, packet.sentNs);
        lastNs = packet.sentNs;
      }
    }
    return firstNs == Stream.NEVER ? 0 : Company.ms(lastNs - firstNs + 20_000_000);
  }
}
