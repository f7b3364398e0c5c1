package io.hawser.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HexFormat;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// Golden vectors, laid out by hand from the figures of RFC 8762 and RFC 8972.
class StampPacketTest {
  private static final String SENDER =
      "00000007" // sequence
          + "eb2a7e8080000000" // timestamp
          + "0c01" // error estimate
          + "1234" // session identifier
          + "00".repeat(28);
  private static final String REQUEST_TLV =
      "8005000c" // U set, type 5, length 12
          + "00000064" // S_TxC
          + "00000000" // R_RxC
          + "00000000"; // R_TxC
  private static final String REFLECTOR =
      "00000007" // sequence
          + "eb2a7e8180000000" // timestamp
          + "8c01" // error estimate
          + "1234" // session identifier
          + "eb2a7e8140000000" // receive timestamp
          + "00000007" // sender's sequence
          + "eb2a7e8080000000" // sender's timestamp
          + "0c01" // sender's error estimate
          + "0000"
          + "ff" // sender's TTL
          + "000000";
  private static final String REPLY_TLV = "0005000c" + "00000064" + "00000063" + "00000042";

  private static final long SENT = 0xeb2a7e8080000000L;
  private static final long RECEIVED = 0xeb2a7e8140000000L;
  private static final long REPLIED = 0xeb2a7e8180000000L;

  @Test
  void writesASenderPacketAsTheFigureShows() {
    MemorySegment packet = filled(60 + 2);
    StampSenderPacket.write(packet, 1, 7, SENT, 0x0c01, 0x1234);
    DirectMeasurementTlv.writeRequest(packet, 1 + StampSenderPacket.LENGTH, 100);
    assertThat(hex(packet)).isEqualTo("aa" + SENDER + REQUEST_TLV + "aa");
  }

  @Test
  void readsASenderPacket() {
    MemorySegment packet = segment("aa" + SENDER);
    assertThat(StampSenderPacket.sequence(packet, 1)).isEqualTo(7);
    assertThat(StampSenderPacket.timestamp(packet, 1)).isEqualTo(SENT);
    assertThat(StampSenderPacket.errorEstimate(packet, 1)).isEqualTo(0x0c01);
    assertThat(StampSenderPacket.sessionId(packet, 1)).isEqualTo(0x1234);
  }

  @Test
  void writesAReflectorPacketAsTheFigureShows() {
    MemorySegment packet = filled(62);
    writeReply(packet, 1, segment(SENDER), 0);
    assertThat(hex(packet)).isEqualTo("aa" + REFLECTOR + REPLY_TLV + "aa");
  }

  @Test
  void answersInPlace() {
    MemorySegment packet = segment(SENDER + REQUEST_TLV);
    writeReply(packet, 0, packet, 0);
    assertThat(hex(packet)).isEqualTo(REFLECTOR + REPLY_TLV);
  }

  @Test
  void readsAReflectorPacket() {
    MemorySegment packet = segment("aa" + REFLECTOR + REPLY_TLV);
    assertThat(StampReflectorPacket.sequence(packet, 1)).isEqualTo(7);
    assertThat(StampReflectorPacket.timestamp(packet, 1)).isEqualTo(REPLIED);
    assertThat(StampReflectorPacket.errorEstimate(packet, 1))
        .isEqualTo(StampSenderPacket.ERROR_ESTIMATE_SYNCHRONISED | 0x0c01);
    assertThat(StampReflectorPacket.sessionId(packet, 1)).isEqualTo(0x1234);
    assertThat(StampReflectorPacket.receiveTimestamp(packet, 1)).isEqualTo(RECEIVED);
    assertThat(StampReflectorPacket.senderSequence(packet, 1)).isEqualTo(7);
    assertThat(StampReflectorPacket.senderTimestamp(packet, 1)).isEqualTo(SENT);
    assertThat(StampReflectorPacket.senderErrorEstimate(packet, 1)).isEqualTo(0x0c01);
    assertThat(StampReflectorPacket.senderTtl(packet, 1)).isEqualTo(255);
    long tlv = StampTlv.find(packet, 45, 61, StampTlv.DIRECT_MEASUREMENT);
    assertThat(tlv).isEqualTo(45);
    assertThat(DirectMeasurementTlv.isPlausible(packet, tlv)).isTrue();
    assertThat(DirectMeasurementTlv.senderSent(packet, tlv)).isEqualTo(100);
    assertThat(DirectMeasurementTlv.reflectorReceived(packet, tlv)).isEqualTo(99);
    assertThat(DirectMeasurementTlv.reflectorSent(packet, tlv)).isEqualTo(66);
  }

  @Test
  void findsATlvBehindOneThatItDoesNotKnow() {
    MemorySegment packet = segment("80fd0003" + "010203" + REQUEST_TLV);
    long tlv = StampTlv.find(packet, 0, packet.byteSize(), StampTlv.DIRECT_MEASUREMENT);
    assertThat(tlv).isEqualTo(7);
    assertThat(StampTlv.flags(packet, tlv)).isEqualTo(StampTlv.UNRECOGNIZED);
    StampTlv.setFlags(packet, tlv, StampTlv.MALFORMED);
    assertThat(StampTlv.flags(packet, tlv)).isEqualTo(StampTlv.MALFORMED);
  }

  @Test
  void findsNoTlvThatIsCutOff() {
    MemorySegment packet = segment(REQUEST_TLV);
    for (long end = 0; end < packet.byteSize(); end++) {
      assertThat(StampTlv.find(packet, 0, end, StampTlv.DIRECT_MEASUREMENT))
          .isEqualTo(StampTlv.ABSENT);
    }
  }

  @Test
  void neverReadsOutsideOfRandomBytes() {
    var random = new SplittableRandom(1);
    for (int run = 0; run < 20_000; run++) {
      byte[] bytes = new byte[random.nextInt(64)];
      random.nextBytes(bytes);
      MemorySegment packet = MemorySegment.ofArray(bytes);
      long tlv = StampTlv.find(packet, 0, bytes.length, random.nextInt(256));
      assertThat(tlv).isBetween(StampTlv.ABSENT, (long) bytes.length);
    }
  }

  private static void writeReply(MemorySegment packet, long at, MemorySegment sent, long sentAt) {
    StampReflectorPacket.write(
        packet,
        at,
        sent,
        sentAt,
        7,
        RECEIVED,
        0,
        StampSenderPacket.ERROR_ESTIMATE_SYNCHRONISED
            | StampSenderPacket.ERROR_ESTIMATE_FREE_RUNNING,
        StampReflectorPacket.UNKNOWN_TTL);
    StampReflectorPacket.setTimestamp(packet, at, REPLIED);
    DirectMeasurementTlv.writeReply(packet, at + StampReflectorPacket.LENGTH, 100, 99, 66);
  }

  private static MemorySegment filled(int length) {
    MemorySegment segment = MemorySegment.ofArray(new byte[length]);
    segment.fill((byte) 0xaa);
    return segment;
  }

  private static MemorySegment segment(String hex) {
    return MemorySegment.ofArray(HexFormat.of().parseHex(hex));
  }

  private static String hex(MemorySegment segment) {
    return HexFormat.of().formatHex(segment.toArray(ValueLayout.JAVA_BYTE));
  }
}
