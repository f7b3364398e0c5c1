package io.hawser.probe.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.probe.StampKey;
import io.hawser.probe.StampLayout;
import io.hawser.probe.StampSenderPacket;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StampReflectorTest {
  private static final long SECOND = 1_000_000_000L;
  private static final int PORT = 862;
  private static final InetSocketAddress LOCAL = address("198.51.100.2", PORT);
  private static final InetSocketAddress PEER = address("192.0.2.9", 40_000);
  private static final long RECEIVED = 0x1111_1111_0000_0000L;
  private static final long REPLIED = 0x1111_1111_4000_0000L;
  private static final int ERROR = StampSenderPacket.ERROR_ESTIMATE_FREE_RUNNING;
  private static final byte[] KEY = "a key of the tests' own".getBytes(StandardCharsets.UTF_8);

  private static final String MEASUREMENT = "8005000c" + "00000008" + "00000000" + "00000000";

  private final byte[] buffer = new byte[2_048];
  private final MemorySegment packet = MemorySegment.ofArray(buffer);
  private long nowNs = 5 * SECOND;

  // ---------------------------------------------------------------- the base packet

  @Test
  void aStatelessReflectorAnswersWithTheSendersOwnNumber() {
    StampReflector reflector = stateless();
    for (int sequence : new int[] {7, 9, 8}) {
      assertThat(ask(reflector, request(sequence, ""), PEER)).isNull();
      assertThat(StampLayout.OPEN.sequence(packet, 0)).isEqualTo(sequence);
      assertThat(StampLayout.OPEN.senderSequence(packet, 0)).isEqualTo(sequence);
    }
    assertThat(reflector.replyLength()).isEqualTo(44);
    assertThat(StampLayout.OPEN.receiveTimestamp(packet, 0)).isEqualTo(RECEIVED);
    assertThat(StampLayout.OPEN.timestamp(packet, 0)).isEqualTo(REPLIED);
    assertThat(StampLayout.OPEN.errorEstimate(packet, 0)).isEqualTo(ERROR);
    assertThat(StampLayout.OPEN.sessionId(packet, 0)).isEqualTo(0x1234);
    assertThat(StampLayout.OPEN.senderTtl(packet, 0)).isEqualTo(61);
    assertThat(reflector.answered()).isEqualTo(3);
    assertThat(reflector.drops()).isEmpty();
  }

  @Test
  void aStatefulReflectorNumbersItsAnswersBySession() {
    StampReflector reflector = reflector(true, false, StampReflector.Limits.USUAL, null);
    for (int number = 0; number < 3; number++) {
      assertThat(ask(reflector, request(10 * number, ""), PEER)).isNull();
      assertThat(StampLayout.OPEN.sequence(packet, 0)).isEqualTo(number);
      assertThat(StampLayout.OPEN.senderSequence(packet, 0)).isEqualTo(10 * number);
    }
    byte[] other = request(50, "");
    other[15]++;
    assertThat(ask(reflector, other, PEER)).isNull();
    assertThat(StampLayout.OPEN.sequence(packet, 0)).as("another session identifier").isZero();
    assertThat(ask(reflector, request(50, ""), address("192.0.2.9", 40_001))).isNull();
    assertThat(StampLayout.OPEN.sequence(packet, 0)).as("another port").isZero();
    assertThat(reflector.sessions()).isEqualTo(3);
  }

  @Test
  void forgetsASessionThatWasIdleForFifteenMinutes() {
    StampReflector reflector = reflector(true, false, StampReflector.Limits.USUAL, null);
    ask(reflector, request(0, ""), PEER);
    nowNs += ReflectorSessions.IDLE_NS - 1;
    ask(reflector, request(1, ""), PEER);
    assertThat(StampLayout.OPEN.sequence(packet, 0)).isEqualTo(1);
    nowNs += ReflectorSessions.IDLE_NS;
    ask(reflector, request(2, ""), PEER);
    assertThat(StampLayout.OPEN.sequence(packet, 0)).isZero();
  }

  @Test
  void whatFollowsTheBasePacketComesBackAsItIsUnlessItIsTlvs() {
    StampReflector reflector = stateless();
    String zeros = "00".repeat(100);
    assertThat(tlvsAfter(reflector, zeros)).isEqualTo(zeros);
    assertThat(tlvsAfter(reflector, "010203")).isEqualTo("010203");
    assertThat(reflector.replyLength()).isEqualTo(47);
  }

  // ---------------------------------------------------------------- TWAMP Light

  @Test
  void aShortRequestIsAnsweredOnlyWhereThatIsAskedFor() {
    byte[] shortRequest = Arrays.copyOf(request(3, ""), 14);
    assertThat(ask(stateless(), shortRequest, PEER)).isEqualTo(StampDrop.TOO_SHORT);

    StampReflector light = reflector(false, true, StampReflector.Limits.USUAL, null);
    Arrays.fill(buffer, (byte) 0xee);
    assertThat(ask(light, shortRequest, PEER)).isNull();
    assertThat(light.replyLength()).isEqualTo(44);
    assertThat(StampLayout.OPEN.senderSequence(packet, 0)).isEqualTo(3);
    assertThat(StampLayout.OPEN.sessionId(packet, 0)).as("what was not sent is zero").isZero();
    assertThat(buffer[44]).as("no byte beyond the reply is touched").isEqualTo((byte) 0xee);
    assertThat(ask(light, Arrays.copyOf(shortRequest, 13), PEER)).isEqualTo(StampDrop.TOO_SHORT);
  }

  // ---------------------------------------------------------------- TLVs

  @Test
  void theCountersOfAStatefulReflectorGoIntoDirectMeasurement() {
    StampReflector reflector = reflector(true, false, StampReflector.Limits.USUAL, null);
    ask(reflector, request(0, ""), PEER);
    assertThat(tlvsAfter(reflector, MEASUREMENT))
        .isEqualTo("0005000c" + "00000008" + "00000002" + "00000002");
  }

  @Test
  void aStatelessReflectorDoesNotUnderstandDirectMeasurement() {
    assertThat(tlvsAfter(stateless(), MEASUREMENT)).isEqualTo(MEASUREMENT);
  }

  @Test
  void unknownTypesComeBackMarkedAndKnownOnesUnmarked() {
    StampReflector reflector = reflector(true, false, StampReflector.Limits.USUAL, null);
    // Flags that the sender must not set are the reflector's to decide.
    assertThat(tlvsAfter(reflector, "7ffd0002beef" + "e0010001aa" + MEASUREMENT))
        .isEqualTo(
            "80fd0002beef" + "00010001aa" + "0005000c" + "00000008" + "00000001" + "00000001");
  }

  @Test
  void aTlvOfTheWrongLengthIsMarkedAndEndsTheProcessing() {
    StampReflector reflector = reflector(true, false, StampReflector.Limits.USUAL, null);
    assertThat(tlvsAfter(reflector, "80050004" + "00000008" + MEASUREMENT))
        .isEqualTo("40050004" + "00000008" + MEASUREMENT);
    assertThat(tlvsAfter(reflector, "80010003" + "beef")).isEqualTo("40010003" + "beef");
  }

  @Test
  void anHmacThatNobodyHereCanCheckMarksAllTlvs() {
    String hmac = "80080010" + "00".repeat(16);
    assertThat(tlvsAfter(stateless(), "80010001aa" + hmac))
        .isEqualTo("20010001aa" + "20080010" + "00".repeat(16));
  }

  @Test
  void authenticTlvsAreAnsweredAndSealedAnew() {
    StampReflector reflector = reflector(true, false, StampReflector.Limits.USUAL, KEY);
    ask(reflector, sealed(0, ""), PEER);
    assertThat(ask(reflector, sealed(5, MEASUREMENT), PEER)).isNull();
    assertThat(hex(112, 128)).isEqualTo("0005000c" + "00000008" + "00000002" + "00000002");
    assertThat(hex(128, 132)).isEqualTo("00080010");
    StampKey key = new StampKey(KEY);
    assertThat(key.areTlvsAuthentic(packet, 0, 112, 128)).isTrue();
    assertThat(key.isAuthentic(packet, 0)).isTrue();
    assertThat(StampLayout.AUTHENTICATED.sequence(packet, 0)).isEqualTo(1);
    assertThat(reflector.replyLength()).isEqualTo(148);
  }

  @Test
  void tlvsOfAnAuthenticatedPacketWithoutARightHmacAreNotUsed() {
    StampReflector reflector = reflector(true, false, StampReflector.Limits.USUAL, KEY);
    byte[] wrong = sealed(0, MEASUREMENT);
    wrong[119]++;
    assertThat(ask(reflector, wrong, PEER)).isNull();
    assertThat(hex(112, 132)).startsWith("2005000c").endsWith("20080010");

    byte[] none = Arrays.copyOf(sealed(0, MEASUREMENT), 128);
    assertThat(ask(reflector, none, PEER)).isNull();
    assertThat(hex(112, 128)).isEqualTo("2005000c" + "00000008" + "00".repeat(8));

    byte[] misplaced = Arrays.copyOf(sealed(0, MEASUREMENT), 148 + 5);
    System.arraycopy(HexFormat.of().parseHex("80fd0001aa"), 0, misplaced, 148, 5);
    assertThat(ask(reflector, misplaced, PEER)).isNull();
    assertThat(hex(112, 116)).isEqualTo("2005000c");
    assertThat(hex(148, 153)).isEqualTo("a0fd0001aa");
  }

  @Test
  void paddingNeedsNoHmacAndMayFollowIt() {
    StampReflector reflector = reflector(true, false, StampReflector.Limits.USUAL, KEY);
    byte[] padded = Arrays.copyOf(sealed(0, ""), 112 + 5);
    System.arraycopy(HexFormat.of().parseHex("80010001aa"), 0, padded, 112, 5);
    assertThat(ask(reflector, padded, PEER)).isNull();
    assertThat(hex(112, 117)).isEqualTo("00010001aa");

    byte[] behind = Arrays.copyOf(sealed(0, MEASUREMENT), 148 + 5);
    System.arraycopy(HexFormat.of().parseHex("80010001aa"), 0, behind, 148, 5);
    assertThat(ask(reflector, behind, PEER)).isNull();
    assertThat(hex(112, 116)).isEqualTo("0005000c");
    assertThat(hex(148, 153)).isEqualTo("00010001aa");
  }

  // ---------------------------------------------------------------- abuse

  @Test
  void whoHasNoKeyGetsNoAnswerAndUsesUpNobodysBudget() {
    StampReflector reflector =
        reflector(true, false, new StampReflector.Limits(2, 2, 4, 4, 4), KEY);
    byte[] forged = sealed(0, "");
    forged[40]++;
    for (int i = 0; i < 10; i++) {
      assertThat(ask(reflector, forged, PEER)).isEqualTo(StampDrop.NOT_AUTHENTIC);
    }
    assertThat(ask(reflector, request(0, ""), PEER)).isEqualTo(StampDrop.TOO_SHORT);
    assertThat(ask(reflector, sealed(0, ""), PEER)).isNull();
    assertThat(reflector.drops())
        .isEqualTo(Map.of(StampDrop.NOT_AUTHENTIC, 10L, StampDrop.TOO_SHORT, 1L));
  }

  @Test
  void twoReflectorsCannotBeSetUponEachOther() {
    StampReflector reflector = stateless();
    for (int port : new int[] {7, 53, 123, PORT, 1_023}) {
      assertThat(ask(reflector, request(0, ""), address("192.0.2.9", port)))
          .as("port %d", port)
          .isEqualTo(StampDrop.LOOPING_PORT);
    }
    StampReflector elsewhere =
        new StampReflector(
            new StampReflector.Setup(false, false, 20_862, _ -> true),
            StampReflector.Limits.USUAL,
            null);
    assertThat(ask(elsewhere, request(0, ""), address("192.0.2.9", 20_862)))
        .isEqualTo(StampDrop.LOOPING_PORT);
  }

  /// Neither port tells that there is a reflector; what travels between them does.
  @Test
  void aReplyIsNotAnsweredWhateverPortItComesFrom() {
    for (byte[] key : new byte[][] {null, KEY}) {
      StampReflector one = reflector(5_001, key);
      StampReflector other = reflector(5_002, key);
      byte[] forged = key == null ? request(7, "") : sealed(7, "");
      assertThat(ask(one, forged, address("192.0.2.9", 5_002))).isNull();
      byte[] reply = Arrays.copyOf(buffer, one.replyLength());
      assertThat(ask(other, reply, address("192.0.2.8", 5_001))).isEqualTo(StampDrop.REPLY);
    }
  }

  /// RFC 4656 section 4.1.2 pads at random.
  @Test
  void randomPaddingIsNotTakenForAReply() {
    var random = new SplittableRandom(29);
    StampReflector reflector =
        new StampReflector(
            new StampReflector.Setup(false, true, PORT, _ -> true),
            new StampReflector.Limits(1_000_000, 1_000_000, 4, 4, 4),
            null);
    for (int run = 0; run < 10_000; run++, nowNs += SECOND / 1_000) {
      byte[] padded = request(run, "");
      byte[] padding = new byte[padded.length - 14];
      random.nextBytes(padding);
      System.arraycopy(padding, 0, padded, 14, padding.length);
      assertThat(ask(reflector, padded, PEER)).as("seed 29, run %d", run).isNull();
    }
  }

  @Test
  void onlyPeersAreAnswered() {
    assertThat(ask(stateless(), request(0, ""), address("192.0.2.10", 40_000)))
        .isEqualTo(StampDrop.NOT_A_PEER);
  }

  @Test
  void aSourceThatAsksTooOftenIsAnsweredAtItsRateAndOthersAsBefore() {
    StampReflector reflector =
        new StampReflector(
            new StampReflector.Setup(false, false, PORT, _ -> true),
            new StampReflector.Limits(100, 1_000, 8, 8, 8),
            null);
    int answered = 0;
    int others = 0;
    for (int ms = 0; ms < 10_000; ms++, nowNs += SECOND / 1_000) {
      answered += ask(reflector, request(ms, ""), PEER) == null ? 1 : 0;
      if (ms % 100 == 0) {
        others += ask(reflector, request(ms, ""), address("192.0.2.77", 40_000)) == null ? 1 : 0;
      }
    }
    // A hundred a second, and a hundred at the start.
    assertThat(answered).isBetween(1_099, 1_101);
    assertThat(others).isEqualTo(100);
    assertThat(reflector.drops()).containsOnlyKeys(StampDrop.SOURCE_RATE);
  }

  @Test
  void allSourcesTogetherHaveABudgetToo() {
    StampReflector reflector =
        new StampReflector(
            new StampReflector.Setup(true, false, PORT, _ -> true),
            new StampReflector.Limits(100, 200, 1_024, 1_024, 64),
            null);
    int answered = 0;
    for (int ms = 0; ms < 10_000; ms++, nowNs += SECOND / 1_000) {
      InetSocketAddress source = address("192.0.2." + ms % 250, 40_000);
      answered += ask(reflector, request(ms, ""), source) == null ? 1 : 0;
    }
    assertThat(answered).isBetween(2_199, 2_201);
    assertThat(reflector.drops()).containsOnlyKeys(StampDrop.OVERALL_RATE);
  }

  @Test
  void tablesAreBoundedAndAreFreeAgainWhenTheirUsersAreQuiet() {
    StampReflector reflector =
        new StampReflector(
            new StampReflector.Setup(true, false, PORT, _ -> true),
            new StampReflector.Limits(10, 1_000, 3, 5, 5),
            null);
    for (int host = 1; host <= 3; host++) {
      assertThat(ask(reflector, request(0, ""), address("192.0.2." + host, 40_000))).isNull();
    }
    assertThat(ask(reflector, request(0, ""), address("192.0.2.4", 40_000)))
        .isEqualTo(StampDrop.SOURCES_FULL);
    nowNs += SECOND;
    for (int host = 4; host <= 5; host++) {
      assertThat(ask(reflector, request(0, ""), address("192.0.2." + host, 40_000))).isNull();
    }
    assertThat(ask(reflector, request(0, ""), address("192.0.2.5", 40_001)))
        .isEqualTo(StampDrop.SESSIONS_FULL);
    assertThat(reflector.sessions()).isEqualTo(5);
    nowNs += ReflectorSessions.IDLE_NS;
    assertThat(ask(reflector, request(0, ""), address("192.0.2.5", 40_001))).isNull();
    assertThat(reflector.sessions()).isEqualTo(1);
  }

  @Test
  void aSourceOfEverNewSessionsLeavesTheOthersTheirs() {
    StampReflector reflector =
        new StampReflector(
            new StampReflector.Setup(true, false, PORT, _ -> true),
            StampReflector.Limits.USUAL,
            null);
    for (int port = 1_024; port < 4_024; port++, nowNs += SECOND / 1_000) {
      ask(reflector, request(0, ""), address("192.0.2.66", port));
    }
    assertThat(reflector.sessions()).isEqualTo(64);
    assertThat(reflector.drops()).containsOnlyKeys(StampDrop.SESSIONS_FULL);
    assertThat(ask(reflector, request(0, ""), PEER)).isNull();
    assertThat(reflector.sessions()).isEqualTo(65);
  }

  @Test
  void aSessionThatWasIdleForTenSecondsMakesRoom() {
    StampReflector reflector =
        new StampReflector(
            new StampReflector.Setup(true, false, PORT, _ -> true),
            new StampReflector.Limits(100, 1_000, 8, 4, 3),
            null);
    InetSocketAddress busy = address("192.0.2.9", 40_000);
    for (int port = 40_000; port < 40_003; port++) {
      assertThat(ask(reflector, request(0, ""), address("192.0.2.9", port))).isNull();
    }
    assertThat(ask(reflector, request(0, ""), address("192.0.2.8", 40_000))).isNull();
    nowNs += ReflectorSessions.SPARE_NS - 1;
    ask(reflector, request(1, ""), busy);
    assertThat(ask(reflector, request(0, ""), address("192.0.2.9", 40_003)))
        .as("of the same source")
        .isEqualTo(StampDrop.SESSIONS_FULL);
    assertThat(ask(reflector, request(0, ""), address("192.0.2.7", 40_000)))
        .as("of all")
        .isEqualTo(StampDrop.SESSIONS_FULL);

    nowNs++;
    assertThat(ask(reflector, request(0, ""), address("192.0.2.9", 40_003))).isNull();
    assertThat(ask(reflector, request(0, ""), address("192.0.2.7", 40_000))).isNull();
    assertThat(reflector.sessions()).isEqualTo(4);
    ask(reflector, request(2, ""), busy);
    assertThat(StampLayout.OPEN.sequence(packet, 0)).as("who was not idle").isEqualTo(2);
  }

  @Test
  void aWholeIpv6NetworkOfSourcesHasOneBudget() {
    StampReflector reflector =
        new StampReflector(
            new StampReflector.Setup(false, false, PORT, _ -> true),
            new StampReflector.Limits(2, 1_000, 8, 8, 8),
            null);
    assertThat(ask(reflector, request(0, ""), address("2001:db8:9::1", 40_000))).isNull();
    assertThat(ask(reflector, request(0, ""), address("2001:db8:9::2", 40_000))).isNull();
    assertThat(ask(reflector, request(0, ""), address("2001:db8:9::3", 40_000)))
        .isEqualTo(StampDrop.SOURCE_RATE);
    assertThat(ask(reflector, request(0, ""), address("2001:db8:9:1::1", 40_000))).isNull();
  }

  @Test
  void anAnswerThatCouldNotBeSentIsNoAnswer() {
    StampReflector reflector = stateless();
    ask(reflector, request(0, ""), PEER);
    reflector.onSendRefused();
    assertThat(reflector.answered()).isZero();
    assertThat(reflector.drops()).isEqualTo(Map.of(StampDrop.SEND_REFUSED, 1L));
  }

  @Test
  void noReplyIsLongerThanItsRequestWhateverComes() {
    var random = new SplittableRandom(13);
    StampReflector.Limits limits = new StampReflector.Limits(100_000, 100_000, 16, 64, 64);
    for (byte[] key : new byte[][] {null, KEY}) {
      StampReflector reflector = reflector(true, false, limits, key);
      int answered = 0;
      for (int run = 0; run < 20_000; run++, nowNs += SECOND / 1_000) {
        byte[] request = mutated(random, key != null);
        if (ask(reflector, request, PEER) == null) {
          answered++;
          assertThat(reflector.replyLength()).as("seed 13, run %d", run).isEqualTo(request.length);
        }
      }
      assertThat(answered).as("seed 13").isGreaterThan(1_000);
      assertThat(reflector.sessions()).isLessThanOrEqualTo(64);
    }
  }

  /// A request of random TLVs, sealed or not, some of it cut off or changed.
  private static byte[] mutated(SplittableRandom random, boolean authenticated) {
    StringBuilder tlvs = new StringBuilder();
    for (int count = random.nextInt(5); count > 0; count--) {
      int length = random.nextInt(20);
      tlvs.append("80%02x%04x".formatted(random.nextInt(12), length)).append("5a".repeat(length));
    }
    byte[] bytes =
        authenticated
            ? sealed(random.nextInt(100), tlvs.toString())
            : request(random.nextInt(100), tlvs.toString());
    if (random.nextInt(4) == 0) {
      bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
    }
    int base = authenticated ? 112 : 16;
    if (bytes.length > base && random.nextBoolean()) {
      bytes[random.nextInt(base, bytes.length)] = (byte) random.nextInt();
    }
    return bytes;
  }

  // ---------------------------------------------------------------- helpers

  private static StampReflector stateless() {
    return reflector(false, false, StampReflector.Limits.USUAL, null);
  }

  private static StampReflector reflector(
      boolean stateful,
      boolean shortRequests,
      StampReflector.Limits limits,
      byte @Nullable [] key) {
    return new StampReflector(
        new StampReflector.Setup(
            stateful, shortRequests, PORT, address -> address.equals(PEER.getAddress())),
        limits,
        key == null ? null : new StampKey(key));
  }

  /// Stateless, for anybody, on a port of its own.
  private static StampReflector reflector(int port, byte @Nullable [] key) {
    return new StampReflector(
        new StampReflector.Setup(false, false, port, _ -> true),
        StampReflector.Limits.USUAL,
        key == null ? null : new StampKey(key));
  }

  private @Nullable StampDrop ask(
      StampReflector reflector, byte[] request, InetSocketAddress source) {
    System.arraycopy(request, 0, buffer, 0, request.length);
    StampDrop drop =
        reflector.onRequest(packet, request.length, source, LOCAL, 61, RECEIVED, ERROR, nowNs);
    if (drop == null) {
      reflector.complete(packet, REPLIED);
    }
    return drop;
  }

  private String tlvsAfter(StampReflector reflector, String tlvs) {
    assertThat(ask(reflector, request(7, tlvs), PEER)).isNull();
    return hex(44, 44 + tlvs.length() / 2);
  }

  private String hex(int from, int to) {
    return HexFormat.of().formatHex(buffer, from, to);
  }

  private static byte[] request(int sequence, String tlvs) {
    byte[] bytes = HexFormat.of().parseHex("00".repeat(44) + tlvs);
    StampLayout.OPEN.writeRequest(
        MemorySegment.ofArray(bytes), 0, sequence, 0x0123_4567_89ab_cdefL, ERROR, 0x1234);
    return bytes;
  }

  /// An authenticated request; TLVs, where there are any, with their HMAC TLV.
  private static byte[] sealed(int sequence, String tlvs) {
    String hmac = tlvs.isEmpty() ? "" : "80080010" + "00".repeat(16);
    byte[] bytes = HexFormat.of().parseHex("00".repeat(112) + tlvs + hmac);
    MemorySegment segment = MemorySegment.ofArray(bytes);
    StampLayout.AUTHENTICATED.writeRequest(
        segment, 0, sequence, 0x0123_4567_89ab_cdefL, ERROR, 0x1234);
    StampKey key = new StampKey(KEY);
    if (!tlvs.isEmpty()) {
      key.sealTlvs(segment, 0, 112, 112 + tlvs.length() / 2);
    }
    key.seal(segment, 0);
    return bytes;
  }

  private static InetSocketAddress address(String host, int port) {
    return new InetSocketAddress(InetAddress.ofLiteral(host), port);
  }
}
