package io.hawser.edge.overlay;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.edge.wireguard.CipherOffer;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HexFormat;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Golden vectors of every frame: what an older edge in the field sends and expects. Change none of
/// them.
class OverlayFrameTest {
  private static final String PROBE =
      "f1010040" // mark and version, type 1, length 64
          + "0000002a" // sequence 42
          + "0000000180000000" // 1.5 s
          + "0c01" // free-running clock
          + "0007" // session identifier
          + "00".repeat(28)
          + "8005000c" // Direct Measurement
          + "000003e8" // 1,000 packets sent
          + "0000000000000000";
  private static final String PROBE_REPLY =
      "f1020040" // type 2
          + "0000002a"
          + "0000000300000000" // reply sent at 3 s of the reflector's clock
          + "0c01"
          + "0007"
          + "0000000280000000" // probe received at 2.5 s
          + "0000002a"
          + "0000000180000000"
          + "0c01"
          + "0000"
          + "ff"
          + "000000"
          + "0005000c"
          + "000003e8" // prober had sent 1,000
          + "000003e6" // reflector had received 998
          + "00000011"; // and sent 17
  private static final String FEEDBACK =
      "f103003c" // type 3, length 60
          + "cafe0001" // receiver index
          + "00000000000003e7" // highest counter 999
          + "00000000000003e0" // 992 received
          + "0000000000000384" // 900 settled
          + "0000000000000380" // 896 of them received
          + "00000000000186a0" // 100,000 bytes
          + "0000000180000000" // highest came at 1.5 s
          + "000009c4"; // held 2,500 us
  private static final String LONGER_FEEDBACK =
      FEEDBACK.replaceFirst("003c", "0050") // length 80
          + "0000000000000003" // 3 overflowed
          + "0000000000000002" // 2 bursts
          + "0000000f"; // reads types 16 to 19
  private static final String CIPHER_OFFER =
      "f1060010" // type 6, length 16
          + "0001" // AES-256-GCM
          + "0000"
          + "cafe0001" // session, by the reader's index
          + "beef0002"; // second index of the writer
  private static final String COPY =
      "f1080015" // type 8, length 21
          + "cafe0001" // session, by the reader's index
          + "00000000000003e7" // counter 999
          + "4500001000"; // the packet
  private static final String BOND =
      "f1100011" // type 16, length 17
          + "abcdef" // flow
          + "2a" // count 42
          + "fffffffe" // sequence, the last but one
          + "4500001000"; // the packet
  private static final String BOND_ASK =
      "f1110010" // type 17, length 16
          + "abcdef" // flow
          + "01" // overdue
          + "fffffffe" // the first that is missing
          + "80000005"; // and the first, the third and the 32nd after it
  private static final String TIMED =
      "4500001000" // the packet
          + "f1140008" // type 20, length 8
          + "ffffff85"; // 123 us before the clock wraps
  private static final Feedback REPORT =
      new Feedback(0xcafe0001, 999, 992, 900, 896, 3, 2, 100_000, 1_500_000_000L);

  @Test
  void aProbeIsAsSpecified() {
    MemorySegment frame = filled(66);
    ProbeFrame.write(frame, 1, false, 42, 7);
    ProbeFrame.stamp(frame, 1, 0x0000000180000000L, 1_000);
    assertThat(hex(frame)).isEqualTo("aa" + PROBE + "aa");
    assertThat(OverlayFrame.isFrame(frame, 1, 65)).isTrue();
    assertThat(OverlayFrame.isPlausible(frame, 1, 65)).isTrue();
    assertThat(OverlayFrame.type(frame, 1)).isEqualTo(OverlayFrame.PROBE);
    assertThat(ProbeFrame.isPlausible(frame, 1)).isTrue();
    assertThat(ProbeFrame.isUrgent(frame, 1)).isFalse();
    assertThat(ProbeFrame.sequence(frame, 1)).isEqualTo(42);
    assertThat(ProbeFrame.timestamp(frame, 1)).isEqualTo(0x0000000180000000L);
  }

