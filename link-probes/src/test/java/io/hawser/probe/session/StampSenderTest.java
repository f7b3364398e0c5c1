package io.hawser.probe.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.hawser.probe.NtpTimestamp;
import io.hawser.probe.StampKey;
import io.hawser.probe.StampLayout;
import io.hawser.probe.session.StampResult.Counting;
import io.hawser.probe.session.StampSender.Reply;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// A sender and a reflector with clocks 500 ms apart, and between them a network in virtual time.
class StampSenderTest {
  private static final long ONE_MS = 1_000_000;
  private static final long SECOND = 1_000 * ONE_MS;
  private static final long OFFSET = 500 * ONE_MS;
  private static final byte[] KEY = "a key of the tests' own".getBytes(StandardCharsets.UTF_8);
  private static final InetSocketAddress REFLECTOR = address("198.51.100.2", 862);
  private static final InetSocketAddress SENDER = address("192.0.2.9", 40_000);
  private static final StampReflector.Limits NO_LIMITS =
      new StampReflector.Limits(1_000_000, 1_000_000, 64, 64, 64);

  /// What arrives when; at the reflector, or back at the sender.
  private record Flight(long atNs, boolean out, byte[] bytes) {}

  private static final class Network {
    final SplittableRandom random;
    final PriorityQueue<Flight> flights =
        new PriorityQueue<>(Comparator.comparingLong(Flight::atNs));
    final List<Reply> replies = new ArrayList<>();
    boolean stateful = true;
    boolean extensions = true;
    boolean duplicating;
    byte @Nullable [] key;
    LongPredicate losesOut = _ -> false;
    LongPredicate losesBack = _ -> false;
    long jitterOutNs;
    long jitterBackNs;
    long nowNs = 77 * SECOND;
    int lostOut;
    int lostBack;

    Network(long seed) {
      random = new SplittableRandom(seed);
    }

    StampResult run(int count) {
      StampSender sender =
          new StampSender(
              new StampSender.Plan(count, 20 * ONE_MS, SECOND, 0x1234, extensions, 0x0c01),
              key(),
              nowNs);
      StampReflector reflector =
          new StampReflector(
              new StampReflector.Setup(stateful, false, 862, _ -> true), NO_LIMITS, key());
      MemorySegment buffer = MemorySegment.ofArray(new byte[StampSender.MOST_LENGTH]);
      long number = 0;
      while (!sender.isOver(nowNs)) {
        int length = sender.write(buffer, NtpTimestamp.fromNs(nowNs), nowNs);
        if (length > 0 && !losesOut.test(number++)) {
          fly(20 * ONE_MS + jitter(jitterOutNs), true, buffer, length);
        }
        long nextNs = sender.nextDeadlineNs();
        while (!flights.isEmpty() && flights.peek().atNs <= nextNs) {
          Flight flight = flights.remove();
          nowNs = flight.atNs;
          MemorySegment bytes = MemorySegment.ofArray(flight.bytes);
          if (flight.out) {
            reflect(reflector, bytes);
          } else {
            replies.add(
                sender.onReply(bytes, flight.bytes.length, NtpTimestamp.fromNs(nowNs), nowNs));
          }
        }
        nowNs = Math.max(nowNs, nextNs);
      }
      return sender.result();
    }

    /// The reflector takes 3 ms.
    private void reflect(StampReflector reflector, MemorySegment bytes) {
      int length = (int) bytes.byteSize();
      assertThat(
              reflector.onRequest(
                  bytes,
                  length,
                  SENDER,
                  REFLECTOR,
                  61,
                  NtpTimestamp.fromNs(nowNs + OFFSET),
                  0x0c01,
                  nowNs))
          .isNull();
      reflector.complete(bytes, NtpTimestamp.fromNs(nowNs + 3 * ONE_MS + OFFSET));
      if (!losesBack.test(reflector.answered() - 1)) {
        fly(3 * ONE_MS + 10 * ONE_MS + jitter(jitterBackNs), false, bytes, length);
        if (duplicating) {
          fly(3 * ONE_MS + 11 * ONE_MS, false, bytes, length);
        }
      }
    }

