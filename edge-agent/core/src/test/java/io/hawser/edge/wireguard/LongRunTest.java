package io.hawser.edge.wireguard;

import static io.hawser.edge.wireguard.SimulatedWire.MILLI_NS;
import static io.hawser.edge.wireguard.SimulatedWire.S;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Two edges for hours of virtual time on a wire that loses, delays and reorders, with the
/// invariants that must hold whatever happens.
class LongRunTest {
  private static final long HOUR_NS = 3600 * S;

  private SimulatedWire wire;
  private SimulatedEdge a;
  private SimulatedEdge b;
  private Peering toA;
  private Peering toB;
  private int sequence;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void withoutLossNothingIsLostInSixHoursOfRekeys(long seed) {
    lay(seed, 0, 30 * MILLI_NS);
    connect();
    chatter(a, true, 6 * HOUR_NS, 700 * MILLI_NS);
    chatter(b, false, 6 * HOUR_NS, 1100 * MILLI_NS);
    wire.runFor(6 * HOUR_NS + S);
    assertThat(delivered(b)).hasSize(count(6 * HOUR_NS, 700 * MILLI_NS) + 1);
    assertThat(delivered(a)).hasSize(count(6 * HOUR_NS, 1100 * MILLI_NS));
    assertThat(a.initiationsSent + b.initiationsSent).isBetween(170, 185);
    assertNoNonceTwice();
  }

  @ParameterizedTest
  @ValueSource(longs = {5, 6, 7, 8})
  void withTwentyPercentLossOnlyWhatTheWireLostIsMissing(long seed) {
    lay(seed, 0.2, 60 * MILLI_NS);
    connect();
    int lostBefore = wire.lost;
    chatter(a, true, 3 * HOUR_NS, 500 * MILLI_NS);
    wire.runFor(3 * HOUR_NS + 100 * S);
    int sent = count(3 * HOUR_NS, 500 * MILLI_NS);
    double share = (double) delivered(b).size() / sent;
    assertThat(share).as("lost %d", wire.lost - lostBefore).isBetween(0.78, 0.82);
    assertThat(a.happened).doesNotContain("gave up");
    assertNoNonceTwice();
  }

  @ParameterizedTest
  @ValueSource(longs = {9, 10, 11})
  void nothingIsDeliveredTwiceThoughHalfOfTheDatagramsComeTwice(long seed) {
    lay(seed, 0.05, 100 * MILLI_NS);
    wire.duplication = 0.5;
    chatter(a, true, HOUR_NS, 300 * MILLI_NS);
    chatter(b, false, HOUR_NS, 300 * MILLI_NS);
    wire.runFor(HOUR_NS + S);
    assertThat(delivered(a)).doesNotHaveDuplicates();
    assertThat(delivered(b)).doesNotHaveDuplicates();
    assertThat(b.openResults).contains(ReceiveKey.REPLAYED);
  }