  @Test
  void anOfferOfACipherIsAsSpecifiedAndAnAcceptDiffersByItsType() {
    CipherOffer offer = new CipherOffer(0xcafe0001, 0xbeef0002);
    MemorySegment frame = filled(18);
    CipherFrame.write(frame, 1, OverlayFrame.CIPHER_OFFER, offer);
    assertThat(hex(frame)).isEqualTo("aa" + CIPHER_OFFER + "aa");
    assertThat(OverlayFrame.isPlausible(frame, 1, 17)).isTrue();
    assertThat(CipherFrame.isPlausible(frame, 1)).isTrue();
    assertThat(CipherFrame.isKnown(frame, 1)).isTrue();
    assertThat(CipherFrame.read(frame, 1)).isEqualTo(offer);
    CipherFrame.write(frame, 1, OverlayFrame.CIPHER_ACCEPT, offer);
    assertThat(hex(frame)).isEqualTo("aa" + CIPHER_OFFER.replaceFirst("f106", "f107") + "aa");
    assertThat(CipherFrame.isKnown(segment(CIPHER_OFFER.replaceFirst("0001", "0002")), 0))
        .isFalse();
    assertThat(CipherFrame.isPlausible(segment(CIPHER_OFFER.replaceFirst("0010", "000f")), 0))
        .isFalse();
  }

  @Test
  void aCopyNamesItsOriginalInFrontOfThePacket() {
    MemorySegment frame = segment("00".repeat(CopyFrame.HEADER_LENGTH) + "4500001000");
    CopyFrame.write(frame, 0, 0xcafe0001, 999, 5);
    assertThat(hex(frame)).isEqualTo(COPY);
    assertThat(OverlayFrame.isPlausible(frame, 0, 21)).isTrue();
    assertThat(OverlayFrame.type(frame, 0)).isEqualTo(OverlayFrame.COPY);
    assertThat(CopyFrame.isPlausible(frame, 0)).isTrue();
    assertThat(CopyFrame.session(frame, 0)).isEqualTo(0xcafe0001);
    assertThat(CopyFrame.counter(frame, 0)).isEqualTo(999);
    assertThat(CopyFrame.packetLength(frame, 0)).isEqualTo(5);
    CopyFrame.write(frame, 0, 1, 1, 0);
    assertThat(CopyFrame.isPlausible(frame, 0)).as("of nothing").isFalse();
  }

  @Test
  void theTimeOfAPacketStandsBehindIt() {
    MemorySegment packet = segment("4500001000" + "00".repeat(TimeTrailer.LENGTH));
    assertThat(TimeTrailer.isPresent(packet, 0, 5, 13)).as("padding").isFalse();
    TimeTrailer.write(packet, 5, (1L << 40) - 123);
    assertThat(hex(packet)).isEqualTo(TIMED);
    MemorySegment padded = segment("aa" + TIMED + "000000");
    assertThat(TimeTrailer.isPresent(padded, 1, 5, 16)).isTrue();
    assertThat(TimeTrailer.timeUs(padded, 6)).isEqualTo(-123);
    assertThat(TimeTrailer.isPresent(padded, 1, 5, 12)).as("cut off").isFalse();
    assertThat(TimeTrailer.isPresent(segment(TIMED.replace("f114", "f115")), 0, 5, 13)).isFalse();
    assertThat(TimeTrailer.isPresent(segment(TIMED.replace("0008", "0007")), 0, 5, 13)).isFalse();
    assertThat(TimeTrailer.isPresent(segment(TIMED.replace("0008", "0009")), 0, 5, 13)).isFalse();
    assertThat(TimeTrailer.isPresent(segment(TIMED.replace("0008", "0009") + "00"), 0, 5, 14))
        .as("of a later version")
        .isTrue();
  }

