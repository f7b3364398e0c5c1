package io.hawser.lab.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.lab.link.DirectionSettings;
import io.hawser.lab.link.LinkSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DirectionTest {
  private static final long TICK_NS = 1_000_000;

  private final CountingFrames frames = new CountingFrames();
  private final Direction direction = new Direction(frames, new SplittableRandom(42));
  private final List<Delivery> delivered = new ArrayList<>();
  private int offered;

  @Test
  void deliversAtTheRateAndAfterTheDelay() {
    configure("rate=10mbit", "delay=5ms");
    for (int i = 0; i < 3; i++) {
      offer(1250, 0);
    }

    run(100 * TICK_NS);

    assertThat(delivered)
        .containsExactly(
            new Delivery(0, 6 * TICK_NS),
            new Delivery(1, 7 * TICK_NS),
            new Delivery(2, 8 * TICK_NS));
  }

  @Test
  void dropsAtTheTailOfAFullQueue() {
    configure("rate=10mbit", "queue=3p");
    for (int i = 0; i < 5; i++) {
      offer(1250, 0);
    }

    run(100 * TICK_NS);

    assertThat(delivered).extracting(Delivery::frame).containsExactly(0, 1, 2);
    assertThat(direction.counters().of(DropCause.QUEUE)).isEqualTo(2);
  }

  @Test
  void measuresAQueueInBytesAndInTime() {
    configure("rate=10mbit", "queue=2500b");
    offerMany(4, 1250);
    assertThat(direction.counters().of(DropCause.QUEUE)).isEqualTo(2);

    configure("queue=10ms", "rate=10mbit");
    offerMany(20, 1250);
    assertThat(direction.counters().of(DropCause.QUEUE)).isEqualTo(2 + 12);
  }

  @Test
  void hasRoomAgainWhenAPacketHasLeftByTheTimeTheNextArrived() {
    configure("rate=10mbit", "queue=1p");
    offer(1250, 0);
    offer(1250, TICK_NS);
    offer(1250, TICK_NS + 1);

    run(100 * TICK_NS);

    assertThat(delivered).extracting(Delivery::frame).containsExactly(0, 1);
  }

  @Test
  void swallowsEverythingButNeighbourDiscoveryInABlackHole() {
    configure("blackhole=both");
    offer(100, 0);
    direction.offer(offered++, 28, true, 0, 0);
    configure("blackhole=none");

    run(TICK_NS);

    assertThat(delivered).extracting(Delivery::frame).containsExactly(1);
    assertThat(direction.counters().of(DropCause.BLACKHOLE)).isEqualTo(1);
  }

  @Test
  void swallowsWhatWasOnItsWayWhenTheBlackHoleOpened() {
    configure("delay=10ms");
    offer(100, 0);
    configure("delay=10ms", "blackhole=both");

    run(100 * TICK_NS);

    assertThat(delivered).isEmpty();
  }

  @Test
  void letsNothingPassThatIsLongerThanTheMtu() {
    configure("mtu=1400");
    offer(1400, 0);
    offer(1401, 0);

    run(TICK_NS);

    assertThat(delivered).extracting(Delivery::frame).containsExactly(0);
    assertThat(direction.counters().of(DropCause.MTU)).isEqualTo(1);
  }

  @Test
  void losesOnlyWhatIsLongerThanItMayLose() {
    configure("loss=100%", "loss-over=600");
    offer(600, 0);
    offer(601, 0);

    run(TICK_NS);

    assertThat(delivered).extracting(Delivery::frame).containsExactly(0);
    assertThat(direction.counters().of(DropCause.LOSS)).isEqualTo(1);
  }

  @Test
  void keepsOrderUnderJitter() {
    configure("delay=20ms", "jitter=8ms");
    for (int i = 0; i < 5000; i++) {
      offer(100, i * 100_000L);
    }

    run(10_000 * TICK_NS);

    assertThat(delivered).extracting(Delivery::frame).isSorted().hasSize(5000);
  }

  @Test
  void keepsOrderWhereDelaysAreSpread() {
    configure("delay=5ms", "spread=100ms");
    for (int i = 0; i < 5000; i++) {
      offer(100, i * 100_000L);
    }

    run(10_000 * TICK_NS);

    assertThat(delivered).extracting(Delivery::frame).isSorted().hasSize(5000);
  }

  @Test
  void holdsBackTheShareThatIsToBeOvertaken() {
    configure("reorder=10%", "reorder-by=1ms");
    for (int i = 0; i < 10_000; i++) {
      offer(100, i * 100_000L);
    }

    run(10_000 * TICK_NS);

    int highest = -1;
    int overtaken = 0;
    for (Delivery delivery : delivered) {
      overtaken += delivery.frame() < highest ? 1 : 0;
      highest = Math.max(highest, delivery.frame());
    }
    assertThat(overtaken).isBetween(900, 1100);
  }

  @Test
  void duplicatesAShareAndFreesEveryFrame() {
    configure("duplicate=10%", "loss=10%", "delay=1ms");
    for (int i = 0; i < 10_000; i++) {
      offer(100, i * 10_000L);
    }

    run(10_000 * TICK_NS);

    assertThat(delivered.size()).isBetween(9700, 10_100);
    assertThat(frames.inUse).isZero();
  }

  @Test
  void countsEveryPacketAsDeliveredOrDroppedForOneReason() {
    configure("rate=5mbit", "loss=20%", "burst=3", "queue=20p", "mtu=1000");
    for (int i = 0; i < 5000; i++) {
      offer(i % 7 == 0 ? 1200 : 400, i * 200_000L);
    }

    run(10_000 * TICK_NS);

    long dropped = 0;
    for (DropCause cause : DropCause.values()) {
      dropped += direction.counters().of(cause);
    }
    assertThat(direction.counters().deliveredPackets() + dropped).isEqualTo(5000);
    assertThat(frames.inUse).isZero();
  }

  @Test
  void aRouterOfLessThanTheRateKeepsTheQueueEmpty() {
    configure("rate=10mbit", "fq-codel=5mbit", "queue=1p", "delay=5ms");
    offerMany(3, 1250);

    run(100 * TICK_NS);

    assertThat(delivered)
        .containsExactly(
            new Delivery(0, 6 * TICK_NS),
            new Delivery(1, 8 * TICK_NS),
            new Delivery(2, 10 * TICK_NS));
  }

  /// Whenever the loop looks.
  @Test
  void nothingLeavesItsRouterBeforeItCame() {
    configure("fq-codel=10mbit");
    offerMany(10, 1250);
    int thin = offered;
    frames.inUse++;
    direction.offer(offered++, 100, false, 1, 5 * TICK_NS);

    run(100 * TICK_NS);

    Delivery its =
        delivered.stream().filter(each -> each.frame() == thin).findFirst().orElseThrow();
    assertThat(its.atNs()).isBetween(5 * TICK_NS, 7 * TICK_NS);
  }

  @Test
  void whatItsRouterHoldsIsNotOvertakenWhenThatIsGone() {
    configure("fq-codel=1mbit");
    offerMany(3, 1250);
    configure("fq-codel=none");
    offer(1250, TICK_NS);

    run(100 * TICK_NS);

    assertThat(delivered).extracting(Delivery::frame).containsExactly(0, 1, 2, 3);
  }

  @Test
  void countsWhatItsRouterDrops() {
    configure("rate=5mbit", "fq-codel=5mbit", "loss=5%", "queue=20p");
    for (int i = 0; i < 5000; i++) {
      offer(1200, i * 1_500_000L);
      run(i * 1_500_000L);
    }

    run(20_000 * TICK_NS);

    long dropped = direction.counters().of(DropCause.FQ_CODEL);
    assertThat(dropped).isPositive();
    assertThat(direction.counters().of(DropCause.QUEUE)).isZero();
    dropped += direction.counters().of(DropCause.LOSS);
    assertThat(direction.counters().deliveredPackets() + dropped).isEqualTo(5000);
    assertThat(frames.inUse).isZero();
  }

  @Test
  void isTheSameAgainWithTheSameSeed() {
    configure("loss=5%", "burst=4", "jitter=3ms", "delay=10ms", "reorder=1%");
    Direction other = new Direction(frames, new SplittableRandom(42));
    DirectionSettings settings =
        direction("loss=5%", "burst=4", "jitter=3ms", "delay=10ms", "reorder=1%");
    other.configure(settings, new RateShaper(0));
    List<Integer> otherDelivered = new ArrayList<>();
    for (int i = 0; i < 2000; i++) {
      offer(100, i * 100_000L);
      frames.inUse++;
      other.offer(i, 100, false, 0, i * 100_000L);
    }

    run(10_000 * TICK_NS);
    other.advance(10_000 * TICK_NS, otherDelivered::add, new Lateness(0));

    assertThat(delivered).extracting(Delivery::frame).isEqualTo(otherDelivered);
  }

  /// It stands for the modem in front of the edge, which answers all the same.
  @Test
  void neighbourDiscoveryPassesABlackHole() {
    configure("delay=10ms", "blackhole=both", "duplicate=100%");
    frames.inUse++;
    direction.offer(7, 28, true, 0, 0);
    run(20_000_000);
    assertThat(delivered).containsExactly(new Delivery(7, 10_000_000), new Delivery(7, 10_000_000));
    assertThat(frames.inUse).isZero();
  }

  private void configure(String... words) {
    DirectionSettings settings = direction(words);
    direction.configure(settings, new RateShaper(settings.rateBps()));
  }

  private static DirectionSettings direction(String... words) {
    return LinkSettings.PERFECT.with(List.of(words)).up();
  }

  private void offerMany(int count, int length) {
    for (int i = 0; i < count; i++) {
      offer(length, 0);
    }
  }

  private void offer(int length, long arrivalNs) {
    frames.inUse++;
    direction.offer(offered++, length, false, 0, arrivalNs);
  }

  /// Advances from deadline to deadline.
  private void run(long untilNs) {
    for (long nowNs = direction.nextDeadlineNs();
        nowNs <= untilNs;
        nowNs = direction.nextDeadlineNs()) {
      long atNs = nowNs;
      direction.advance(
          atNs,
          frame -> {
            delivered.add(new Delivery(frame, atNs));
            return true;
          },
          new Lateness(0));
    }
  }

  private record Delivery(int frame, long atNs) {}

  private static final class CountingFrames implements Frames {
    private int inUse;

    @Override
    public void retain(int frame) {
      inUse++;
    }

    @Override
    public void release(int frame) {
      inUse--;
    }
  }
}
