package io.hawser.edge.wireguard;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.edge.crypto.JdkAead;
import io.hawser.edge.crypto.PacketCipher;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class TransportTest {
  private static final long BORN = 1_000_000_000L;
  private static final long LIFETIME = Protocol.REJECT_AFTER_TIME_NS;

  private final SimulatedWire wire = new SimulatedWire(2);
  private final SimulatedEdge edge = wire.edge(1);
  private final Peering peering = edge.add(wire.edge(2));
  private final byte[] key = new byte[32];
  private final SendKey sendKey = sendKey(0);
  private final ReceiveKey receiveKey =
      new ReceiveKey(
          peering,
          JdkAead.SUITE.keyed(PacketCipher.CHACHA20_POLY1305, key),
          0x11223344,
          null,
          true,
          BORN);

  @Test
  void aDatagramIsTypeReceiverCounterAndSealedPlaintext() {
    byte[] datagram = sealed(sendKey, new byte[20], 1420, BORN);
    assertThat(datagram).hasSize(64);
    assertThat(Arrays.copyOf(datagram, 16))
        .isEqualTo(new byte[] {4, 0, 0, 0, 0x44, 0x33, 0x22, 0x11, 0, 0, 0, 0, 0, 0, 0, 0});
    assertThat(sealed(sendKey, new byte[20], 1420, BORN)[8]).isEqualTo((byte) 1);
    assertThat(sendKey.sentCount()).isEqualTo(2);
  }

  @Test
  void anEmptyPlaintextIsAKeepaliveOf32Bytes() {
    byte[] datagram = sealed(sendKey, new byte[0], 1420, BORN);
    assertThat(datagram).hasSize(32);
    assertThat(open(datagram, BORN)).isZero();
    assertThat(peering.contact().lastReceivedNs()).isEqualTo(BORN);
    assertThat(peering.contact().lastDataReceivedNs()).isEqualTo(Contact.NEVER);
  }

  @Test
  void plaintextIsPaddedTo16ButNeverPastTheMtu() {
    assertThat(SendKey.paddedLength(0, 1420)).isZero();
    assertThat(SendKey.paddedLength(1, 1420)).isEqualTo(16);
    assertThat(SendKey.paddedLength(16, 1420)).isEqualTo(16);
    assertThat(SendKey.paddedLength(1409, 1420)).isEqualTo(1420);
    assertThat(SendKey.paddedLength(1420, 1420)).isEqualTo(1420);
    assertThat(SendKey.paddedLength(1421, 1420)).isEqualTo(1421);
  }

  @Test
  void anUnpaddedPlaintextIsAccepted() {
    assertThat(open(sealed(sendKey, new byte[21], 21, BORN), BORN)).isEqualTo(21);
  }

  @Test
  void sealsFromOneSegmentIntoAnother() {
    byte[] source = {9, 8, 7};
    byte[] target = new byte[100];
    int length =
        sendKey.seal(
            MemorySegment.ofArray(source), 0, 3, 1420, MemorySegment.ofArray(target), 10, BORN);
    byte[] plaintext = new byte[40];
    int opened =
        receiveKey.open(
            MemorySegment.ofArray(target), 10, length, MemorySegment.ofArray(plaintext), 5, BORN);
    assertThat(opened).isEqualTo(16);
    assertThat(Arrays.copyOfRange(plaintext, 5, 9)).isEqualTo(new byte[] {9, 8, 7, 0});
  }

  @Test
  void aKeyOf180SecondsNeitherSealsNorOpens() {
    byte[] datagram = sealed(sendKey, new byte[20], 1420, BORN);
    assertThat(sendKey.isUsable(BORN + LIFETIME - 1)).isTrue();
    assertThat(sendKey.isUsable(BORN + LIFETIME)).isFalse();
    assertThat(seal(sendKey, BORN + LIFETIME)).isEqualTo(SendKey.EXPIRED);
    assertThat(open(datagram, BORN + LIFETIME)).isEqualTo(ReceiveKey.EXPIRED);
    assertThat(open(datagram, BORN + LIFETIME - 1)).isPositive();
  }

  @Test
  void aKeySealsUpToTheRejectLimitAndNotOnceMore() {
    SendKey nearlyUsed = sendKey(Protocol.REJECT_AFTER_MESSAGES - 1);
    byte[] last = sealed(nearlyUsed, new byte[16], 1420, BORN);
    assertThat(open(last, BORN)).isEqualTo(16);
    assertThat(nearlyUsed.isUsable(BORN)).isFalse();
    assertThat(seal(nearlyUsed, BORN)).isEqualTo(SendKey.EXHAUSTED);
    assertThat(nearlyUsed.sentCount()).isEqualTo(Protocol.REJECT_AFTER_MESSAGES);
  }

  @Test
  void aCounterBeyondTheRejectLimitIsNotEvenOpened() {
    byte[] datagram = sealed(sendKey, new byte[16], 1420, BORN);
    Arrays.fill(datagram, 8, 16, (byte) 0xFF);
    assertThat(open(datagram, BORN)).isEqualTo(ReceiveKey.EXPIRED);
    assertThat(receiveKey.forgedCount()).isZero();
  }

  @Test
  void aReplayIsRefusedAndCounted() {
    byte[] datagram = sealed(sendKey, new byte[16], 1420, BORN);
    assertThat(open(datagram, BORN)).isEqualTo(16);
    assertThat(open(datagram, BORN)).isEqualTo(ReceiveKey.REPLAYED);
    assertThat(receiveKey.replayedCount()).isEqualTo(1);
    assertThat(receiveKey.receivedCount()).isEqualTo(1);
  }

  @Test
  void onlyAnAuthenticPacketMovesTheWindow() {
    byte[] first = sealed(sendKey, new byte[16], 1420, BORN);
    byte[] forged = first.clone();
    forged[14] = 0x10;
    assertThat(open(forged, BORN)).isEqualTo(ReceiveKey.FORGED);
    assertThat(receiveKey.receivedCount()).isZero();
    assertThat(receiveKey.forgedCount()).isEqualTo(1);
    assertThat(peering.contact().lastReceivedNs()).isEqualTo(Contact.NEVER);
    assertThat(open(first, BORN)).isEqualTo(16);
  }

  @Test
  void aPacketLaterThanTheWindowIsToldApartFromALostOne() {
    byte[] late = sealed(sendKey, new byte[16], 1420, BORN);
    SendKey jumped = sendKey(9_000);
    assertThat(open(sealed(jumped, new byte[16], 1420, BORN), BORN)).isEqualTo(16);
    byte[] forged = late.clone();
    forged[20] ^= 1;
    assertThat(open(forged, BORN)).isEqualTo(ReceiveKey.FORGED);
    assertThat(open(late, BORN)).isEqualTo(ReceiveKey.TOO_LATE);
    assertThat(receiveKey.lateCount()).isEqualTo(1);
    assertThat(open(late, BORN)).as("a second time").isEqualTo(ReceiveKey.REPLAYED);
    assertThat(receiveKey.receivedCount()).isEqualTo(1);
  }

  @Test
  void ofAPacketFarBehindTheWindowNobodyKnowsWhetherItCame() {
    byte[] first = sealed(sendKey, new byte[16], 1420, BORN);
    byte[] second = sealed(sendKey, new byte[16], 1420, BORN);
    assertThat(open(first, BORN)).isEqualTo(16);
    SendKey jumped = sendKey(ReplayWindow.REMEMBERED + 1);
    assertThat(open(sealed(jumped, new byte[16], 1420, BORN), BORN)).isEqualTo(16);
    assertThat(open(second, BORN)).isEqualTo(ReceiveKey.TOO_LATE);
    assertThat(open(first, BORN)).isEqualTo(ReceiveKey.FORGOTTEN);
    assertThat(open(first, BORN)).isEqualTo(ReceiveKey.FORGOTTEN);
    assertThat(receiveKey.lateCount()).isEqualTo(3);
  }

  @Test
  void anOriginalBehindTheWindowIsToldFromItsRepetitionThoughACopyCameFirst() {
    open(sealed(sendKey, new byte[16], 1420, BORN), BORN);
    byte[] late = sealed(sendKey, new byte[16], 1420, BORN);
    assertThat(receiveKey.takeCopy(1, BORN)).isZero();
    assertThat(open(sealed(sendKey(9_000), new byte[16], 1420, BORN), BORN)).isEqualTo(16);
    assertThat(open(late, BORN)).isEqualTo(ReceiveKey.TOO_LATE);
    assertThat(open(late, BORN)).isEqualTo(ReceiveKey.REPLAYED);
  }

  @Test
  void lossIsExactFromTheCounters() {
    for (int i = 0; i < 1000; i++) {
      byte[] datagram = sealed(sendKey, new byte[16], 1420, BORN);
      if (i % 20 != 7) {
        open(datagram, BORN);
      }
    }
    assertThat(sendKey.sentCount() - receiveKey.receivedCount()).isEqualTo(50);
  }

  @Test
  void whatIsNoTransportMessageIsMalformed() {
    byte[] datagram = sealed(sendKey, new byte[16], 1420, BORN);
    assertThat(open(Arrays.copyOf(datagram, 31), BORN)).isEqualTo(ReceiveKey.MALFORMED);
    assertThat(open(new byte[0], BORN)).isEqualTo(ReceiveKey.MALFORMED);
    datagram[1] = 1;
    assertThat(open(datagram, BORN)).isEqualTo(ReceiveKey.MALFORMED);
  }

  @Test
  void theFirstAuthenticPacketConfirmsOnce() {
    assertThat(receiveKey.takeConfirmation()).isFalse();
    open(new byte[32], BORN);
    assertThat(receiveKey.takeConfirmation()).isFalse();
    open(sealed(sendKey, new byte[0], 1420, BORN), BORN);
    assertThat(receiveKey.takeConfirmation()).isTrue();
    assertThat(receiveKey.takeConfirmation()).isFalse();
  }

  private SendKey sendKey(long firstCounter) {
    return new SendKey(
        peering,
        JdkAead.SUITE.keyed(PacketCipher.CHACHA20_POLY1305, key),
        null,
        0x11223344,
        firstCounter,
        BORN);
  }

  private static byte[] sealed(SendKey sendKey, byte[] plaintext, int limit, long nowNs) {
    byte[] buffer = new byte[plaintext.length + 64];
    System.arraycopy(plaintext, 0, buffer, 16, plaintext.length);
    int length = sendKey.seal(MemorySegment.ofArray(buffer), 16, plaintext.length, limit, nowNs);
    return Arrays.copyOf(buffer, length);
  }

  private static int seal(SendKey sendKey, long nowNs) {
    return sendKey.seal(MemorySegment.ofArray(new byte[64]), 16, 16, 1420, nowNs);
  }

  private int open(byte[] datagram, long nowNs) {
    byte[] buffer = datagram.clone();
    return receiveKey.open(MemorySegment.ofArray(buffer), 0, buffer.length, nowNs);
  }
}
