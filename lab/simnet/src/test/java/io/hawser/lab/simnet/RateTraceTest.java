package io.hawser.lab.simnet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RateTraceTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long START = Simulation.START_NS;
  private static final long MEGA = 1_000_000;

  @Test
  void addsUpOverItsSteps() {
    RateTrace trace = RateTrace.steps(Duration.ofSeconds(1), 4 * MEGA, 0, 2 * MEGA);
    assertThat(trace.bits(START + SECOND / 2, START + 5 * SECOND / 2)).isEqualTo(3e6);
    assertThat(trace.bpsAt(START + 3 * SECOND)).isEqualTo(4 * MEGA);
    assertThat(trace.endNs(START + SECOND / 2, 2e6)).isEqualTo(START + SECOND);
    assertThat(trace.endNs(START + SECOND / 2, 3e6)).isEqualTo(START + 5 * SECOND / 2);
    assertThat(trace.endNs(START, 10e6)).isEqualTo(START + 4 * SECOND);
  }

  @Test
  void endsWhereSoManyBitsHavePassed() {
    SplittableRandom random = new SplittableRandom(3);
    RateTrace trace = RateTrace.cellular(random, MEGA, 20 * MEGA, Duration.ofSeconds(30));
    for (int n = 0; n < 1_000; n++) {
      long fromNs = START + random.nextLong(40 * SECOND);
      double bits = random.nextDouble(5e6);
      assertThat(trace.bits(fromNs, trace.endNs(fromNs, bits))).isCloseTo(bits, within(1.0));
    }
  }

  @Test
  void aWireFollowsIt() {
    Simulation simulation = new Simulation(1);
    Network network = new Network(simulation);
    List<Long> arrivalsNs = new ArrayList<>();
    Host a = new Host(simulation, "a", (_, _, _, _) -> {});
    Host b = new Host(simulation, "b", (_, _, _, _) -> arrivalsNs.add(simulation.nowNs()));
    InetAddress there = InetAddress.ofLiteral("192.0.2.2");
    LinkProfile perfect = LinkProfile.ofDelay(Duration.ZERO);
    RateTrace trace = RateTrace.steps(Duration.ofMillis(100), 8 * MEGA, 0, 4 * MEGA);
    Port port =
        network.attach(
            a, InetAddress.ofLiteral("192.0.2.1"), perfect.withRate(trace, 200_000), perfect);
    network.attach(b, there, perfect);
    for (int n = 0; n < 120; n++) {
      port.send(1, new InetSocketAddress(there, 1), new byte[1_000 - Wire.HEADER_LENGTH]);
    }
    simulation.runFor(SECOND);
    // A packet each ms, then none for 100 ms, then one each 2 ms.
    assertThat(arrivalsNs).hasSize(120);
    assertThat(arrivalsNs.get(99)).isCloseTo(START + SECOND / 10, within(1_000L));
    assertThat(arrivalsNs.get(100)).isCloseTo(START + 202 * SECOND / 1_000, within(1_000L));
    assertThat(arrivalsNs.get(119)).isCloseTo(START + 240 * SECOND / 1_000, within(1_000L));
  }

  @Test
  void aCellVariesAsCellsDo() {
    double sum = 0;
    double squares = 0;
    int outages = 0;
    int seconds = 0;
    for (long seed = 1; seed <= 20; seed++) {
      RateTrace trace =
          RateTrace.cellular(new SplittableRandom(seed), MEGA, 30 * MEGA, Duration.ofSeconds(100));
      double before = 0;
      for (int second = 0; second < 100; second++) {
        long atNs = START + second * SECOND;
        outages += trace.bits(atNs, atNs + SECOND / 10) == 0 ? 1 : 0;
        double now = trace.bits(atNs, atNs + SECOND / 5);
        if (before > 0 && now > 0) {
          double change = Math.log(now / before);
          sum += Math.abs(change);
          squares += change * change;
          seconds++;
        }
        before = now;
      }
    }
    assertThat(Math.sqrt(squares / seconds)).as("of a second").isBetween(0.3, 0.9);
    assertThat(sum / seconds).isBetween(0.2, 0.7);
    assertThat(outages).isBetween(1, 40);
  }

  @Test
  void theSameSeedGivesTheSameCell() {
    assertThat(cell(7)).isEqualTo(cell(7)).isNotEqualTo(cell(8));
  }

  private static List<Double> cell(long seed) {
    RateTrace trace =
        RateTrace.cellular(new SplittableRandom(seed), MEGA, 9 * MEGA, Duration.ofSeconds(9));
    List<Double> bits = new ArrayList<>();
    for (long ns = START; ns < START + 9 * SECOND; ns += SECOND / 50) {
      bits.add(trace.bits(ns, ns + SECOND / 50));
    }
    return bits;
  }

  @Test
  void refusesWhatPassesNothing() {
    assertThatThrownBy(() -> RateTrace.steps(Duration.ofSeconds(1), 0, 0))
        .hasMessage("rates: [0, 0] (expected: 0 or more, and not all 0)");
    assertThat(RateTrace.constant(0).isUnlimited()).isTrue();
  }
}