    private void fly(long delayNs, boolean out, MemorySegment bytes, int length) {
      byte[] copy = new byte[length];
      MemorySegment.copy(bytes, 0, MemorySegment.ofArray(copy), 0, length);
      flights.add(new Flight(nowNs + delayNs, out, copy));
    }

    private long jitter(long upToNs) {
      return upToNs == 0 ? 0 : random.nextLong(upToNs);
    }

    private @Nullable StampKey key() {
      return key == null ? null : new StampKey(key);
    }
  }

  @Test
  void measuresARoundTripWithoutTheReflectorsOwnTime() {
    Network network = new Network(1);
    StampResult result = network.run(100);
    assertThat(result.sent()).isEqualTo(100);
    assertThat(result.received()).isEqualTo(100);
    assertThat(result.roundTrip().minNs()).isBetween(30 * ONE_MS - 2, 30 * ONE_MS + 2);
    assertThat(result.roundTrip().medianNs()).isBetween(30 * ONE_MS - 2, 30 * ONE_MS + 2);
    assertThat(result.roundTrip().maxNs()).isBetween(30 * ONE_MS - 2, 30 * ONE_MS + 2);
    assertThat(result.out().maxNs()).isBetween(0L, 2L);
    assertThat(result.back().maxNs()).isBetween(0L, 2L);
    assertThat(result.ttl()).isEqualTo(61);
    assertThat(result.extensions()).isTrue();
    assertThat(result.mos()).isCloseTo(4.40, within(0.02));
    assertThat(network.replies).containsOnly(Reply.TAKEN);
  }

  @Test
  void tellsJitterOfOneDirectionFromTheOthers() {
    Network network = new Network(2);
    network.jitterOutNs = 15 * ONE_MS;
    StampResult result = network.run(2_000);
    // Uniform up to 15 ms: the percentiles are those of the distribution, 95 % and 99 % of it.
    assertThat((double) result.out().p95Ns()).isCloseTo(14.25 * ONE_MS, within(0.4 * ONE_MS));
    assertThat((double) result.out().p99Ns()).isCloseTo(14.85 * ONE_MS, within(0.3 * ONE_MS));
    // The mean difference of two of them is a third of the width.
    assertThat((double) result.out().jitterNs()).isCloseTo(5.0 * ONE_MS, within(2.5 * ONE_MS));
    assertThat(result.back().p99Ns()).isBetween(0L, 2L);
    assertThat(result.back().jitterNs()).isBetween(0L, 2L);
    assertThat(result.roundTrip().medianNs()).isBetween(37 * ONE_MS, 38 * ONE_MS);
  }

  @Test
  void directMeasurementTellsWhereEachPacketWasLost() {
    for (byte[] key : new byte[][] {null, KEY}) {
      for (long seed = 1; seed <= 20; seed++) {
        Network network = lossy(seed);
        network.key = key;
        network.jitterOutNs = 60 * ONE_MS;
        StampResult result = network.run(1_000);
        assertThat(result.counting()).isEqualTo(Counting.DIRECT_MEASUREMENT);
        assertLosses(result, network, seed);
        assertThat(result.reordered()).as("seed %d", seed).isPositive();
      }
    }
  }

  @Test
  void aStatefulReflectorsNumbersTellItToo() {
    for (long seed = 1; seed <= 20; seed++) {
      Network network = lossy(seed);
      network.extensions = false;
      StampResult result = network.run(1_000);
      assertThat(result.counting()).isEqualTo(Counting.SEQUENCE);
      assertLosses(result, network, seed);
    }
  }

  @Test
  void whatNothingTellsIsNotGuessed() {
    Network network = lossy(3);
    network.stateful = false;
    StampResult result = network.run(1_000);
    assertThat(result.counting()).isEqualTo(Counting.NOTHING);
    assertThat(result.lostOut()).isEqualTo(-1);
    assertThat(result.lostBack()).isEqualTo(-1);
    assertThat(result.lostUntold()).isEqualTo(result.lost()).isPositive();
  }

