package io.hawser.edge.wireguard;

import static io.hawser.edge.wireguard.HandshakeOutcome.ANSWERED;
import static io.hawser.edge.wireguard.HandshakeOutcome.COOKIE_DEMANDED;
import static io.hawser.edge.wireguard.HandshakeOutcome.COOKIE_TAKEN;
import static io.hawser.edge.wireguard.HandshakeOutcome.FORGED;
import static io.hawser.edge.wireguard.HandshakeOutcome.SOURCE_TOO_FAST;
import static io.hawser.edge.wireguard.HandshakeOutcome.UNKNOWN_INDEX;
import static io.hawser.edge.wireguard.HandshakeOutcome.WRONG_MAC1;
import static io.hawser.edge.wireguard.HandshakeTest.packet;
import static io.hawser.edge.wireguard.SimulatedWire.MILLI_NS;
import static io.hawser.edge.wireguard.SimulatedWire.S;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class LoadTest {
  private final SimulatedWire wire = new SimulatedWire(4);
  private final SimulatedEdge a = wire.edge(1);
  private final SimulatedEdge b = wire.edge(2);
  private final Peering toB = a.add(b);
  private final Endpoint fromA = new Endpoint(0, a.address);

  LoadTest() {
    b.add(a);
  }

  @Test
  void underLoadACookieIsDemandedAndTheNextTryCarriesIt() {
    keepBusy(20 * S);
    a.transmit(toB, packet(16));
    wire.runFor(S);
    assertThat(b.outcomes).containsExactly(COOKIE_DEMANDED);
    assertThat(a.outcomes).containsExactly(COOKIE_TAKEN);
    assertThat(b.receiveKeys).isEmpty();
    wire.runFor(6 * S);
    assertThat(b.outcomes).containsExactly(COOKIE_DEMANDED, ANSWERED);
    assertThat(b.delivered).hasSize(1);
  }

  @Test
  void withoutLoadNoCookieIsAskedFor() {
    b.identity.noteBacklog(12, 100, wire.nowNs);
    wire.runFor(S);
    a.transmit(toB, packet(16));
    wire.runFor(S);
    assertThat(b.cookieRepliesSent).isZero();
  }

  @Test
  void anEighthOfTheQueueIsLoadAndItLastsASecond() {
    LoadGauge gauge = new LoadGauge();
    gauge.note(11, 96, S);
    assertThat(gauge.isUnderLoad(S)).isFalse();
    gauge.note(12, 96, S);
    assertThat(gauge.isUnderLoad(S)).isTrue();
    gauge.note(0, 96, S + MILLI_NS);
    assertThat(gauge.isUnderLoad(2 * S - 1)).isTrue();
    assertThat(gauge.isUnderLoad(2 * S)).isFalse();
  }

  @Test
  void aWrongMac1GetsNoCookieEither() {
    keepBusy(S);
    wire.runFor(MILLI_NS);
    byte[] message = initiation();
    message[120] ^= 1;
    assertThat(offer(message, fromA)).isEqualTo(WRONG_MAC1);
    assertThat(b.cookieRepliesSent).isZero();
  }

  @Test
  void aCookieIsGoodForItsSourceOnly() {
    takeCookie();
    byte[] message = initiation();
    Endpoint elsewhere = new Endpoint(0, SimulatedWire.address(8));
    assertThat(offer(message, elsewhere)).isEqualTo(COOKIE_DEMANDED);
    assertThat(offer(message, fromA)).isEqualTo(ANSWERED);
  }

  @Test
  void aResponderUnderLoadIsNotTheOnlyOneToAsk() {
    for (int i = 0; i < 30; i++) {
      wire.at(wire.nowNs + i * 500 * MILLI_NS, () -> a.identity.noteBacklog(100, 100, wire.nowNs));
    }
    a.transmit(toB, packet(16));
    wire.runFor(S);
    assertThat(a.outcomes).containsExactly(COOKIE_DEMANDED);
    assertThat(b.outcomes).contains(COOKIE_TAKEN);
    wire.runFor(10 * S);
    assertThat(b.delivered).hasSize(1);
  }

  @Test
  void anInitiatorUsesACookieFor115Seconds() {
    takeCookie();
    wire.runFor(114 * S);
    assertThat(mac2(initiation())).isNotEqualTo(new byte[16]);
    wire.runFor(2 * S);
    assertThat(mac2(initiation())).isEqualTo(new byte[16]);
  }

  @Test
  void theSecretOfTheCookiesChangesEvery120Seconds() {
    CookieSecret secret = new CookieSecret(wire.randomSource());
    byte[] cookie = secret.cookie(a.address, S);
    assertThat(secret.cookie(a.address, 121 * S - 1)).isEqualTo(cookie);
    assertThat(secret.cookie(a.address, 121 * S)).isNotEqualTo(cookie);
    assertThat(secret.cookie(b.address, 121 * S)).isNotEqualTo(secret.cookie(a.address, 121 * S));
  }

  @Test
  void aForgedCookieReplyIsRefused() {
    takeCookie();
    byte[] reply =
        wire.seen.stream().filter(datagram -> datagram.length == 64).findFirst().orElseThrow();
    byte[] forged = reply.clone();
    forged[40] ^= 1;
    Endpoint fromB = new Endpoint(0, b.address);
    byte[] current = initiation();
    forged[4] = current[4];
    forged[5] = current[5];
    forged[6] = current[6];
    forged[7] = current[7];
    assertThat(a.identity.onDatagram(forged, 64, fromB, wire.nowNs)).isEqualTo(FORGED);
    assertThat(a.identity.onDatagram(reply, 64, fromB, wire.nowNs)).isEqualTo(UNKNOWN_INDEX);
  }

  @Test
  void underLoadASourceMaySend20ASecondAnd5AtOnce() throws UnknownHostException {
    SourceLimit limit = new SourceLimit();
    InetAddress source = InetAddress.getByName("192.0.2.1");
    for (int i = 0; i < 5; i++) {
      assertThat(limit.admits(source, S)).isTrue();
    }
    assertThat(limit.admits(source, S)).isFalse();
    assertThat(limit.admits(source, S + 49 * MILLI_NS)).isFalse();
    assertThat(limit.admits(source, S + 50 * MILLI_NS)).isTrue();
    assertThat(limit.admits(source, S + 51 * MILLI_NS)).isFalse();
    assertThat(limit.admits(InetAddress.getByName("192.0.2.2"), S)).isTrue();
    int admitted = 0;
    for (int i = 0; i < 10_000; i++) {
      admitted += limit.admits(source, 2 * S + i * MILLI_NS) ? 1 : 0;
    }
    assertThat(admitted).isBetween(199, 205);
  }

  @Test
  void anIpv6SourceIsItsSlash64() throws UnknownHostException {
    SourceLimit limit = new SourceLimit();
    for (int i = 0; i < 5; i++) {
      assertThat(limit.admits(InetAddress.getByName("2001:db8:0:1::" + i), S)).isTrue();
    }
    assertThat(limit.admits(InetAddress.getByName("2001:db8:0:1:ffff::1"), S)).isFalse();
    assertThat(limit.admits(InetAddress.getByName("2001:db8:0:2::1"), S)).isTrue();
  }

  @Test
  void theSourcesRememberedAreBoundedAndIdleOnesMakeRoom() throws UnknownHostException {
    SourceLimit limit = new SourceLimit();
    byte[] address = {10, 0, 0, 0};
    for (int i = 0; i < Protocol.SOURCES; i++) {
      address[2] = (byte) (i >> 8);
      address[3] = (byte) i;
      assertThat(limit.admits(InetAddress.getByAddress(address), S)).isTrue();
    }
    address[1] = 1;
    assertThat(limit.admits(InetAddress.getByAddress(address), S)).isFalse();
    assertThat(limit.admits(InetAddress.getByAddress(address), S + 250 * MILLI_NS)).isTrue();
  }

  @Test
  void aSourceWithACookieIsStillLimited() {
    takeCookie();
    HandshakeOutcome last = ANSWERED;
    for (int i = 0; i < 6; i++) {
      a.epochMs += 100;
      last = offer(initiation(), fromA);
    }
    assertThat(last).isEqualTo(SOURCE_TOO_FAST);
  }

  private void takeCookie() {
    keepBusy(300 * S);
    toB.initiate(wire.nowNs);
    wire.runFor(100 * MILLI_NS);
    assertThat(a.outcomes).containsExactly(COOKIE_TAKEN);
  }

  private void keepBusy(long durationNs) {
    for (long t = 0; t < durationNs; t += S / 2) {
      wire.at(wire.nowNs + t, () -> b.identity.noteBacklog(100, 100, wire.nowNs));
    }
    b.identity.noteBacklog(100, 100, wire.nowNs);
  }

  private byte[] initiation() {
    var before = wire.filter;
    wire.filter = (_, _) -> true;
    toB.initiate(wire.nowNs);
    wire.filter = before;
    return wire.seen.getLast();
  }

  private HandshakeOutcome offer(byte[] datagram, Endpoint source) {
    return b.identity.onDatagram(datagram, datagram.length, source, b.nowNs);
  }

  private static byte[] mac2(byte[] initiation) {
    return Arrays.copyOfRange(initiation, 132, 148);
  }
}