  @Test
  void aBondedPacketBearsTheSequenceOfItsFlow() {
    MemorySegment frame = segment("00".repeat(BondFrame.HEADER_LENGTH) + "4500001000");
    BondFrame.write(frame, 0, 0xabcdef, 0x12a, -2, 5);
    assertThat(hex(frame)).isEqualTo(BOND);
    assertThat(OverlayFrame.isPlausible(frame, 0, 17)).isTrue();
    assertThat(OverlayFrame.type(frame, 0)).isEqualTo(OverlayFrame.BOND);
    assertThat(BondFrame.isPlausible(frame, 0)).isTrue();
    assertThat(BondFrame.flow(frame, 0)).isEqualTo(0xabcdef);
    assertThat(BondFrame.count(frame, 0)).isEqualTo(42);
    assertThat(BondFrame.sequence(frame, 0)).isEqualTo(-2);
    assertThat(BondFrame.packetLength(frame, 0)).isEqualTo(5);
    BondFrame.recount(frame, 0, 0x2ff);
    assertThat(hex(frame)).isEqualTo(BOND.replaceFirst("abcdef2a", "abcdefff"));
    assertThat(BondFrame.count(frame, 0)).isEqualTo(255);
  }

  @Test
  void aStoneIsABondedPacketWithoutAPacket() {
    MemorySegment frame = filled(BondFrame.HEADER_LENGTH);
    BondFrame.write(frame, 0, 1, 2, 3, 0);
    assertThat(hex(frame)).isEqualTo("f110000c" + "000001" + "02" + "00000003");
    assertThat(OverlayFrame.isPlausible(frame, 0, 12)).isTrue();
    assertThat(BondFrame.isPlausible(frame, 0)).isTrue();
    assertThat(BondFrame.packetLength(frame, 0)).isZero();
    assertThat(BondFrame.isPlausible(segment("f110000b" + "00".repeat(8)), 0)).isFalse();
  }

  @Test
  void anAskNamesWhatDidNotCome() {
    MemorySegment frame = filled(BondAskFrame.LENGTH);
    BondAskFrame.write(frame, 0, 0xabcdef, true, -2, 0x80000005);
    assertThat(hex(frame)).isEqualTo(BOND_ASK);
    assertThat(OverlayFrame.isPlausible(frame, 0, 16)).isTrue();
    assertThat(OverlayFrame.type(frame, 0)).isEqualTo(OverlayFrame.BOND_ASK);
    assertThat(BondAskFrame.isPlausible(frame, 0)).isTrue();
    assertThat(BondAskFrame.flow(frame, 0)).isEqualTo(0xabcdef);
    assertThat(BondAskFrame.isOverdue(frame, 0)).isTrue();
    assertThat(BondAskFrame.first(frame, 0)).isEqualTo(-2);
    assertThat(BondAskFrame.others(frame, 0)).isEqualTo(0x80000005);
    assertThat(BondAskFrame.isPlausible(segment("f111000f" + "00".repeat(12)), 0)).isFalse();
  }

  @Test
  void aWithdrawalNamesTheSession() {
    MemorySegment frame = segment("00".repeat(WithdrawalFrame.LENGTH));
    WithdrawalFrame.write(frame, 0, 0xcafe0001);
    assertThat(hex(frame)).isEqualTo("f1090008cafe0001");
    assertThat(OverlayFrame.isPlausible(frame, 0, 8)).isTrue();
    assertThat(WithdrawalFrame.isPlausible(frame, 0)).isTrue();
    assertThat(WithdrawalFrame.session(frame, 0)).isEqualTo(0xcafe0001);
  }

