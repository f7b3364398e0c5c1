package io.hawser.edge.simulation;

import io.hawser.edge.simulation.Company.Call;
import io.hawser.edge.simulation.Company.Link;
import io.hawser.lab.simnet.Seeds;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// `carrier-down`: the device of a call's link loses its carrier.
class CarrierDownTest {
  private static final int SEEDS = 5;
  private static final double RTT_MS = 48;

  @Test
  void bothDirectionsLeaveAtOnce() {
    Figures figures = new Figures("carrier-down");
    figures
        .line("lost outwards for", "ms", Seeds.gather(SEEDS, seed -> lostMs(seed, true)))
        .median()
        .p99AtMost(50)
        .worst();
    figures
        .line("lost inwards for", "ms", Seeds.gather(SEEDS, seed -> lostMs(seed, false)))
        .median()
        .p99AtMost(RTT_MS + 50)
        .worst();
    figures.judge();
  }

  /// From the event to the sending of the first packet that arrives.
  ///
  /// @param outwards whether the link is unplugged that the call takes outwards, or the one that it
  ///   takes inwards
  private static double lostMs(long seed, boolean outwards) {
    Company company =
        new Company(seed, Link.of("broadband", Company.BROADBAND), Link.of("cable", Company.CABLE));
    Call call = company.call();
    company.data();
    company.settle(Duration.ofSeconds(20));
    long atNs = company.nowNs();
    Stream struck = outwards ? call.out() : call.back();
    company.branch.setCarrier(struck.line(), false);
    company.run(Duration.ofSeconds(5));
    return lostForMs(struck, atNs);
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
