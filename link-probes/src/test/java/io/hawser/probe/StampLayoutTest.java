package io.hawser.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// Golden vectors, laid out by hand from figures 4 and 6 of RFC 8762; the HMAC against one made of
/// its definition in RFC 2104.
class StampLayoutTest {
  private static final long SENT = 0xeb2a7e8080000000L;
  private static final long RECEIVED = 0xeb2a7e8140000000L;
  private static final long REPLIED = 0xeb2a7e8180000000L;
  private static final byte[] KEY = "a key of the tests' own".getBytes(StandardCharsets.UTF_8);

  private static final String AUTHENTICATED_SENDER =
      "00000007" // sequence
          + "00".repeat(12)
          + "eb2a7e8080000000" // timestamp
          + "0c01" // error estimate
          + "1234" // session identifier
          + "00".repeat(68);
  private static final String AUTHENTICATED_REFLECTOR =
      "00000005" // sequence
          + "00".repeat(12)
          + "eb2a7e8180000000" // timestamp
          + "8c01" // error estimate
          + "1234" // session identifier
          + "00000000"
          + "eb2a7e8140000000" // receive timestamp
          + "00".repeat(8)
          + "00000007" // sender's sequence
          + "00".repeat(12)
          + "eb2a7e8080000000" // sender's timestamp
          + "0c01" // sender's error estimate
          + "00".repeat(6)
          + "3f" // sender's TTL
          + "00".repeat(15);

  @Test
  void writesAuthenticatedPacketsAsTheFiguresShow() {
    MemorySegment packet = filled(112);
    StampLayout.AUTHENTICATED.writeRequest(packet, 0, 7, SENT, 0x0c01, 0x1234);
    assertThat(hex(packet)).isEqualTo(AUTHENTICATED_SENDER + "00".repeat(16));
    reply(StampLayout.AUTHENTICATED, packet);
    assertThat(hex(packet)).isEqualTo(AUTHENTICATED_REFLECTOR + "00".repeat(16));
  }

  @Test
  void readsWhatItWrites() {
    for (StampLayout layout : StampLayout.values()) {
      MemorySegment packet = filled(layout.length() + 3);
      layout.writeRequest(packet, 3, 7, SENT, 0x0c01, 0x1234);
      assertThat(layout.sequence(packet, 3)).isEqualTo(7);
      assertThat(layout.timestamp(packet, 3)).isEqualTo(SENT);
      assertThat(layout.errorEstimate(packet, 3)).isEqualTo(0x0c01);
      assertThat(layout.sessionId(packet, 3)).isEqualTo(0x1234);

      layout.turnAround(packet, 3, -1, RECEIVED, 0x8c01, 200);
      assertThat(layout.sequence(packet, 3)).isEqualTo(-1);
      assertThat(layout.receiveTimestamp(packet, 3)).isEqualTo(RECEIVED);
      assertThat(layout.senderSequence(packet, 3)).isEqualTo(7);
      assertThat(layout.senderTimestamp(packet, 3)).isEqualTo(SENT);
      assertThat(layout.senderErrorEstimate(packet, 3)).isEqualTo(0x0c01);
      assertThat(layout.senderTtl(packet, 3)).isEqualTo(200);
    }
  }

  @Test
  void theOpenLayoutIsThatOfTheProbesInsidePaths() {
    MemorySegment inside = filled(44);
    StampSenderPacket.write(inside, 0, 7, SENT, 0x0c01, 0x1234);
    MemorySegment plain = filled(44);
    StampLayout.OPEN.writeRequest(plain, 0, 7, SENT, 0x0c01, 0x1234);
    assertThat(hex(plain)).isEqualTo(hex(inside));

    StampReflectorPacket.write(inside, 0, inside, 0, 5, RECEIVED, REPLIED, 0x8c01, 0x3f);
    reply(StampLayout.OPEN, plain);
    assertThat(hex(plain)).isEqualTo(hex(inside));
  }