  @Test
  void gapsAreAsSpecified() {
    Gaps gaps = new Gaps(0xcafe0001, 999, 7, 990);
    MemorySegment frame = segment("00".repeat(GapsFrame.LENGTH));
    GapsFrame.write(frame, 0, gaps);
    assertThat(hex(frame))
        .isEqualTo(
            "f10a0020" // type 10, length 32
                + "cafe0001" // session, by the reader's index
                + "00000000000003e7" // up to counter 999
                + "0000000000000007" // 7 of them did not leave
                + "00000000000003de"); // the probe with counter 990
    assertThat(OverlayFrame.isPlausible(frame, 0, 32)).isTrue();
    assertThat(GapsFrame.isPlausible(frame, 0)).isTrue();
    assertThat(GapsFrame.read(frame, 0)).isEqualTo(gaps);
    assertThat(isPlausible(new Gaps(1, 0, 1, 0))).isTrue();
    assertThat(isPlausible(new Gaps(1, 0, 0, Gaps.NONE))).isTrue();
    assertThat(isPlausible(new Gaps(1, 0, 2, 0))).as("more than were used").isFalse();
    assertThat(isPlausible(new Gaps(1, 0, 0, 1))).as("a probe to come").isFalse();
    assertThat(isPlausible(new Gaps(1, -1, 0, -1))).isFalse();
    assertThat(isPlausible(new Gaps(1, 0, -1, -1))).isFalse();
    assertThat(isPlausible(new Gaps(1, 0, 0, -2))).isFalse();
  }

  private static boolean isPlausible(Gaps gaps) {
    MemorySegment frame = segment("00".repeat(GapsFrame.LENGTH));
    GapsFrame.write(frame, 0, gaps);
    return GapsFrame.isPlausible(frame, 0);
  }

  @Test
  void anUrgentProbeDiffersByItsType() {
    MemorySegment frame = filled(64);
    ProbeFrame.write(frame, 0, true, 42, 7);
    ProbeFrame.stamp(frame, 0, 0x0000000180000000L, 1_000);
    assertThat(hex(frame)).isEqualTo(PROBE.replaceFirst("f101", "f105"));
    assertThat(ProbeFrame.isUrgent(frame, 0)).isTrue();
  }

  @Test
  void aReplyIsAsSpecifiedAlsoInPlace() {
    MemorySegment frame = segment(PROBE);
    ProbeReplyFrame.write(frame, 0, frame, 0, 0x0000000280000000L, 998);
    ProbeReplyFrame.stamp(frame, 0, 0x0000000300000000L, 17);
    assertThat(hex(frame)).isEqualTo(PROBE_REPLY);
    assertThat(ProbeReplyFrame.isPlausible(frame, 0)).isTrue();
    assertThat(ProbeReplyFrame.sequence(frame, 0)).isEqualTo(42);
    assertThat(ProbeReplyFrame.probeSent(frame, 0)).isEqualTo(0x0000000180000000L);
    assertThat(ProbeReplyFrame.probeReceived(frame, 0)).isEqualTo(0x0000000280000000L);
    assertThat(ProbeReplyFrame.replySent(frame, 0)).isEqualTo(0x0000000300000000L);
    assertThat(ProbeReplyFrame.proberSent(frame, 0)).isEqualTo(1_000);
    assertThat(ProbeReplyFrame.reflectorReceived(frame, 0)).isEqualTo(998);
    assertThat(ProbeReplyFrame.reflectorSent(frame, 0)).isEqualTo(17);
  }

  @Test
  void aProbeWithoutCountersIsAnsweredWithZero() {
    MemorySegment probe = segment("f1010030" + PROBE.substring(8, 96));
    assertThat(OverlayFrame.isPlausible(probe, 0, 48)).isTrue();
    assertThat(ProbeFrame.isPlausible(probe, 0)).isTrue();
    MemorySegment reply = filled(64);
    ProbeReplyFrame.write(reply, 0, probe, 0, 1, 998);
    assertThat(ProbeReplyFrame.proberSent(reply, 0)).isZero();
  }

