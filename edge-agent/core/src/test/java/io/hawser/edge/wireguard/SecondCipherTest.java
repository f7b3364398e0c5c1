package io.hawser.edge.wireguard;

import static io.hawser.edge.wireguard.SimulatedWire.S;
import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.edge.crypto.Aead;
import io.hawser.edge.crypto.JdkAead;
import io.hawser.edge.crypto.PacketCipher;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class SecondCipherTest {
  private static final long BORN = 1_000_000_000L;
  private static final int SECOND_INDEX = 0x55667788;

  private final SimulatedWire wire = new SimulatedWire(3);
  private final SimulatedEdge a = wire.edge(1);
  private final SimulatedEdge b = wire.edge(2);
  private final Peering toB = a.add(b);
  private final Peering toA = b.add(a);

  @Test
  void bothSealWithItOnceTheyAgreedAndTheCounterGoesOn() {
    connect(true, true);
    a.transmit(toB, new byte[100]);
    wire.runFor(S);
    long before = Objects.requireNonNull(a.sendKeys.get(toB)).sentCount();
    agree();
    assertThat(toB.cipher()).isEqualTo(PacketCipher.AES_256_GCM);
    assertThat(toA.cipher()).isEqualTo(PacketCipher.AES_256_GCM);
    a.transmit(toB, new byte[100]);
    b.transmit(toA, new byte[200]);
    wire.runFor(S);
    assertThat(b.delivered).hasSize(2);
    assertThat(a.delivered).hasSize(1);
    assertThat(Objects.requireNonNull(a.sendKeys.get(toB)).sentCount()).isEqualTo(before + 1);
    assertThat(toB.cipherOffer()).isNull();
  }

  @Test
  void anOfferThatIsRepeatedIsAnsweredAgain() {
    connect(true, true);
    CipherOffer offer = Objects.requireNonNull(toB.cipherOffer());
    CipherOffer first = toA.onCipherOffer(offer);
    assertThat(toB.cipherOffer()).isEqualTo(offer);
    assertThat(toA.onCipherOffer(offer)).isEqualTo(first);
  }

  @Test
  void whoAnsweredTheHandshakeMakesNoOffer() {
    connect(true, true);
    assertThat(toA.cipherOffer()).isNull();
  }

  @Test
  void nothingIsAgreedWhereOneSideHasNoSecondKeys() {
    connect(true, false);
    CipherOffer offer = Objects.requireNonNull(toB.cipherOffer());
    assertThat(toA.onCipherOffer(offer)).isNull();
    assertThat(toA.cipher()).isEqualTo(PacketCipher.CHACHA20_POLY1305);
    connect(false, true);
    assertThat(toB.cipherOffer()).isNull();
  }

  @Test
  void nothingIsAgreedAnyMoreWhereTheConfigurationTookItBack() {
    connect(true, true);
    CipherOffer offer = Objects.requireNonNull(toB.cipherOffer());
    toB.haveSecondCipher(false);
    toA.haveSecondCipher(false);
    assertThat(toB.cipherOffer()).isNull();
    assertThat(toA.onCipherOffer(offer)).isNull();
    assertThat(toA.cipher()).isEqualTo(PacketCipher.CHACHA20_POLY1305);
  }

  @Test
  void anOfferForTheSessionBeforeIsAnsweredToo() {
    connect(true, true);
    CipherOffer offer = Objects.requireNonNull(toB.cipherOffer());
    renew();
    assertThat(toA.onCipherOffer(offer)).isNotNull();
    // That of the present session still stands.
    assertThat(toB.cipherOffer()).isNotNull().isNotEqualTo(offer);
    agree();
    assertThat(toB.cipher()).isEqualTo(PacketCipher.AES_256_GCM);
  }

  @Test
  void bothMayOfferWhereBothInitiated() {
    toB.haveSecondCipher(true);
    toA.haveSecondCipher(true);
    toB.initiate(wire.nowNs);
    toA.initiate(wire.nowNs);
    wire.runFor(S);
    for (Peering one : List.of(toB, toA)) {
      Peering other = one == toB ? toA : toB;
      CipherOffer offer = one.cipherOffer();
      CipherOffer answer = offer == null ? null : other.onCipherOffer(offer);
      if (answer != null) {
        one.onCipherOffer(answer);
      }
    }
    a.transmit(toB, new byte[10]);
    b.transmit(toA, new byte[20]);
    wire.runFor(S);
    assertThat(b.delivered).hasSize(1);
    assertThat(a.delivered).hasSize(1);
    assertThat(toB.cipher()).isEqualTo(PacketCipher.AES_256_GCM);
    assertThat(toA.cipher()).isEqualTo(PacketCipher.AES_256_GCM);
  }

  @Test
  void anOfferForASessionThatIsNotOursIsPassedOver() {
    connect(true, true);
    assertThat(toA.onCipherOffer(new CipherOffer(12345, 67890))).isNull();
    assertThat(toA.cipher()).isEqualTo(PacketCipher.CHACHA20_POLY1305);
  }

  @Test
  void theNextSessionBeginsWithTheFirstCipherAndIsAgreedAnew() {
    connect(true, true);
    agree();
    CipherOffer before = toB.cipherOffer();
    renew();
    assertThat(before).isNull();
    assertThat(toB.cipher()).isEqualTo(PacketCipher.CHACHA20_POLY1305);
    assertThat(toB.cipherOffer()).isNotNull();
    agree();
    a.transmit(toB, new byte[10]);
    wire.runFor(S);
    assertThat(b.delivered).hasSize(1);
  }

  @Test
  void everyIndexIsGivenBack() {
    connect(true, true);
    for (int i = 0; i < 5; i++) {
      renew();
    }
    // Two sessions a side, each with two indices.
    assertThat(a.indices.size()).isEqualTo(4);
    assertThat(a.receiveKeys).hasSize(4);
  }

  // ---------------------------------------------------------------- one key by itself

  @Test
  void aPacketTellsItsCipherByTheIndexItNames() {
    SendKey sender = sendKey(0);
    ReceiveKey receiver = receiveKey();
    byte[] first = sealed(sender, 16);
    sender.upgrade(SECOND_INDEX);
    byte[] second = sealed(sender, 16);
    assertThat(Transport.receiver(MemorySegment.ofArray(second), 0)).isEqualTo(SECOND_INDEX);
    assertThat(Transport.counter(MemorySegment.ofArray(second), 0)).isEqualTo(1);
    assertThat(open(receiver, second)).isEqualTo(16);
    assertThat(open(receiver, first)).isEqualTo(16);
    assertThat(open(receiver, first.clone())).isEqualTo(ReceiveKey.REPLAYED);
    byte[] mixed = sealed(sender, 16);
    MemorySegment.ofArray(mixed).set(MessageType.INT_LAYOUT, 4, 0x11223344);
    assertThat(open(receiver, mixed)).isEqualTo(ReceiveKey.FORGED);
    assertThat(receiver.receivedCount()).isEqualTo(2);
  }

  /// RFC 9001, appendix B.1.1.
  @Test
  void aKeySeals2To28PacketsAndNotOnceMore() {
    SendKey sender =
        new SendKey(toB, new NoCipher(), new NoCipher(), 0x11223344, (1L << 26) - 1, BORN);
    sender.upgrade(SECOND_INDEX);
    byte[] room = new byte[65_600];
    // Each of these counts as 32: what is left of 2^28 is soon used up.
    long packets = 0;
    while (sender.isUsable(BORN) && packets < 1L << 26) {
      seal(sender, room, 63_488);
      packets++;
    }
    assertThat(packets).isBetween((3L << 26) / 32, (3L << 26) / 32 + 1);
    assertThat(seal(sender, room, 16)).isEqualTo(SendKey.EXHAUSTED);
  }

  @Test
  void aKeyThatIsAlmostSpentStaysWithTheFirstCipher() {
    SendKey sender = sendKey(1L << 26);
    sender.upgrade(SECOND_INDEX);
    assertThat(sender.cipher()).isEqualTo(PacketCipher.CHACHA20_POLY1305);
    assertThat(seal(sender, new byte[200], 16)).isPositive();
  }

  @Test
  void aCounterBeyond2To28IsNotEvenOpened() {
    SendKey sender = sendKey(1L << 28);
    byte[] datagram = sealed(sender, 16);
    assertThat(open(receiveKey(), datagram.clone())).isEqualTo(16);
    MemorySegment.ofArray(datagram).set(MessageType.INT_LAYOUT, 4, SECOND_INDEX);
    assertThat(open(receiveKey(), datagram)).isEqualTo(ReceiveKey.EXPIRED);
  }

  @Test
  void aKeyIsRenewedAfter2To26Packets() {
    SendKey sender = sendKey((1L << 26) - 1);
    assertThat(sender.isNearlyExhausted()).isFalse();
    sender.upgrade(SECOND_INDEX);
    sealed(sender, 16);
    assertThat(sender.isNearlyExhausted()).isFalse();
    sealed(sender, 16);
    assertThat(sender.isNearlyExhausted()).isTrue();
  }

  @Test
  void aPacketBeyond2KCountsAsSeveral() {
    SendKey sender = sendKey((1L << 26) - 4);
    sender.upgrade(SECOND_INDEX);
    assertThat(seal(sender, new byte[9200], 9000)).isPositive();
    assertThat(sender.isNearlyExhausted()).isTrue();
  }

  @Test
  void aKeyWithoutASecondCipherIsNotUpgraded() {
    SendKey sender = new SendKey(toB, keyed(PacketCipher.CHACHA20_POLY1305), null, 7, 0, BORN);
    sender.upgrade(SECOND_INDEX);
    assertThat(sender.cipher()).isEqualTo(PacketCipher.CHACHA20_POLY1305);
    assertThat(Transport.receiver(MemorySegment.ofArray(sealed(sender, 16)), 0)).isEqualTo(7);
  }

  // ---------------------------------------------------------------- helpers

  /// Where only the counting matters.
  private static final class NoCipher implements Aead {
    @Override
    public void seal(
        MemorySegment source,
        long sourceOffset,
        int length,
        int paddedLength,
        MemorySegment target,
        long targetOffset,
        long counter) {}

    @Override
    public int open(
        MemorySegment source,
        long sourceOffset,
        int sealedLength,
        MemorySegment target,
        long targetOffset,
        long counter) {
      return FORGED;
    }

    @Override
    public void destroy() {}
  }

  private void connect(boolean aHas, boolean bHas) {
    toB.haveSecondCipher(aHas);
    toA.haveSecondCipher(bHas);
    renew();
  }

  private void renew() {
    wire.runFor(6 * S);
    toB.initiate(wire.nowNs);
    wire.runFor(S);
    assertThat(toB.hasSession(wire.nowNs)).isTrue();
    assertThat(toA.hasSession(wire.nowNs)).isTrue();
  }

  private void agree() {
    CipherOffer answer = toA.onCipherOffer(Objects.requireNonNull(toB.cipherOffer()));
    assertThat(toB.onCipherOffer(Objects.requireNonNull(answer))).isNotNull();
  }

  private static Aead keyed(PacketCipher cipher) {
    byte[] key = new byte[32];
    Arrays.fill(key, (byte) cipher.ordinal());
    return JdkAead.SUITE.keyed(cipher, key);
  }

  private SendKey sendKey(long firstCounter) {
    return new SendKey(
        toB,
        keyed(PacketCipher.CHACHA20_POLY1305),
        keyed(PacketCipher.AES_256_GCM),
        0x11223344,
        firstCounter,
        BORN);
  }

  private ReceiveKey receiveKey() {
    return new ReceiveKey(
        toA,
        keyed(PacketCipher.CHACHA20_POLY1305),
        0x11223344,
        new ReceiveKey.Second(keyed(PacketCipher.AES_256_GCM), SECOND_INDEX),
        true,
        BORN);
  }

  private static int seal(SendKey key, byte[] room, int length) {
    return key.seal(MemorySegment.ofArray(room), Transport.HEADER_LENGTH, length, 9000, BORN);
  }

  private static byte[] sealed(SendKey key, int length) {
    byte[] room = new byte[length + 16 + Transport.OVERHEAD];
    int sealed = seal(key, room, length);
    assertThat(sealed).isPositive();
    return Arrays.copyOf(room, sealed);
  }

  private static int open(ReceiveKey key, byte[] datagram) {
    return key.open(MemorySegment.ofArray(datagram), 0, datagram.length, BORN);
  }
}