  @Test
  void packetsLostAfterTheLastReplyAreUntold() {
    Network network = new Network(4);
    network.losesOut = number -> number >= 90;
    StampResult result = network.run(100);
    assertThat(result.received()).isEqualTo(90);
    assertThat(result.lostOut()).isZero();
    assertThat(result.lostBack()).isZero();
    assertThat(result.lostUntold()).isEqualTo(10);
    assertThat(result.longestLoss()).isEqualTo(10);
    assertThat(result.meanLoss()).isEqualTo(10);
  }

  @Test
  void aSilentPeerIsUnmeasuredAndNotGood() {
    Network network = new Network(5);
    network.losesOut = _ -> true;
    StampResult result = network.run(10);
    assertThat(result.received()).isZero();
    assertThat(result.roundTrip().medianNs()).isEqualTo(-1);
    assertThat(result.out().p95Ns()).isEqualTo(-1);
    assertThat(result.mos()).isEqualTo(-1);
    assertThat(result.ttl()).isEqualTo(-1);
    assertThat(network.nowNs - 77 * SECOND).as("it waits a second").isEqualTo(1_180 * ONE_MS);
  }

  @Test
  void aSecondReplyIsADuplicate() {
    Network network = new Network(6);
    network.duplicating = true;
    StampResult result = network.run(50);
    assertThat(result.received()).isEqualTo(50);
    // The last one's may come when all is over.
    assertThat(result.duplicates()).isBetween(49, 50);
  }

  @Test
  void counterpartsThatCountMoreThanThisSessionAreCorrected() {
    StampSender sender = sender(null, 0);
    MemorySegment buffer = MemorySegment.ofArray(new byte[StampSender.MOST_LENGTH]);
    for (int number = 0; number < 10; number++) {
      int length = sender.write(buffer, number + 1, number * 20 * ONE_MS);
      if (number == 4) {
        continue;
      }
      // A reflector whose session is older: it has answered 1000 packets before.
      int own = 1_000 + number - (number > 4 ? 1 : 0);
      StampLayout.OPEN.turnAround(buffer, 0, own, 0, 0x0c01, 64);
      assertThat(sender.onReply(buffer, length - 16, number + 1, number * 20 * ONE_MS))
          .isEqualTo(Reply.TAKEN);
    }
    assertThat(sender.result().lostOut()).isEqualTo(1);
    assertThat(sender.result().lostBack()).isZero();
  }

  @Test
  void aPacketThatWasNotSentLeavesNoGap() {
    StampSender sender = sender(null, 0);
    MemorySegment buffer = MemorySegment.ofArray(new byte[StampSender.MOST_LENGTH]);
    assertThat(sender.write(buffer, 1, 0)).isEqualTo(60);
    sender.onSendRefused();
    assertThat(sender.write(buffer, 2, 19 * ONE_MS)).as("not due yet").isZero();
    assertThat(sender.write(buffer, 2, 20 * ONE_MS)).isEqualTo(60);
    assertThat(StampLayout.OPEN.sequence(buffer, 0)).isZero();
    assertThat(sender.result().sent()).isEqualTo(1);
    assertThat(sender.result().refused()).isEqualTo(1);
    for (int n = 2; n < 10; n++) {
      sender.write(buffer, n + 1, n * 20 * ONE_MS);
      sender.onSendRefused();
    }
    assertThat(sender.isOver(2 * SECOND)).isTrue();
  }

  @Test
  void aSenderThatWasHeldUpSendsNoBurst() {
    StampSender sender = sender(null, 0);
    MemorySegment buffer = MemorySegment.ofArray(new byte[StampSender.MOST_LENGTH]);
    sender.write(buffer, 1, 0);
    assertThat(sender.write(buffer, 2, SECOND)).isPositive();
    assertThat(sender.write(buffer, 3, SECOND)).isZero();
    assertThat(sender.nextDeadlineNs()).isEqualTo(SECOND + 20 * ONE_MS);
  }

