package io.hawser.edge.wireguard;

import static io.hawser.edge.wireguard.HandshakeOutcome.ANSWERED;
import static io.hawser.edge.wireguard.HandshakeOutcome.ESTABLISHED;
import static io.hawser.edge.wireguard.HandshakeOutcome.FORGED;
import static io.hawser.edge.wireguard.HandshakeOutcome.MALFORMED;
import static io.hawser.edge.wireguard.HandshakeOutcome.PEER_TOO_FAST;
import static io.hawser.edge.wireguard.HandshakeOutcome.REPLAYED;
import static io.hawser.edge.wireguard.HandshakeOutcome.TURNED_ROUND;
import static io.hawser.edge.wireguard.HandshakeOutcome.UNKNOWN_INDEX;
import static io.hawser.edge.wireguard.HandshakeOutcome.UNKNOWN_PEER;
import static io.hawser.edge.wireguard.HandshakeOutcome.WRONG_MAC1;
import static io.hawser.edge.wireguard.HandshakeOutcome.WRONG_SOCKET;
import static io.hawser.edge.wireguard.SimulatedWire.MILLI_NS;
import static io.hawser.edge.wireguard.SimulatedWire.S;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hawser.edge.crypto.PresharedKey;
import io.hawser.edge.crypto.PublicKey;
import io.hawser.edge.crypto.Vectors;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HandshakeTest {
  private final SimulatedWire wire = new SimulatedWire(1);
  private final SimulatedEdge a = wire.edge(1);
  private final SimulatedEdge b = wire.edge(2);
  private final Peering toB = a.add(b);
  private final Peering toA = b.add(a);
  private final Endpoint fromA = new Endpoint(0, a.address);

  @Test
  void carriesAStagedPacketAfterOneRoundTripAndAHalf() {
    a.transmit(toB, packet(100));
    wire.runFor(59 * MILLI_NS);
    assertThat(b.delivered).isEmpty();
    wire.runFor(2 * MILLI_NS);
    assertThat(b.delivered).hasSize(1);
    assertThat(b.delivered.getFirst()).startsWith(packet(100)).hasSize(112);
    assertThat(a.happened).containsExactly("established as initiator");
    assertThat(b.happened).containsExactly("established as responder");
  }

  @Test
  void carriesDataBothWays() {
    connect();
    b.transmit(toA, packet(50));
    wire.runFor(S);
    assertThat(a.delivered).hasSize(1);
    assertThat(a.delivered.getFirst()).startsWith(packet(50)).hasSize(64);
  }

  @Test
  void theInitiatorConfirmsAtOnceByAKeepaliveIfNothingIsStaged() {
    toB.wantSession(wire.nowNs);
    wire.runFor(100 * MILLI_NS);
    assertThat(a.keepalivesSent).isEqualTo(1);
    assertThat(b.happened).containsExactly("established as responder");
  }

  @Test
  void theInitiatorConfirmsByStagedDataIfThereIsAny() {
    a.transmit(toB, packet(20));
    wire.runFor(41 * MILLI_NS);
    assertThat(a.transportSent).isGreaterThanOrEqualTo(1);
    assertThat(wire.seen.get(2)).hasSize(64);
  }

  @Test
  void theResponderSendsNothingOnANewKeyBeforeDataCameOnIt() {
    wire.filter = (from, datagram) -> from == a && datagram[0] == MessageType.TRANSPORT;
    toB.wantSession(wire.nowNs);
    wire.runFor(S);
    assertThat(a.happened).containsExactly("established as initiator");
    assertThat(b.sendKeys).isEmpty();
    assertThat(b.receiveKeys).hasSize(1);
    assertThat(toA.hasSession(wire.nowNs)).isFalse();
  }

  @Test
  void aPresharedKeyMustBeTheSame() {
    var psk =
        PresharedKey.of(
            new byte[] {
              1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10,
              11, 12, 13, 14, 15, 16
            });
    var c = wire.edge(3);
    var d = wire.edge(4);
    Peering toD = addWithKey(c, d, psk);
    addWithKey(d, c, psk);
    c.transmit(toD, packet(16));
    wire.runFor(S);
    assertThat(d.delivered).hasSize(1);

    var e = wire.edge(5);
    Peering toE = addWithKey(d, e, psk);
    addWithKey(e, d, PresharedKey.NONE);
    d.transmit(toE, packet(16));
    wire.runFor(S);
    assertThat(d.outcomes).endsWith(FORGED);
    assertThat(e.delivered).isEmpty();
  }

  @Test
  void everythingThatFailsACheckIsAnsweredBySilence() {
    byte[] initiation = initiation();
    int sentBefore = wire.seen.size();
    assertThat(offer(new byte[0])).isEqualTo(MALFORMED);
    assertThat(offer(new byte[148])).isEqualTo(MALFORMED);
    assertThat(offer(Arrays.copyOf(initiation, 147))).isEqualTo(MALFORMED);
    assertThat(offer(Arrays.copyOf(initiation, 149))).isEqualTo(MALFORMED);
    assertThat(offer(changed(initiation, 1))).as("reserved bytes").isEqualTo(MALFORMED);
    assertThat(offer(changed(initiation, 120))).as("mac1").isEqualTo(WRONG_MAC1);
    assertThat(offer(changed(initiation, 5))).as("sender").isEqualTo(WRONG_MAC1);
    for (int at : new int[] {8, 45, 90}) {
      assertThat(offer(withRightMac1(changed(initiation, at)))).as("at " + at).isEqualTo(FORGED);
    }
    assertThat(wire.seen).hasSize(sentBefore);
    assertThat(b.receiveKeys).isEmpty();
    assertThat(offer(initiation)).as("unharmed by all that").isEqualTo(ANSWERED);
  }

  @Test
  void mac1IsCheckedBeforeAnyAgreementOfKeys() {
    byte[] message = initiation();
    Arrays.fill(message, 8, 40, (byte) 0);
    assertThat(offer(message)).isEqualTo(WRONG_MAC1);
    assertThat(offer(withRightMac1(message))).isEqualTo(FORGED);
  }

  @Test
  void anEphemeralKeyOfLowOrderIsRefused() {
    byte[] message = initiation();
    for (Map<String, byte[]> c : Vectors.read("x25519-low-order.txt")) {
      System.arraycopy(c.get("point"), 0, message, 8, 32);
      assertThat(offer(withRightMac1(message))).isEqualTo(FORGED);
    }
    assertThat(b.responsesSent).isZero();
  }

  @Test
  void aPeerWhoseKeyIsOfLowOrderIsSentNothing() {
    Peering weak = a.add(PublicKey.of(new byte[32]), new Endpoint(0, b.address), 0);
    weak.wantSession(wire.nowNs);
    wire.runFor(S);
    assertThat(wire.seen).isEmpty();
  }

  @Test
  void aStrangerIsAnsweredBySilence() {
    SimulatedEdge stranger = wire.edge(9);
    Peering there = stranger.add(b);
    stranger.transmit(there, packet(16));
    wire.runFor(S);
    assertThat(b.outcomes).containsExactly(UNKNOWN_PEER);
    assertThat(b.responsesSent).isZero();
  }

  @Test
  void aRemovedPeerIsAStranger() {
    connect();
    b.identity.remove(a.key.publicKey());
    assertThat(b.receiveKeys).isEmpty();
    assertThat(b.sendKeys).isEmpty();
    a.transmit(toB, packet(16));
    toB.initiate(wire.nowNs);
    wire.runFor(S);
    assertThat(b.outcomes).endsWith(UNKNOWN_PEER);
    assertThat(b.delivered).hasSize(1);
  }

  @Test
  void aReplayedInitiationIsRefused() {
    byte[] initiation = initiation();
    assertThat(offer(initiation)).isEqualTo(ANSWERED);
    wire.runFor(S);
    assertThat(offer(initiation)).isEqualTo(REPLAYED);
  }

  @Test
  void anOlderInitiationIsRefusedAfterANewerOne() {
    byte[] older = initiation();
    a.epochMs += 1000;
    byte[] newer = initiation();
    assertThat(offer(newer)).isEqualTo(ANSWERED);
    wire.runFor(S);
    assertThat(offer(older)).isEqualTo(REPLAYED);
  }

  @Test
  void aClockThatGoesBackDoesNotLockThePeerOut() {
    a.epochMs = 4_000_000_000_000L;
    connect();
    a.epochMs = 1_000L;
    toB.initiate(wire.nowNs);
    wire.runFor(S);
    assertThat(b.outcomes).containsOnly(ANSWERED);
  }

  @Test
  void aRestartWithAClockOf1970DoesNotLockThePeerOut() {
    connect();
    a.restart();
    a.epochMs = 0;
    Peering again = a.add(b);
    a.transmit(again, packet(32));
    wire.runFor(S);
    assertThat(b.outcomes).containsOnly(ANSWERED);
    assertThat(b.delivered).hasSize(2);
  }

  @Test
  void stampsAreReservedByFewWrites() {
    for (int i = 0; i < 100; i++) {
      wire.runFor(5 * S);
      toB.initiate(wire.nowNs);
    }
    assertThat(a.stamps.writes).isEqualTo(1);
  }

  @Test
  void moreThan50InitiationsASecondOfAPeerAreDropped() {
    byte[] first = initiation();
    a.epochMs += 100;
    byte[] second = initiation();
    a.epochMs += 100;
    byte[] third = initiation();
    assertThat(offer(first)).isEqualTo(ANSWERED);
    b.nowNs += 19 * MILLI_NS;
    assertThat(offer(second)).isEqualTo(PEER_TOO_FAST);
    b.nowNs += MILLI_NS;
    assertThat(offer(third)).isEqualTo(ANSWERED);
  }

  @Test
  void aResponseIsTakenOnceAndOnlyIfAskedFor() {
    connect();
    byte[] response = wire.seen.get(1);
    assertThat(response).hasSize(92);
    int sentBefore = wire.seen.size();
    assertThat(a.identity.onDatagram(response, 92, new Endpoint(0, b.address), wire.nowNs))
        .isEqualTo(UNKNOWN_INDEX);
    assertThat(a.outcomes).containsExactly(ESTABLISHED);
    assertThat(wire.seen).hasSize(sentBefore);
  }

  @Test
  void aForgedResponseDoesNotSpoilTheRightOne() {
    wire.filter = (from, datagram) -> from == b;
    toB.wantSession(wire.nowNs);
    wire.runFor(S);
    byte[] response = wire.seen.get(1);
    byte[] forged = changed(response, 50);
    Macs.write(forged, Response.MACS, Macs.mac1Key(a.key.publicKey()), null);
    Endpoint fromB = new Endpoint(0, b.address);
    assertThat(a.identity.onDatagram(forged, 92, fromB, wire.nowNs)).isEqualTo(FORGED);
    assertThat(a.identity.onDatagram(response, 92, fromB, wire.nowNs)).isEqualTo(ESTABLISHED);
  }

  @Test
  void theEndpointRoamsOnAnAuthenticPacketOnly() {
    connect();
    Endpoint elsewhere = new Endpoint(3, SimulatedWire.address(77));
    a.transmit(toB, packet(16));
    byte[] datagram = wire.seen.getLast();
    b.receive(changed(datagram, 20), elsewhere);
    assertThat(toA.contact().endpoint()).isEqualTo(fromA);
    b.receive(datagram, elsewhere);
    assertThat(toA.contact().endpoint()).isEqualTo(elsewhere);
  }

  @Test
  void theEndpointRoamsOnAnAuthenticHandshake() {
    Endpoint elsewhere = new Endpoint(3, SimulatedWire.address(77));
    byte[] initiation = initiation();
    b.identity.onDatagram(changed(initiation, 90), 148, elsewhere, wire.nowNs);
    assertThat(toA.contact().endpoint()).isEqualTo(fromA);
    b.identity.onDatagram(initiation, 148, elsewhere, wire.nowNs);
    assertThat(toA.contact().endpoint()).isEqualTo(elsewhere);
  }

  @Test
  void aPathIsHeardOnItsOwnSocketOnly() {
    SimulatedEdge c = wire.edge(3);
    PeeringSettings pinned = new PeeringSettings(a.key.publicKey(), PresharedKey.NONE, 0, 5, null);
    Peering path = c.identity.add(pinned, wire.nowNs);
    Peering toC = a.add(c);
    toC.initiate(wire.nowNs);
    byte[] initiation = wire.seen.getLast();
    assertThat(c.identity.onDatagram(initiation, 148, new Endpoint(4, a.address), wire.nowNs))
        .isEqualTo(WRONG_SOCKET);
    assertThat(path.contact().endpoint()).isNull();
    assertThat(c.identity.onDatagram(initiation, 148, new Endpoint(5, a.address), wire.nowNs))
        .isEqualTo(ANSWERED);
    assertThat(path.contact().admits(4)).isFalse();
  }

  @Test
  void aHandshakeMayComeByAnotherPathWithoutMovingTheEndpoint() {
    byte[] initiation = initiation();
    b.identity.noteBacklog(100, 100, wire.nowNs);
    assertThat(b.identity.onCarried(initiation, 148, wire.nowNs)).isEqualTo(ANSWERED);
    assertThat(b.cookieRepliesSent).isZero();
    assertThat(toA.contact().endpoint()).isEqualTo(fromA);
  }

  @Test
  void aCarriedInitiationIsTurnedRoundWhereWeReachThePeer() {
    byte[] initiation = initiation();
    b.open = true;
    assertThat(b.identity.onCarried(initiation, 148, wire.nowNs)).isEqualTo(TURNED_ROUND);
    assertThat(b.responsesSent).isZero();
    assertThat(b.identity.onCarried(initiation, 148, wire.nowNs + S)).isEqualTo(REPLAYED);
    wire.runFor(S);
    assertThat(b.happened).containsExactly("established as initiator");
  }

  @Test
  void indicesAreReleasedWithTheirSessions() {
    Indices indices = new Indices(wire.randomSource());
    int one = indices.allocate(toB);
    int other = indices.allocate(toB);
    assertThat(one).isNotEqualTo(other);
    assertThat(indices.peering(one)).isEqualTo(toB);
    indices.release(one);
    assertThat(indices.peering(one)).isNull();
    assertThat(indices.size()).isEqualTo(1);
  }

  @Test
  void aDrawnIndexThatIsInUseIsDrawnAgain() {
    int[] draws = {7, 7, 8};
    int[] next = {0};
    Indices indices = new Indices(bytes -> MessageType.INT.set(bytes, 0, draws[next[0]++]));
    assertThat(indices.allocate(toB)).isEqualTo(7);
    assertThat(indices.allocate(toB)).isEqualTo(8);
  }

  @Test
  void aPeerIsAddedOnce() {
    assertThatThrownBy(() -> a.add(b))
        .hasMessageEndingWith("(expected: a key that is not a peer yet)");
  }

  static byte[] packet(int length) {
    byte[] packet = new byte[length];
    Arrays.fill(packet, (byte) 0x45);
    return packet;
  }

  private void connect() {
    a.transmit(toB, packet(32));
    wire.runFor(S);
    assertThat(b.delivered).hasSize(1);
  }

  /// A fresh initiation of A's that B hasn't seen.
  private byte[] initiation() {
    var before = wire.filter;
    wire.filter = (_, _) -> true;
    toB.initiate(wire.nowNs);
    wire.filter = before;
    return wire.seen.getLast();
  }

  private HandshakeOutcome offer(byte[] datagram) {
    return b.identity.onDatagram(datagram, datagram.length, fromA, b.nowNs);
  }

  private byte[] withRightMac1(byte[] initiation) {
    byte[] message = initiation.clone();
    Macs.write(message, Initiation.MACS, Macs.mac1Key(b.key.publicKey()), null);
    return message;
  }

  private static byte[] changed(byte[] datagram, int at) {
    byte[] changed = datagram.clone();
    changed[at] ^= 1;
    return changed;
  }

  private static Peering addWithKey(SimulatedEdge at, SimulatedEdge peer, PresharedKey psk) {
    return at.identity.add(
        new PeeringSettings(
            peer.key.publicKey(), psk, 0, Contact.ANY_SOCKET, new Endpoint(0, peer.address)),
        at.nowNs);
  }
}
