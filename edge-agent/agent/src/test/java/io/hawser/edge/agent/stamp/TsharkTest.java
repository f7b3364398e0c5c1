package io.hawser.edge.agent.stamp;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.edge.overlay.OverlayFrame;
import io.hawser.edge.overlay.ProbeFrame;
import io.hawser.edge.overlay.ProbeReplyFrame;
import io.hawser.probe.DirectMeasurementTlv;
import io.hawser.probe.NtpTimestamp;
import io.hawser.probe.StampKey;
import io.hawser.probe.StampSenderPacket;
import io.hawser.probe.session.StampReflector;
import io.hawser.probe.session.StampSender;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A second implementation reads our packets: the plain ones, and those that edges send inside
/// their paths, taken out of their frames.
class TsharkTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long SENT = NtpTimestamp.fromUnix(1_764_158_400L, 0);
  private static final long RECEIVED = NtpTimestamp.fromUnix(1_764_158_400L, 20_000_000);
  private static final long REPLIED = NtpTimestamp.fromUnix(1_764_158_400L, 21_000_000);
  private static final byte[] KEY = "a key of the tests' own".getBytes(StandardCharsets.UTF_8);
  private static final InetSocketAddress PEER =
      new InetSocketAddress(InetAddress.ofLiteral("192.0.2.9"), 40_000);
  private static final InetSocketAddress LOCAL =
      new InetSocketAddress(InetAddress.ofLiteral("198.51.100.2"), 862);

  @TempDir Path directory;

  private final List<byte[]> requests = new ArrayList<>();
  private final List<byte[]> replies = new ArrayList<>();

  @BeforeAll
  static void needsTshark() {
    Tshark.require();
  }

  @Test
  void complainsWhereAPacketIsCutOff() throws Exception {
    // That the other tests can fail.
    converse(null, true, 1);
    Tshark tshark =
        Tshark.reading(directory, List.of(Arrays.copyOf(requests.getFirst(), 9)), List.of());
    assertThat(tshark.complaints()).hasSize(1);
  }

  @Test
  void readsPlainPackets() throws Exception {
    for (boolean extensions : new boolean[] {false, true}) {
      converse(null, extensions, 3);
    }
    Tshark tshark = Tshark.reading(directory, requests, replies);
    assertThat(tshark.complaints()).isEmpty();
    assertThat(
            tshark.fields(
                "udp.srcport",
                "twamp.test.seq_number",
                "twamp.test.error_estimate.s",
                "twamp.test.error_estimate.z",
                "twamp.test.error_estimate.scale"))
        .hasSize(12)
        .startsWith("40000\t0\t0\t0\t12", "40000\t1\t0\t0\t12", "40000\t2\t0\t0\t12");
    assertThat(
            tshark.fields(
                "twamp.test.sender_seq_number",
                "twamp.test.sender_ttl",
                "twamp.test.sender_error_estimate"))
        .endsWith("0\t61\t3073", "1\t61\t3073", "2\t61\t3073");
    assertThat(tshark.fields("twamp.test.timestamp", "twamp.test.receive_timestamp").getLast())
        .isEqualTo("Nov 26, 2025 12:00:00.021000000 UTC\tNov 26, 2025 12:00:00.020000000 UTC");
  }

  @Test
  void findsNothingWrongWithAuthenticatedPackets() throws Exception {
    converse(KEY, false, 2);
    converse(KEY, true, 2);
    Tshark tshark = Tshark.reading(directory, requests, replies);
    assertThat(tshark.complaints()).isEmpty();
    assertThat(tshark.fields("twamp.test.seq_number"))
        .containsExactly("0", "1", "0", "1", "0", "1", "0", "1");
  }

  @Test
  void readsTheProbesInsideThePaths() throws Exception {
    MemorySegment probe = MemorySegment.ofArray(new byte[ProbeFrame.LENGTH]);
    ProbeFrame.write(probe, 0, false, 77, 0x1234);
    ProbeFrame.stamp(probe, 0, SENT, 1_000);
    requests.add(stampOf(probe, StampSenderPacket.LENGTH + DirectMeasurementTlv.LENGTH));
    MemorySegment reply = MemorySegment.ofArray(new byte[ProbeReplyFrame.LENGTH]);
    ProbeReplyFrame.write(reply, 0, probe, 0, RECEIVED, 990);
    ProbeReplyFrame.stamp(reply, 0, REPLIED, 500);
    replies.add(stampOf(reply, StampSenderPacket.LENGTH + DirectMeasurementTlv.LENGTH));

    Tshark tshark = Tshark.reading(directory, requests, replies);

    assertThat(tshark.complaints()).isEmpty();
    assertThat(
            tshark.fields(
                "twamp.test.seq_number",
                "twamp.test.mbz1",
                "twamp.test.sender_seq_number",
                "twamp.test.sender_ttl"))
        .containsExactly("77\t4660\t0\t0", "77\t4660\t77\t255");
    assertThat(tshark.fields("twamp.test.sender_timestamp").getLast())
        .startsWith("Nov 26, 2025 12:00:00");
  }

  private void converse(byte @Nullable [] key, boolean extensions, int count) {
    StampSender sender =
        new StampSender(
            new StampSender.Plan(
                count,
                SECOND,
                SECOND,
                0x1234,
                extensions,
                StampSenderPacket.ERROR_ESTIMATE_FREE_RUNNING),
            key == null ? null : new StampKey(key),
            0);
    StampReflector reflector =
        new StampReflector(
            new StampReflector.Setup(true, false, 862, _ -> true),
            StampReflector.Limits.USUAL,
            key == null ? null : new StampKey(key));
    MemorySegment buffer = MemorySegment.ofArray(new byte[StampSender.MOST_LENGTH]);
    for (long nowNs = 0; !sender.isOver(nowNs); nowNs += SECOND) {
      int length = sender.write(buffer, SENT, nowNs);
      requests.add(bytes(buffer, 0, length));
      assertThat(
              reflector.onRequest(
                  buffer,
                  length,
                  PEER,
                  LOCAL,
                  61,
                  RECEIVED,
                  StampSenderPacket.ERROR_ESTIMATE_SYNCHRONISED
                      | StampSenderPacket.ERROR_ESTIMATE_FREE_RUNNING,
                  nowNs))
          .isNull();
      reflector.complete(buffer, REPLIED);
      replies.add(bytes(buffer, 0, reflector.replyLength()));
      assertThat(sender.onReply(buffer, reflector.replyLength(), REPLIED, nowNs))
          .isEqualTo(StampSender.Reply.TAKEN);
    }
  }

  private static byte[] stampOf(MemorySegment frame, int length) {
    return bytes(frame, OverlayFrame.HEADER_LENGTH, length);
  }

  private static byte[] bytes(MemorySegment segment, long offset, int length) {
    byte[] copy = new byte[length];
    MemorySegment.copy(segment, offset, MemorySegment.ofArray(copy), 0, length);
    return copy;
  }
}
