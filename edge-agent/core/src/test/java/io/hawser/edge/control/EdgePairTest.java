package io.hawser.edge.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.edge.crypto.PacketCipher;
import io.hawser.edge.dataplane.DropReason;
import io.hawser.edge.packet.Packets;
import io.hawser.edge.path.PathState;
import io.hawser.edge.path.PathView;
import io.hawser.lab.simnet.LinkProfile;
import io.hawser.lab.simnet.Network;
import io.hawser.lab.simnet.Seeds;
import io.hawser.lab.simnet.Simulation;
import io.hawser.lab.simnet.Wire;
import io.hawser.policy.Policy;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EdgePairTest {
  private static final int SEEDS = 5;

  @Test
  void bringsEveryPathUpAndCarriesAPacketUnchanged() {
    each(
        pair -> {
          pair.run(5);
          assertThat(pair.branch.paths()).hasSize(2).allMatch(EdgePairTest::isUp);
          assertThat(pair.hq.paths()).hasSize(2).allMatch(EdgePairTest::isUp);
          byte[] packet = Packets.udp("10.1.0.2", 5060, "10.2.0.9", 16384, 160);
          pair.branch.send(packet.clone());
          pair.run(1);
          assertThat(pair.hq.delivered).containsExactly(packet);
        });
  }

  @Test
  void sealsWithAes256GcmWhereBothCan() {
    each(
        pair -> {
          pair.run(5);
          assertThat(pair.ciphers()).containsOnly(PacketCipher.AES_256_GCM).hasSize(4);
          pair.talk(100);
          assertThat(pair.hq.delivered).hasSize(100);
          // Also after each rekey.
          pair.run(3_600);
          assertThat(pair.ciphers()).containsOnly(PacketCipher.AES_256_GCM).hasSize(4);
          assertThat(pair.branch.paths()).allMatch(EdgePairTest::isUp);
        });
  }

  @Test
  void staysWithTheFirstCipherWhereOneSideDoesNotAnswer() {
    each(
        pair -> {
          // As where one of them was told of the other's ability and the other not yet.
          pair.hq.othersHaveAes = false;
          pair.configure(Policy.standard());
          pair.run(300);
          assertThat(pair.ciphers()).containsOnly(PacketCipher.CHACHA20_POLY1305).hasSize(4);
          pair.talk(10);
          assertThat(pair.hq.delivered).hasSize(10);
          assertThat(pair.branch.paths()).allMatch(EdgePairTest::isUp);
        });
  }

  @Test
  void agreesOnTheCipherThroughHeavyLossAndByAnotherPath() {
    each(
        pair -> {
          Wire up = pair.branch.ports.get("broadband").up();
          Wire down = pair.branch.ports.get("broadband").down();
          up.set(up.profile().withLoss(0.4, 1));
          down.set(down.profile().withLoss(0.4, 1));
          pair.run(100);
          assertThat(pair.ciphers()).containsOnly(PacketCipher.AES_256_GCM).hasSize(4);
          down.set(down.profile().withBlackHole(true));
          pair.run(400);
          assertThat(pair.ciphers()).containsOnly(PacketCipher.AES_256_GCM).hasSize(4);
        });
  }

  @Test
  void leavesABlackHoledPathWithinASecond() {
    each(
        pair -> {
          pair.run(5);
          pair.talk(100);
          pair.blackHole("broadband", true);
          long before = pair.simulation.nowNs();
          pair.talk(100);
          assertThat(pair.longestGapNs(before)).isLessThan(Duration.ofSeconds(1).toNanos());
          assertThat(pair.branch.moves.getLast().from()).startsWith("broadband");
          assertThat(pair.branch.moves.getLast().to()).startsWith("mpls");
          assertThat(pair.branch.moves.getLast().cause()).contains("no acknowledgement");
        });
  }

  @Test
  void movesOnceForAStallAndComesBackAfterAHoldDown() {
    each(
        pair -> {
          pair.run(5);
          pair.talk(100);
          pair.branch.moves.clear();
          pair.blackHole("broadband", true);
          long before = pair.simulation.nowNs();
          pair.talk(13);
          pair.blackHole("broadband", false);
          pair.talk(1250);
          assertThat(pair.longestGapNs(before)).isLessThan(Duration.ofSeconds(1).toNanos());
          assertThat(pair.branch.movesOf("voice")).containsExactly("mpls>hq/mpls");
          pair.talk(5000);
          assertThat(pair.branch.movesOf("voice"))
              .containsExactly("mpls>hq/mpls", "broadband>hq/broadband");
        });
  }

  @Test
  void keepsItsSessionsThroughHoursOfRekeys() {
    each(
        pair -> {
          pair.run(5);
          for (int minute = 0; minute < 60; minute++) {
            pair.talk(5);
            pair.run(60);
          }
          assertThat(pair.hq.delivered).hasSize(300);
          assertThat(pair.branch.paths()).allMatch(EdgePairTest::isUp);
          assertThat(pair.branch.dropped(DropReason.NO_SESSION)).isZero();
        });
  }

  @Test
  void keepsCarryingInTheOneDirectionWhileTheOtherIsBlocked() {
    each(
        pair -> {
          pair.run(5);
          Wire blocked = pair.branch.ports.get("broadband").up();
          carriesFor10MinutesAgainst(blocked, pair.hq, pair.branch, pair);
        });
    each(
        pair -> {
          pair.run(5);
          Wire blocked = pair.branch.ports.get("broadband").down();
          carriesFor10MinutesAgainst(blocked, pair.branch, pair.hq, pair);
        });
  }

  private static void carriesFor10MinutesAgainst(
      Wire blocked, VirtualEdge from, VirtualEdge to, Pair pair) {
    blocked.set(blocked.profile().withBlackHole(true));
    from.moves.clear();
    boolean toHq = to == pair.hq;
    for (int i = 0; i < 6_000; i++) {
      from.send(
          Packets.udp(
              toHq ? "10.1.0.2" : "10.2.0.9", 5060, toHq ? "10.2.0.9" : "10.1.0.2", 16384, 160));
      pair.simulation.runFor(Duration.ofMillis(100).toNanos());
    }
    assertThat(from.moves).isEmpty();
    assertThat(from.dropped(DropReason.NO_SESSION)).isZero();
    pair.run(1);
    assertThat(to.delivered).hasSize(6_000);
  }

  @Test
  void findsAPeerWhoseFirstAddressIsWrong() {
    eachSeed(
        seed -> {
          Pair pair = new Pair(seed, new InetSocketAddress("203.0.113.9", 51_820));
          pair.run(20);
          assertThat(pair.branch.paths()).hasSize(2).allMatch(EdgePairTest::isUp);
        });
  }

  @Test
  void probesAtOnceWhereAnAddressIsAnotherOne() {
    each(
        pair -> {
          pair.branch.metered = true;
          pair.configure(Policy.standard());
          pair.run(100);
          Wire wire = pair.branch.ports.get("broadband").up();
          long before = wire.offered();
          pair.branch
              .core
              .control()
              .onLinkState(VirtualLines.linkState(0, "192.0.2.7"), pair.simulation.nowNs());
          pair.simulation.runFor(Duration.ofMillis(60).toNanos());
          assertThat(wire.offered()).isGreaterThan(before);
        });
  }

  @Test
  void refusesASourceThatIsNotTheSenders() {
    each(
        pair -> {
          pair.run(5);
          pair.branch.send(Packets.udp("10.9.0.2", 1, "10.2.0.9", 2, 10));
          pair.run(1);
          assertThat(pair.hq.delivered).isEmpty();
          assertThat(pair.hq.dropped(DropReason.FOREIGN_SOURCE)).isEqualTo(1);
        });
  }

  @Test
  void letsInOnlyWhatAGrantBegan() {
    String policy =
        """
        version: 1
        applications:
          - name: web
            match: [{protocol: tcp, ports: [443]}, {protocol: udp, ports: [443]}]
        classes:
          - {name: default}
        default-class: default
        grants:
          - {name: shops, from: [branch], to: [hq], applications: [web]}
        """;
    each(
        pair -> {
          pair.configure(Policy.parse(policy, "policy.yaml"));
          pair.run(5);
          pair.hq.send(Packets.udp("10.2.0.9", 443, "10.1.0.2", 4000, 10));
          assertThat(pair.hq.dropped(DropReason.NOT_GRANTED)).isEqualTo(1);
          pair.branch.send(Packets.udp("10.1.0.2", 4000, "10.2.0.9", 443, 10));
          pair.run(1);
          assertThat(pair.hq.delivered).hasSize(1);
          pair.hq.send(Packets.udp("10.2.0.9", 443, "10.1.0.2", 4000, 10));
          pair.run(1);
          assertThat(pair.branch.delivered).hasSize(1);
        });
  }

  @Test
  void accountsForEveryPacket() {
    each(
        pair -> {
          pair.run(5);
          var broadband = pair.branch.ports.get("broadband");
          broadband.up().set(broadband.up().profile().withLoss(0.05, 2));
          pair.talk(1000);
          pair.run(2);
          long lost = broadband.up().lost();
          assertThat(pair.hq.delivered.size()).isBetween(1000 - (int) lost, 1000);
          assertThat(pair.branch.dropped(DropReason.NO_PATH)).isZero();
        });
  }

  private static boolean isUp(PathView path) {
    return path.outbound() == PathState.UP && path.inbound() == PathState.UP;
  }

  private static void each(Consumer<Pair> scenario) {
    Seeds.forEach(SEEDS, seed -> scenario.accept(new Pair(seed)));
  }

  private static void eachSeed(LongConsumer scenario) {
    Seeds.forEach(SEEDS, scenario);
  }

  private static final class Pair {
    final Simulation simulation;
    final VirtualEdge branch;
    final VirtualEdge hq;

    Pair(long seed) {
      this(seed, null);
    }

    Pair(long seed, @Nullable InetSocketAddress decoy) {
      simulation = new Simulation(seed);
      Network network = new Network(simulation);
      branch = new VirtualEdge(simulation, "branch", "10.1.0.0/24");
      hq = new VirtualEdge(simulation, "hq", "10.2.0.0/24");
      LinkProfile quick = LinkProfile.ofDelay(Duration.ofMillis(5));
      LinkProfile slow = LinkProfile.ofDelay(Duration.ofMillis(15));
      branch.attach(network, "broadband", "192.0.2.1", quick);
      branch.attach(network, "mpls", "198.51.100.1", slow);
      hq.attach(network, "broadband", "192.0.2.2", quick);
      hq.attach(network, "mpls", "198.51.100.2", slow);
      branch.decoy = decoy;
      hq.decoy = decoy;
      configure(Policy.standard());
    }

    void configure(Policy policy) {
      branch.configure(policy, hq);
      hq.configure(policy, branch);
    }

    void run(int seconds) {
      simulation.runFor(Duration.ofSeconds(seconds).toNanos());
    }

    /// What each of both ends' two paths seals with.
    List<PacketCipher> ciphers() {
      return Stream.of(branch, hq)
          .flatMap(edge -> edge.core.control().sessions(simulation.nowNs()).stream())
          .map(SessionView::cipher)
          .toList();
    }

    void blackHole(String link, boolean black) {
      var port = branch.ports.get(link);
      port.up().set(port.up().profile().withBlackHole(black));
      port.down().set(port.down().profile().withBlackHole(black));
    }

    /// A packet every 20 ms.
    void talk(int packets) {
      for (int i = 0; i < packets; i++) {
        branch.send(Packets.udp("10.1.0.2", 5060, "10.2.0.9", 16384, 160));
        simulation.runFor(Duration.ofMillis(20).toNanos());
      }
    }

    long longestGapNs(long fromNs) {
      long longest = 0;
      long last = fromNs;
      for (long at : hq.deliveredNs) {
        if (at > fromNs) {
          longest = Math.max(longest, at - last);
          last = at;
        }
      }
      return longest;
    }
  }
}
