package io.hawser.lab.simnet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WireTest {
  private static final LinkProfile TEN_MS = LinkProfile.ofDelay(Duration.ofMillis(10));
  private static final InetAddress A = InetAddress.ofLiteral("192.0.2.1");
  private static final InetAddress B = InetAddress.ofLiteral("192.0.2.2");
  private static final InetAddress C = InetAddress.ofLiteral("192.0.2.3");

  private final Simulation simulation = new Simulation(42);
  private final Network network = new Network(simulation);
  private final List<Long> arrivalsNs = new ArrayList<>();
  private final List<Integer> numbers = new ArrayList<>();
  private final Host a = new Host(simulation, "a", (_, _, _, _) -> {});
  private final Host b =
      new Host(
          simulation,
          "b",
          (_, _, _, payload) -> {
            arrivalsNs.add(simulation.nowNs());
            numbers.add((payload[0] & 0xFF) << 16 | (payload[1] & 0xFF) << 8 | payload[2] & 0xFF);
          });
  private final Port from = network.attach(a, A, TEN_MS);
  private final Port to = network.attach(b, B, TEN_MS);

  @Test
  void deliversAfterTheDelayOfBothLines() {
    send(1, 100, Duration.ZERO);
    assertThat(arrivalsNs).containsExactly(Simulation.START_NS + Duration.ofMillis(20).toNanos());
  }

  @Test
  void losesTheShareThatItWasTold() {
    from.up().set(TEN_MS.withLoss(0.05, 1));
    send(20_000, 100, Duration.ofMillis(1));
    assertThat(from.up().lost()).isCloseTo(1_000L, within(150L));
    assertThat(numbers).hasSize((int) (20_000 - from.up().lost()));
  }

  @Test
  void losesInBurstsOfTheMeanLength() {
    from.up().set(TEN_MS.withLoss(0.02, 4));
    send(50_000, 100, Duration.ofMillis(1));
    int bursts = 0;
    for (int i = 1; i < numbers.size(); i++) {
      bursts += numbers.get(i) - numbers.get(i - 1) > 1 ? 1 : 0;
    }
    assertThat((double) from.up().lost() / bursts).isCloseTo(4.0, within(0.6));
    assertThat(from.up().lost() / 50_000.0).isCloseTo(0.02, within(0.005));
  }

  @Test
  void jitterKeepsOrderAndStaysWithinItsBounds() {
    from.up().set(TEN_MS.withJitter(Duration.ofMillis(15)));
    send(5_000, 100, Duration.ofMillis(1));
    assertThat(numbers).isSorted().hasSize(5_000);
    for (int i = 0; i < 5_000; i++) {
      long delayNs = arrivalsNs.get(i) - Simulation.START_NS - i * 1_000_000L;
      assertThat(delayNs).isBetween(20_000_000L, 35_000_000L);
    }
  }

  @Test
  void reordersWithoutLosing() {
    from.up().set(TEN_MS.withReordering(0.3, Duration.ofMillis(7)));
    send(2_000, 100, Duration.ofMillis(1));
    assertThat(numbers).hasSize(2_000).doesNotHaveDuplicates();
    assertThat((double) from.up().reordered()).isCloseTo(600, within(80.0));
    int late = 0;
    for (int i = 1; i < numbers.size(); i++) {
      late += numbers.get(i) < numbers.get(i - 1) ? 1 : 0;
    }
    assertThat(late).isGreaterThan(200);
  }

  @Test
  void aRateDelaysAndAFullQueueDropsTheTail() {
    // 1 Mbit/s, 10 packets of 1,000 bytes in the queue: 8 ms each.
    from.up().set(TEN_MS.withRate(1_000_000, 10_000));
    send(30, 1_000 - Wire.HEADER_LENGTH, Duration.ZERO);
    assertThat(numbers).hasSize(10);
    assertThat(from.up().queueDropped()).isEqualTo(20);
    assertThat(arrivalsNs.getLast() - arrivalsNs.getFirst()).isEqualTo(9 * 8_000_000L);
  }

  @Test
  void dropsSilentlyWhatIsTooBigOrFallsIntoABlackHole() {
    from.up().set(TEN_MS.withMtu(1_000));
    send(1, 1_000, Duration.ZERO);
    assertThat(from.up().tooBig()).isEqualTo(1);
    from.up().set(TEN_MS.withBlackHole(true));
    send(1, 100, Duration.ZERO);
    assertThat(from.up().blackHoled()).isEqualTo(1);
    assertThat(numbers).isEmpty();
  }

  @Test
  void duplicates() {
    from.up().set(TEN_MS.withDuplication(1));
    send(10, 100, Duration.ofMillis(1));
    assertThat(numbers).hasSize(20);
  }

  @Test
  void findsNobodyAtAnOldAddress() throws Exception {
    to.setAddress(C);
    send(1, 100, Duration.ZERO);
    assertThat(numbers).isEmpty();
    assertThat(network.unroutable()).isEqualTo(1);
    assertThatThrownBy(() -> to.setAddress(A)).hasMessageContaining("address: 192.0.2.1");
  }

  @Test
  void refusesToSendWithoutCarrier() {
    from.setPlugged(false);
    assertThat(from.send(1, new InetSocketAddress(B, 1), new byte[3])).isFalse();
    assertThat(from.refused()).isEqualTo(1);
  }

  @Test
  void aPausedHostReadsItsBufferAndRunsItsTimersWhenItGoesOn() {
    List<Long> timersNs = new ArrayList<>();
    b.at(Simulation.START_NS + 30_000_000, () -> timersNs.add(simulation.nowNs()));
    b.pause(500_000_000);
    send(400, 1_000, Duration.ofMillis(1));
    assertThat(timersNs).containsExactly(Simulation.START_NS + 500_000_000);
    assertThat(b.overflowed()).isEqualTo(400 - Host.SOCKET_BUFFER_BYTES / 1_000);
    assertThat(arrivalsNs).containsOnly(Simulation.START_NS + 500_000_000);
  }

  @Test
  void theSameSeedGivesTheSameTrace() {
    assertThat(trace(7)).isEqualTo(trace(7)).isNotEqualTo(trace(8));
  }

  @Test
  void swallowsAShareOfWhatItMay() {
    from.up().set(TEN_MS.withBlackHole(new BlackHole.Some(0.1, new BlackHole.LongerThan(500))));
    send(10_000, 501, Duration.ofMillis(1));
    assertThat(from.up().blackHoled()).isBetween(900L, 1_100L);
    long before = from.up().blackHoled();
    send(1_000, 500, Duration.ofMillis(1));
    assertThat(from.up().blackHoled()).isEqualTo(before);
  }

  @Test
  void swallowsOneTypeOrOneSizeAndNothingElse() {
    from.up().set(TEN_MS.withBlackHole(new BlackHole.LongerThan(500)));
    send(1, 501, Duration.ZERO);
    send(1, 500, Duration.ZERO);
    assertThat(numbers).hasSize(1);
    from.up().set(TEN_MS.withBlackHole(new BlackHole.OfType(0)));
    send(1, 100, Duration.ZERO);
    assertThat(numbers).hasSize(1);
    from.up().set(TEN_MS.withBlackHole(new BlackHole.OfType(4)));
    send(1, 100, Duration.ZERO);
    assertThat(numbers).hasSize(2);
    assertThat(from.up().blackHoled()).isEqualTo(2);
  }

  @Test
  void aSatelliteSpikesEvery15Seconds() {
    from.up().set(LinkProfile.satellite());
    send(6_000, 100, Duration.ofMillis(10));
    int late = 0;
    for (int i = 0; i < 6_000; i++) {
      long delayNs = arrivalsNs.get(i) - Simulation.START_NS - i * 10_000_000L;
      late += delayNs > 150_000_000L ? 1 : 0;
    }
    // 4 spikes of 400 ms, at 100 packets a second, and what waits behind one.
    assertThat(late).isBetween(160, 175);
  }

  @Test
  void aMobileLinesJitterIsSharedByNeighbours() {
    from.up().set(LinkProfile.lte());
    send(5_000, 100, Duration.ofMillis(10));
    assertThat(numbers).isSorted();
    double neighbours = meanChangeNs(1);
    double strangers = meanChangeNs(20);
    assertThat(neighbours).isLessThan(strangers / 2);
    assertThat(strangers).isBetween(6e6, 16e6);
  }

  private double meanChangeNs(int apart) {
    double sum = 0;
    for (int i = apart; i < arrivalsNs.size(); i++) {
      sum += Math.abs(arrivalsNs.get(i) - arrivalsNs.get(i - apart) - apart * 10_000_000L);
    }
    return sum / (arrivalsNs.size() - apart);
  }

  @Test
  void countsBytesOfIpPackets() {
    send(3, 100, Duration.ZERO);
    assertThat(from.up().offeredBytes()).isEqualTo(3 * (100 + Wire.HEADER_LENGTH));
  }

  private static List<Long> trace(long seed) {
    var simulation = new Simulation(seed);
    var network = new Network(simulation);
    List<Long> arrivals = new ArrayList<>();
    var a = new Host(simulation, "a", (_, _, _, _) -> {});
    var b = new Host(simulation, "b", (_, _, _, _) -> arrivals.add(simulation.nowNs()));
    var profile =
        TEN_MS
            .withLoss(0.1, 2)
            .withJitter(Duration.ofMillis(9))
            .withReordering(0.1, Duration.ofMillis(3))
            .withDuplication(0.1);
    var from = network.attach(a, A, profile);
    network.attach(b, B, profile);
    for (int i = 0; i < 200; i++) {
      simulation.runFor(1_000_000);
      from.send(1, new InetSocketAddress(B, 1), new byte[10]);
    }
    simulation.runFor(1_000_000_000);
    return arrivals;
  }

  private void send(int count, int length, Duration interval) {
    for (int i = 0; i < count; i++) {
      byte[] payload = new byte[length];
      payload[0] = (byte) (i >> 16);
      payload[1] = (byte) (i >> 8);
      payload[2] = (byte) i;
      from.send(1, new InetSocketAddress(B, 1), payload);
      simulation.runFor(interval.toNanos());
    }
    simulation.runFor(Duration.ofSeconds(2).toNanos());
  }
}