  @Test
  void feedbackIsAsSpecified() {
    MemorySegment frame = filled(FeedbackFrame.LENGTH + 2);
    FeedbackFrame.write(frame, 1, REPORT, REPORT.arrivalNs() + 2_500_999);
    assertThat(hex(frame)).isEqualTo("aa" + LONGER_FEEDBACK + "aa");
    assertThat(FeedbackFrame.isPlausible(frame, 1)).isTrue();
    assertThat(FeedbackFrame.read(frame, 1)).isEqualTo(REPORT);
    assertThat(FeedbackFrame.heldUs(frame, 1)).isEqualTo(2_500);
    assertThat(FeedbackFrame.abilities(frame, 1)).isEqualTo(OverlayFrame.ABILITIES);
    assertThat(REPORT.missing()).isEqualTo(4);
    frame.set(NetworkOrder.LONG, 1 + FeedbackFrame.OVERFLOWED_OFFSET, 5);
    assertThat(FeedbackFrame.isPlausible(frame, 1)).as("more than are missing").isFalse();
  }

  /// As those are that the first edges write: up to `held`, or with `overflowed` behind.
  @ParameterizedTest
  @ValueSource(ints = {60, 68})
  void feedbackOfAnEdgeOfBeforeSaysLess(int length) {
    String overflowed = FEEDBACK.replaceFirst("003c", "0044") + "0000000000000003";
    MemorySegment frame = segment(length == 60 ? FEEDBACK : overflowed);
    Feedback expected =
        new Feedback(
            0xcafe0001, 999, 992, 900, 896, length == 60 ? 0 : 3, 0, 100_000, 1_500_000_000L);
    assertThat(FeedbackFrame.isPlausible(frame, 0)).isTrue();
    assertThat(FeedbackFrame.read(frame, 0)).isEqualTo(expected);
    assertThat(FeedbackFrame.abilities(frame, 0)).isZero();
  }

  @Test
  void anAbilityIsABitOfItsType() {
    assertThat(OverlayFrame.ability(OverlayFrame.BOND)).isEqualTo(1);
    assertThat(OverlayFrame.ability(OverlayFrame.REPAIR)).isEqualTo(8);
    assertThat(OverlayFrame.ABILITIES).isEqualTo(15);
  }

  @Test
  void feedbackThatContradictsItselfIsNotPlausible() {
    for (int offset : new int[] {8, 16, 24, 32}) {
      MemorySegment frame = segment(FEEDBACK);
      frame.set(NetworkOrder.LONG, offset, offset == 8 ? 3 : 1L << 40);
      assertThat(FeedbackFrame.isPlausible(frame, 0)).as("offset %d", offset).isFalse();
      frame.set(NetworkOrder.LONG, offset, -1);
      assertThat(FeedbackFrame.isPlausible(frame, 0)).as("offset %d", offset).isFalse();
    }
  }

  @Test
  void aHandshakeTravelsUnchanged() {
    MemorySegment message = MemorySegment.ofArray(new byte[148]).fill((byte) 0x5a);
    MemorySegment frame = filled(HandshakeFrame.MAX_LENGTH);
    assertThat(HandshakeFrame.write(frame, 0, message, 0, 148)).isEqualTo(152);
    assertThat(hex(frame)).isEqualTo("f1040098" + "5a".repeat(148));
    assertThat(HandshakeFrame.isPlausible(frame, 0)).isTrue();
    assertThat(HandshakeFrame.messageLength(frame, 0)).isEqualTo(148);
    assertThat(HandshakeFrame.isPlausible(segment("f1040004"), 0)).isFalse();
  }

  @Test
  void ipPacketsAndKeepalivesAreNoFrames() {
    assertThat(OverlayFrame.isFrame(segment("45000054"), 0, 4)).isFalse();
    assertThat(OverlayFrame.isFrame(segment("60000000"), 0, 4)).isFalse();
    assertThat(OverlayFrame.isFrame(segment(""), 0, 0)).isFalse();
    assertThat(OverlayFrame.isFrame(segment("00"), 0, 1)).isTrue();
  }

