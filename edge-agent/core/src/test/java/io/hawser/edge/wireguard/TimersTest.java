package io.hawser.edge.wireguard;

import static io.hawser.edge.wireguard.HandshakeTest.packet;
import static io.hawser.edge.wireguard.SimulatedWire.MILLI_NS;
import static io.hawser.edge.wireguard.SimulatedWire.S;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TimersTest {
  private final SimulatedWire wire = new SimulatedWire(3);
  private final SimulatedEdge a = wire.edge(1);
  private final SimulatedEdge b = wire.edge(2);
  private final Peering toB = a.add(b);
  private final Peering toA = b.add(a);

  @Test
  void anInitiationIsTriedAgainAfter5SecondsAndUpTo334MillisecondsFor90Seconds() {
    List<Long> sentNs = new ArrayList<>();
    wire.filter =
        (_, _) -> {
          sentNs.add(wire.nowNs);
          return true;
        };
    a.transmit(toB, packet(16));
    wire.runFor(200 * S);
    assertThat(sentNs).hasSizeBetween(17, 18);
    for (int i = 1; i < sentNs.size(); i++) {
      assertThat(sentNs.get(i) - sentNs.get(i - 1)).isBetween(5 * S, 5 * S + 334 * MILLI_NS);
    }
    assertThat(sentNs.getLast() - sentNs.getFirst()).isLessThan(90 * S);
  }

  @Test
  void triesAreNotAllEquallyFarApart() {
    List<Long> sentNs = new ArrayList<>();
    wire.filter =
        (_, _) -> {
          sentNs.add(wire.nowNs);
          return true;
        };
    a.transmit(toB, packet(16));
    wire.runFor(60 * S);
    assertThat(sentNs.get(1) - sentNs.get(0)).isNotEqualTo(sentNs.get(2) - sentNs.get(1));
  }

  @Test
  void stagedPacketsAreDroppedWhenTheHandshakeGivesUp() {
    wire.filter = (_, _) -> true;
    a.transmit(toB, packet(16));
    wire.runFor(90 * S - MILLI_NS);
    assertThat(a.happened).isEmpty();
    wire.runFor(MILLI_NS);
    assertThat(a.happened).containsExactly("gave up");
    assertThat(a.staged).isEmpty();
    assertThat(a.identity.nextDeadlineNs()).isGreaterThan(wire.nowNs + 100 * S);
  }

  @Test
  void afterGivingUpTheNextPacketTriesAnew() {
    wire.filter = (_, _) -> true;
    a.transmit(toB, packet(16));
    wire.runFor(100 * S);
    wire.filter = (_, _) -> false;
    a.transmit(toB, packet(48));
    wire.runFor(S);
    assertThat(b.delivered).hasSize(1);
    assertThat(b.delivered.getFirst()).hasSize(48);
  }

  @Test
  void initiationsAreAtLeast5SecondsApartWhateverAsksForThem() {
    wire.filter = (_, _) -> true;
    for (int i = 0; i < 490; i++) {
      wire.at(wire.nowNs + i * 10 * MILLI_NS, () -> toB.wantSession(wire.nowNs));
    }
    wire.runFor(4_990 * MILLI_NS);
    assertThat(a.initiationsSent).isEqualTo(1);
  }

  @Test
  void aSessionInUseIsRenewedByItsInitiatorAfter120SecondsAndNoPacketIsLost() {
    toB.wantSession(wire.nowNs);
    wire.runFor(S);
    send(a, toB, 100 * MILLI_NS, 150 * S);
    send(b, toA, 100 * MILLI_NS, 150 * S);
    wire.runFor(121 * S + 100 * MILLI_NS);
    assertThat(a.initiationsSent).isEqualTo(2);
    assertThat(b.initiationsSent).isZero();
    wire.runFor(40 * S);
    assertThat(b.delivered).hasSize(1500);
    assertThat(a.delivered).hasSize(1500);
    assertThat(a.openResults).allMatch(result -> result >= 0);
  }

  /// Each side sends on the session that it initiated, so that of each pair of sessions another one
  /// is in use in each direction.
  @Test
  void theRenewalAfterSimultaneousHandshakesLosesNoPacketEither() {
    toB.wantSession(wire.nowNs);
    toA.wantSession(wire.nowNs);
    wire.runFor(S);
    send(a, toB, 5 * MILLI_NS, 260 * S);
    send(b, toA, 5 * MILLI_NS, 260 * S);
    wire.runFor(261 * S);
    assertThat(a.initiationsSent + b.initiationsSent).isEqualTo(4);
    assertThat(a.delivered).hasSize(52_000);
    assertThat(b.delivered).hasSize(52_000);
  }

  @Test
  void renewalComesWithinASecondOfTheAge() {
    send(a, toB, 100 * MILLI_NS, 150 * S);
    wire.runFor(120 * S);
    assertThat(a.initiationsSent).isEqualTo(1);
    wire.runFor(1_200 * MILLI_NS);
    assertThat(a.initiationsSent).isEqualTo(2);
  }

  @Test
  void theResponderNeverRenewsBecauseOfTheAge() {
    toB.wantSession(wire.nowNs);
    wire.runFor(S);
    send(b, toA, 500 * MILLI_NS, 160 * S);
    wire.filter = (from, datagram) -> from == b && datagram[0] == MessageType.RESPONSE;
    wire.runFor(170 * S);
    assertThat(b.initiationsSent).isZero();
    assertThat(a.initiationsSent).isGreaterThan(1);
  }

  @Test
  void anUnusedSessionIsNotRenewed() {
    toB.wantSession(wire.nowNs);
    wire.runFor(400 * S);
    assertThat(a.initiationsSent).isEqualTo(1);
    assertThat(b.initiationsSent).isZero();
  }

  @Test
  void anInitiatorThatOnlyHearsRenewsAfter165SecondsOnceAKey() {
    toB.wantSession(wire.nowNs);
    wire.runFor(S);
    // The initiator's own packets, also its keepalives, end before 120 s; the responder's data
    // arrives late in the key's life.
    wire.at(
        wire.nowNs + 165 * S,
        () -> {
          b.transmit(toA, packet(16));
          wire.filter = (_, datagram) -> datagram[0] != MessageType.TRANSPORT;
        });
    wire.runFor(164 * S);
    assertThat(a.initiationsSent).isEqualTo(1);
    wire.runFor(3 * S);
    assertThat(a.initiationsSent).isEqualTo(2);
  }

  @Test
  void aKeyOf180SecondsIsNoLongerUsedAndTheNextPacketMakesANewOne() {
    toB.wantSession(wire.nowNs);
    wire.runFor(181 * S);
    assertThat(toB.hasSession(wire.nowNs)).isFalse();
    a.transmit(toB, packet(16));
    wire.runFor(S);
    assertThat(b.delivered).hasSize(1);
    assertThat(a.initiationsSent).isEqualTo(2);
  }

  @Test
  void dataThatIsNotAnsweredIsAcknowledgedByAKeepaliveAfter10Seconds() {
    connect();
    int before = b.keepalivesSent;
    a.transmit(toB, packet(16));
    wire.runFor(10 * S);
    assertThat(b.keepalivesSent).isEqualTo(before);
    wire.runFor(21 * MILLI_NS);
    assertThat(b.keepalivesSent).isEqualTo(before + 1);
    wire.runFor(60 * S);
    assertThat(b.keepalivesSent).isEqualTo(before + 1);
  }

  @Test
  void steadyDataIsAcknowledgedEvery10Seconds() {
    connect();
    int before = b.keepalivesSent;
    send(a, toB, 500 * MILLI_NS, 60 * S);
    wire.runFor(60 * S);
    assertThat(b.keepalivesSent - before).isEqualTo(5);
    assertThat(a.initiationsSent).isEqualTo(1);
  }

  @Test
  void dataThatIsAnsweredByDataNeedsNoKeepalive() {
    connect();
    int before = b.keepalivesSent;
    send(a, toB, S, 60 * S);
    send(b, toA, S, 60 * S);
    wire.runFor(60 * S);
    assertThat(b.keepalivesSent).isEqualTo(before);
  }

  @Test
  void aKeepaliveIsNotAnsweredByAKeepalive() {
    connect();
    int packets = a.transportSent + b.transportSent;
    wire.runFor(100 * S);
    assertThat(a.transportSent + b.transportSent - packets).isLessThanOrEqualTo(1);
  }

  @Test
  void silenceOf15SecondsAfterSentDataMakesANewHandshake() {
    connect();
    wire.filter = (from, _) -> from == b;
    a.transmit(toB, packet(16));
    wire.runFor(15 * S - MILLI_NS);
    assertThat(a.initiationsSent).isEqualTo(1);
    wire.runFor(336 * MILLI_NS);
    assertThat(a.initiationsSent).isEqualTo(2);
  }

  @Test
  void silenceIsNoticedByTheResponderToo() {
    connect();
    wire.filter = (from, _) -> from == a;
    b.transmit(toA, packet(16));
    wire.runFor(16 * S);
    assertThat(b.initiationsSent).isEqualTo(1);
  }

  @Test
  void silenceOfASinglePacketIsHandledOnce() {
    connect();
    wire.filter = (from, _) -> from == b;
    a.transmit(toB, packet(16));
    wire.runFor(119 * S);
    int tries = a.initiationsSent;
    assertThat(a.happened).endsWith("gave up");
    wire.runFor(300 * S);
    assertThat(a.initiationsSent).isEqualTo(tries);
  }

  @Test
  void aPersistentKeepaliveKeepsAPathUpByItself() {
    SimulatedEdge c = wire.edge(3);
    SimulatedEdge d = wire.edge(4);
    c.add(d.key.publicKey(), new Endpoint(0, d.address), 25 * S);
    Peering toC = d.add(c.key.publicKey(), null, 0);
    wire.runFor(1000 * S);
    assertThat(c.initiationsSent).isEqualTo(8);
    assertThat(c.keepalivesSent).isBetween(40, 50);
    d.transmit(toC, packet(16));
    wire.runFor(S);
    assertThat(c.delivered).hasSize(1);
  }

  @Test
  void aPersistentKeepaliveIsNotSentWhileThereIsTraffic() {
    SimulatedEdge c = wire.edge(3);
    SimulatedEdge d = wire.edge(4);
    Peering toD = c.add(d.key.publicKey(), new Endpoint(0, d.address), 25 * S);
    d.add(c.key.publicKey(), null, 0);
    send(c, toD, 5 * S, 100 * S);
    wire.runFor(100 * S);
    assertThat(c.keepalivesSent).isLessThanOrEqualTo(1);
  }

  @Test
  void allKeysAreWiped540SecondsAfterTheLastSession() {
    connect();
    long bornNs = toB.sessionBirthNs();
    wire.runFor(bornNs + 540 * S - MILLI_NS - wire.nowNs);
    assertThat(a.receiveKeys).hasSize(1);
    wire.runFor(MILLI_NS);
    assertThat(a.receiveKeys).isEmpty();
    assertThat(a.sendKeys).isEmpty();
    assertThat(a.destroyed).isEqualTo(1);
    wire.runFor(S);
    assertThat(b.receiveKeys).isEmpty();
    assertThat(a.identity.nextDeadlineNs()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void anAnswerThatNobodyConfirmedIsWipedToo() {
    wire.filter = (from, _) -> from == b;
    toB.wantSession(wire.nowNs);
    wire.runFor(100 * S);
    assertThat(b.receiveKeys).hasSize(1);
    wire.runFor(600 * S);
    assertThat(b.receiveKeys).isEmpty();
  }

  @Test
  void noMoreThanThreeSessionsLive() {
    send(a, toB, 200 * MILLI_NS, 3000 * S);
    for (int i = 1; i < 300; i++) {
      wire.at(
          wire.nowNs + i * 10 * S,
          () -> {
            assertThat(a.receiveKeys.size()).isLessThanOrEqualTo(3);
            assertThat(b.receiveKeys.size()).isLessThanOrEqualTo(3);
          });
    }
    wire.runFor(3000 * S);
    assertThat(a.receiveKeys).hasSize(2);
  }

  @Test
  void anIdleSessionWakesControlOnceIn10Seconds() {
    connect();
    wire.runFor(180 * S);
    wire.ticks = 0;
    wire.runFor(300 * S);
    assertThat(wire.ticks).isLessThanOrEqualTo(2 * 31);
  }

  @Test
  void aPeeringWithoutASessionWakesNobody() {
    assertThat(a.identity.nextDeadlineNs()).isEqualTo(Long.MAX_VALUE);
  }

  private void connect() {
    a.transmit(toB, packet(32));
    wire.runFor(S);
    // So that nothing is left to be acknowledged.
    b.transmit(toA, packet(32));
    wire.runFor(S);
    a.transmit(toB, new byte[0]);
    wire.runFor(S);
  }

  private void send(SimulatedEdge from, Peering to, long everyNs, long durationNs) {
    for (long t = 0; t < durationNs; t += everyNs) {
      wire.at(wire.nowNs + t, () -> from.transmit(to, packet(16)));
    }
  }
}