  @Test
  void theHmacIsThatOfRfc2104CutInHalf() throws Exception {
    var random = new SplittableRandom(11);
    byte[] packet = new byte[112];
    random.nextBytes(packet);
    MemorySegment segment = MemorySegment.ofArray(packet);
    new StampKey(KEY).seal(segment, 0);
    assertThat(Arrays.copyOfRange(packet, 96, 112)).isEqualTo(naiveHmac(Arrays.copyOf(packet, 96)));
  }

  @Test
  void noBitOfAnAuthenticatedPacketCanBeChanged() {
    StampKey key = new StampKey(KEY);
    MemorySegment packet = filled(112);
    StampLayout.AUTHENTICATED.writeRequest(packet, 0, 7, SENT, 0x0c01, 0x1234);
    key.seal(packet, 0);
    assertThat(key.isAuthentic(packet, 0)).isTrue();
    assertThat(
            new StampKey("another key of theirs".getBytes(StandardCharsets.UTF_8))
                .isAuthentic(packet, 0))
        .isFalse();
    for (int bit = 0; bit < 112 * 8; bit++) {
      flip(packet, bit);
      assertThat(key.isAuthentic(packet, 0)).as("bit %d", bit).isFalse();
      flip(packet, bit);
    }
  }

  @Test
  void tlvsAreSealedWithTheSequenceNumber() throws Exception {
    // Sequence 7, one TLV of padding, then the HMAC TLV.
    byte[] bytes =
        HexFormat.of().parseHex("00000007" + "80010002beef" + "80080010" + "00".repeat(16));
    MemorySegment packet = MemorySegment.ofArray(bytes);
    StampKey key = new StampKey(KEY);
    key.sealTlvs(packet, 0, 4, 10);
    assertThat(Arrays.copyOfRange(bytes, 14, 30))
        .isEqualTo(naiveHmac(HexFormat.of().parseHex("00000007" + "80010002beef")));
    assertThat(key.areTlvsAuthentic(packet, 0, 4, 10)).isTrue();
    bytes[3]++;
    assertThat(key.areTlvsAuthentic(packet, 0, 4, 10)).isFalse();
  }

  @Test
  void refusesAKeyThatIsTooShortToBeOne() {
    assertThatThrownBy(() -> new StampKey(new byte[7])).hasMessageContaining("key: 7 bytes");
  }

  @Test
  void ptpsNanosecondsBecomeNtpsFraction() {
    assertThat(NtpTimestamp.fromTruncatedPtp(5L << 32 | 500_000_000))
        .isEqualTo(5L << 32 | 1L << 31);
    long later = NtpTimestamp.fromTruncatedPtp(6L << 32 | 3);
    long earlier = NtpTimestamp.fromTruncatedPtp(5L << 32 | 999_999_998);
    assertThat(NtpTimestamp.differenceNs(later, earlier)).isBetween(4L, 6L);
  }

  private static void reply(StampLayout layout, MemorySegment packet) {
    layout.turnAround(packet, 0, 5, RECEIVED, 0x8c01, 0x3f);
    layout.setTimestamp(packet, 0, REPLIED);
  }

  /// RFC 2104: H(K xor opad, H(K xor ipad, text)), with the hash's block of 64 bytes.
  private static byte[] naiveHmac(byte[] text) throws Exception {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    digest.update(pad(0x36));
    byte[] inner = digest.digest(text);
    digest.update(pad(0x5c));
    return Arrays.copyOf(digest.digest(inner), 16);
  }

  private static byte[] pad(int value) {
    byte[] block = Arrays.copyOf(KEY, 64);
    for (int i = 0; i < block.length; i++) {
      block[i] ^= (byte) value;
    }
    return block;
  }

  private static void flip(MemorySegment packet, int bit) {
    byte value = packet.get(ValueLayout.JAVA_BYTE, bit / 8);
    packet.set(ValueLayout.JAVA_BYTE, bit / 8, (byte) (value ^ 1 << bit % 8));
  }

  private static MemorySegment filled(int length) {
    MemorySegment segment = MemorySegment.ofArray(new byte[length]);
    segment.fill((byte) 0xaa);
    return segment;
  }

  private static String hex(MemorySegment segment) {
    return HexFormat.of().formatHex(segment.toArray(ValueLayout.JAVA_BYTE));
  }
}