  @Test
  void takesNothingThatItDidNotAskFor() {
    StampSender sender = sender(KEY, 0);
    StampKey key = new StampKey(KEY);
    MemorySegment buffer = MemorySegment.ofArray(new byte[StampSender.MOST_LENGTH]);
    int length = sender.write(buffer, 42, 0);
    StampLayout.AUTHENTICATED.turnAround(buffer, 0, 0, 0, 0x0c01, 64);
    assertThat(sender.onReply(buffer, 111, 0, 0)).isEqualTo(Reply.TOO_SHORT);
    assertThat(sender.onReply(buffer, length, 0, 0)).isEqualTo(Reply.NOT_AUTHENTIC);
    key.seal(buffer, 0);
    byte[] good = buffer.toArray(ValueLayout.JAVA_BYTE);
    for (int at : new int[] {51, 71, 27}) {
      byte[] bad = good.clone();
      bad[at]++;
      MemorySegment changed = MemorySegment.ofArray(bad);
      key.seal(changed, 0);
      assertThat(sender.onReply(changed, length, 0, 0)).as("byte %d", at).isEqualTo(Reply.FOREIGN);
    }
    assertThat(sender.onReply(MemorySegment.ofArray(good), length, 0, 0)).isEqualTo(Reply.TAKEN);
  }

  @Test
  void neverThrowsWhateverComes() {
    var random = new SplittableRandom(17);
    StampSender sender = sender(null, 0);
    MemorySegment buffer = MemorySegment.ofArray(new byte[StampSender.MOST_LENGTH]);
    sender.write(buffer, 42, 0);
    StampLayout.OPEN.turnAround(buffer, 0, 0, 0, 0x0c01, 64);
    byte[] reply = buffer.toArray(ValueLayout.JAVA_BYTE);
    for (int run = 0; run < 50_000; run++) {
      byte[] bytes = Arrays.copyOf(reply, random.nextInt(200));
      for (int changes = random.nextInt(6); changes > 0 && bytes.length > 0; changes--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      assertThat(sender.onReply(MemorySegment.ofArray(bytes), bytes.length, random.nextLong(), 0))
          .as("seed 17, run %d", run)
          .isNotNull();
    }
    assertThat(sender.result().received()).isEqualTo(1);
  }

  @Test
  void refusesPlansThatAreNone() {
    assertThatThrownBy(() -> new StampSender.Plan(0, 1, 1, 1, true, 1))
        .hasMessageContaining("count: 0");
    assertThatThrownBy(() -> new StampSender.Plan(1, 0, 1, 1, true, 1))
        .hasMessageContaining("intervalNs, waitNs: 0, 1");
    assertThatThrownBy(() -> new StampSender.Plan(1, 1, 1, 0, true, 1))
        .hasMessageContaining("sessionId: 0");
  }

  // ---------------------------------------------------------------- helpers

  /// 3 % of packets lost on the way there, 2 % on the way back, the first and last three never.
  private static Network lossy(long seed) {
    Network network = new Network(seed);
    var out = new SplittableRandom(seed * 1_000);
    var back = new SplittableRandom(seed * 1_000 + 1);
    network.losesOut =
        number -> out.nextInt(100) < 3 && number > 2 && number < 990 && ++network.lostOut > 0;
    network.losesBack =
        number -> back.nextInt(100) < 2 && number > 2 && number < 900 && ++network.lostBack > 0;
    return network;
  }

  private static void assertLosses(StampResult result, Network network, long seed) {
    assertThat(result.lostOut()).as("seed %d", seed).isEqualTo(network.lostOut);
    assertThat(result.lostBack()).as("seed %d", seed).isEqualTo(network.lostBack);
    assertThat(result.lostUntold()).as("seed %d", seed).isZero();
    assertThat(result.lost()).isEqualTo(network.lostOut + network.lostBack);
  }

  private static StampSender sender(byte @Nullable [] key, long nowNs) {
    return new StampSender(
        new StampSender.Plan(10, 20 * ONE_MS, SECOND, 0x1234, true, 0x0c01),
        key == null ? null : new StampKey(key),
        nowNs);
  }

  private static InetSocketAddress address(String host, int port) {
    return new InetSocketAddress(InetAddress.ofLiteral(host), port);
  }
}