  @ParameterizedTest
  @ValueSource(longs = {12, 13, 14, 15, 16, 17})
  void simultaneousInitiationsCostNoTryAndLeaveOneSideToRenew(long seed) {
    lay(seed, 0, 1);
    transmit(a, true);
    transmit(b, false);
    wire.runFor(S);
    assertThat(delivered(a)).hasSize(1);
    assertThat(delivered(b)).hasSize(1);
    assertThat(a.initiationsSent + b.initiationsSent).isEqualTo(2);
    chatter(a, true, HOUR_NS, S);
    chatter(b, false, HOUR_NS, S);
    wire.runFor(HOUR_NS + S);
    assertThat(delivered(a)).hasSize(3601);
    assertThat(delivered(b)).hasSize(3601);
    assertThat(a.initiationsSent + b.initiationsSent).isBetween(29, 33);
    assertThat(a.receiveKeys.size()).isLessThanOrEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(longs = {18, 19, 20})
  void aRestartOfTheResponderHealsWhenTheInitiatorHearsNothing(long seed) {
    lay(seed, 0, 5 * MILLI_NS);
    connect();
    chatter(a, true, 60 * S, 100 * MILLI_NS);
    wire.runFor(20 * S);
    b.restart();
    toA = b.add(a);
    int before = delivered(b).size();
    wire.runFor(16 * S);
    assertThat(delivered(b).size()).as("after 15 s of silence").isGreaterThan(before);
    wire.runFor(30 * S);
    assertThat(delivered(b).getLast()).isEqualTo(sequence);
  }

  @ParameterizedTest
  @ValueSource(longs = {21, 22, 23})
  void aRestartOfTheInitiatorHealsWithItsFirstPacket(long seed) {
    lay(seed, 0, 5 * MILLI_NS);
    connect();
    wire.runFor(5 * S);
    a.restart();
    a.epochMs = 0;
    toB = a.add(b);
    transmit(a, true);
    wire.runFor(S);
    assertThat(delivered(b)).containsExactly(1, 2);
    transmit(b, false);
    wire.runFor(S);
    assertThat(delivered(a)).containsExactly(3);
  }

  @ParameterizedTest
  @ValueSource(longs = {24, 25, 26, 27, 28})
  void outagesAndRestartsAreOverSoonAfterTheyEnd(long seed) {
    lay(seed, 0.05, 50 * MILLI_NS);
    chatter(a, true, 2 * HOUR_NS, S);
    chatter(b, false, 2 * HOUR_NS, S);
    for (int i = 1; i < 12; i++) {
      long startNs = wire.nowNs + i * 600 * S;
      long endNs = startNs + wire.random.nextLong(250 * S);
      wire.at(startNs, () -> wire.loss = 1);
      wire.at(endNs, () -> wire.loss = 0.05);
      int round = i;
      wire.at(
          endNs - S,
          () -> {
            if (round % 4 == 1) {
              a.restart();
              toB = a.add(b);
            } else if (round % 4 == 2) {
              b.restart();
              toA = b.add(a);
            }
          });
      wire.at(endNs + 40 * S, () -> assertHeardWithin(20 * S));
    }
    wire.runFor(2 * HOUR_NS);
    assertNoNonceTwice();
  }

  @Test
  void theSameSeedGivesTheSameTrace() {
    List<Integer> first = trace();
    assertThat(trace()).isEqualTo(first);
  }

  @Test
  void aHundredThousandRandomDatagramsAreSilentlyRefused() {
    lay(29, 0, 1);
    connect();
    int sentBefore = wire.seen.size();
    byte[][] templates = wire.seen.toArray(byte[][]::new);
    Endpoint source = new Endpoint(0, SimulatedWire.address(66));
    for (int i = 0; i < 100_000; i++) {
      b.receive(randomDatagram(templates), source);
    }
    assertThat(wire.seen).hasSize(sentBefore);
    assertThat(b.outcomes).doesNotContain((HandshakeOutcome) null);
    assertThat(toA.contact().endpoint()).isEqualTo(new Endpoint(0, a.address));
    transmit(a, true);
    wire.runFor(S);
    assertThat(delivered(b)).contains(sequence);
  }

  @Test
  void randomDatagramsAreRefusedUnderLoadToo() {
    lay(30, 0, 1);
    connect();
    byte[][] templates = wire.seen.toArray(byte[][]::new);
    Endpoint source = new Endpoint(0, SimulatedWire.address(66));
    for (int i = 0; i < 20_000; i++) {
      b.identity.noteBacklog(100, 100, wire.nowNs);
      b.receive(randomDatagram(templates), source);
    }
    assertThat(b.responsesSent).isLessThanOrEqualTo(1);
  }

  /// Random bytes, half of them shaped like a message: right size, right type, or a message seen
  /// before with bytes changed.
  private byte[] randomDatagram(byte[][] templates) {
    int[] sizes = {148, 92, 64, 32, 48, 1452};
    byte[] datagram;
    if (wire.random.nextBoolean()) {
      datagram = templates[wire.random.nextInt(templates.length)].clone();
      int changes = 1 + wire.random.nextInt(4);
      for (int i = 0; i < changes; i++) {
        datagram[wire.random.nextInt(datagram.length)] ^= (byte) (1 + wire.random.nextInt(255));
      }
      return datagram;
    }
    int size =
        wire.random.nextBoolean()
            ? sizes[wire.random.nextInt(sizes.length)]
            : wire.random.nextInt(1600);
    datagram = new byte[size];
    wire.random.nextBytes(datagram);
    if (size >= 4 && wire.random.nextInt(4) != 0) {
      MessageType.INT.set(datagram, 0, wire.random.nextInt(6));
    }
    return datagram;
  }

  private List<Integer> trace() {
    lay(31, 0.1, 50 * MILLI_NS);
    sequence = 0;
    chatter(a, true, HOUR_NS, S);
    wire.runFor(HOUR_NS);
    return wire.seen.stream().map(java.util.Arrays::hashCode).toList();
  }

  private void lay(long seed, double loss, long jitterNs) {
    wire = new SimulatedWire(seed);
    wire.loss = loss;
    wire.jitterNs = jitterNs;
    a = wire.edge(1);
    b = wire.edge(2);
    toB = a.add(b);
    toA = b.add(a);
    sequence = 0;
  }

  private void connect() {
    double loss = wire.loss;
    wire.loss = 0;
    transmit(a, true);
    wire.runFor(S);
    wire.loss = loss;
    assertThat(delivered(b)).hasSize(1);
  }

  private void transmit(SimulatedEdge edge, boolean towardsB) {
    sequence++;
    edge.transmit(towardsB ? toB : toA, ByteBuffer.allocate(20).putInt(sequence).array());
  }

  private void chatter(SimulatedEdge edge, boolean towardsB, long durationNs, long everyNs) {
    for (long t = 0; t < durationNs; t += everyNs) {
      wire.at(wire.nowNs + t, () -> transmit(edge, towardsB));
    }
  }

  private static int count(long durationNs, long everyNs) {
    return (int) ((durationNs + everyNs - 1) / everyNs);
  }

  private static List<Integer> delivered(SimulatedEdge edge) {
    return edge.delivered.stream().map(bytes -> ByteBuffer.wrap(bytes).getInt()).toList();
  }

  private void assertHeardWithin(long durationNs) {
    assertThat(wire.nowNs - toA.contact().lastDataReceivedNs()).isLessThan(durationNs);
    assertThat(wire.nowNs - toB.contact().lastDataReceivedNs()).isLessThan(durationNs);
  }

  private void assertNoNonceTwice() {
    Set<String> seen = new HashSet<>();
    List<String> nonces =
        wire.seen.stream()
            .filter(datagram -> datagram[0] == MessageType.TRANSPORT)
            .map(MemorySegment::ofArray)
            .map(d -> Transport.receiver(d, 0) + "/" + Transport.counter(d, 0))
            .collect(Collectors.toList());
    assertThat(nonces).allMatch(seen::add);
  }
}