  @Test
  void anotherVersionMarkOrLengthIsNotPlausible() {
    assertThat(OverlayFrame.isPlausible(segment("f2010004"), 0, 4)).isFalse();
    assertThat(OverlayFrame.isPlausible(segment("e1010004"), 0, 4)).isFalse();
    assertThat(OverlayFrame.isPlausible(segment("f1010003"), 0, 4)).isFalse();
    assertThat(OverlayFrame.isPlausible(segment("f1010005"), 0, 4)).isFalse();
    assertThat(OverlayFrame.isPlausible(segment("f101"), 0, 2)).isFalse();
    assertThat(OverlayFrame.isPlausible(segment("f1ee000400000000"), 0, 8)).isTrue();
  }

  @Test
  void noRandomPlaintextIsReadOutside() {
    var random = new SplittableRandom(3);
    for (int run = 0; run < 100_000; run++) {
      byte[] bytes = new byte[random.nextInt(1, 160)];
      random.nextBytes(bytes);
      if (run % 2 == 0 && bytes.length > 3) {
        bytes[0] = (byte) 0xf1;
        bytes[1] = (byte) (random.nextBoolean() ? random.nextInt(11) : random.nextInt(16, 18));
        bytes[2] = 0;
      }
      decode(MemorySegment.ofArray(bytes));
    }
  }

  private static void decode(MemorySegment plaintext) {
    int length = (int) plaintext.byteSize();
    if (!OverlayFrame.isFrame(plaintext, 0, length)
        || !OverlayFrame.isPlausible(plaintext, 0, length)) {
      return;
    }
    switch (OverlayFrame.type(plaintext, 0)) {
      case OverlayFrame.PROBE, OverlayFrame.URGENT_PROBE -> {
        if (ProbeFrame.isPlausible(plaintext, 0)) {
          ProbeReplyFrame.write(filled(64), 0, plaintext, 0, 1, 1);
        }
      }
      case OverlayFrame.PROBE_REPLY -> {
        if (ProbeReplyFrame.isPlausible(plaintext, 0)) {
          ProbeReplyFrame.reflectorSent(plaintext, 0);
        }
      }
      case OverlayFrame.FEEDBACK -> {
        if (FeedbackFrame.isPlausible(plaintext, 0)) {
          FeedbackFrame.read(plaintext, 0);
          FeedbackFrame.heldUs(plaintext, 0);
        }
      }
      case OverlayFrame.GAPS -> {
        if (GapsFrame.isPlausible(plaintext, 0)) {
          GapsFrame.read(plaintext, 0);
        }
      }
      case OverlayFrame.HANDSHAKE -> {
        if (HandshakeFrame.isPlausible(plaintext, 0)) {
          plaintext.asSlice(
              HandshakeFrame.MESSAGE_OFFSET, HandshakeFrame.messageLength(plaintext, 0));
        }
      }
      case OverlayFrame.BOND -> {
        if (BondFrame.isPlausible(plaintext, 0)) {
          BondFrame.sequence(plaintext, 0);
          plaintext.asSlice(BondFrame.HEADER_LENGTH, BondFrame.packetLength(plaintext, 0));
        }
      }
      case OverlayFrame.BOND_ASK -> {
        if (BondAskFrame.isPlausible(plaintext, 0)) {
          BondAskFrame.others(plaintext, 0);
        }
      }
      default -> assertThat(OverlayFrame.length(plaintext, 0)).isLessThanOrEqualTo(length);
    }
  }

  private static MemorySegment filled(int length) {
    return MemorySegment.ofArray(new byte[length]).fill((byte) 0xaa);
  }

  private static MemorySegment segment(String hex) {
    return MemorySegment.ofArray(HexFormat.of().parseHex(hex));
  }

  private static String hex(MemorySegment segment) {
    return HexFormat.of().formatHex(segment.toArray(ValueLayout.JAVA_BYTE));
  }
}
