package io.hawser.edge.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.edge.control.VirtualEdge.Line;
import io.hawser.edge.crypto.PacketCipher;
import io.hawser.edge.packet.Packets;
import io.hawser.edge.path.PathState;
import io.hawser.edge.path.PathView;
import io.hawser.lab.simnet.LinkProfile;
import io.hawser.lab.simnet.Network;
import io.hawser.lab.simnet.Port;
import io.hawser.lab.simnet.Seeds;
import io.hawser.lab.simnet.Simulation;
import io.hawser.policy.Policy;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/// A branch with a broadband link and a metered one, which idles, and a headquarters with one link.
class MeteredLinkTest {
  private static final int SEEDS = 5;
  private static final String METERED = "lte";

  /// Initiation, response and keepalive, with headers of IPv4 and UDP.
  private static final long HANDSHAKE_BYTES = 148 + 92 + 32 + 3 * 28;

  @Test
  void whileItIdlesAHandshakeEach160SecondsIsAllThatItCarries() {
    each(
        world -> {
          world.run(170);
          long before = world.bytes();
          world.run(3_600);
          assertThat(world.bytes() - before).isBetween(22 * HANDSHAKE_BYTES, 23 * HANDSHAKE_BYTES);
          assertThat(world.meteredPath(world.branch).outbound()).isEqualTo(PathState.UP);
          assertThat(world.meteredPath(world.hq).outbound()).isEqualTo(PathState.UP);
        });
  }

  @Test
  void aSessionIsAlwaysAtHand() {
    each(
        world -> {
          world.run(10);
          for (int i = 0; i < 600; i++) {
            world.run(1);
            assertThat(world.session(world.branch).handshakeAgeNs())
                .isBetween(0L, Duration.ofSeconds(162).toNanos());
            assertThat(world.session(world.hq).handshakeAgeNs())
                .isBetween(0L, Duration.ofSeconds(162).toNanos());
          }
        });
  }

  @Test
  void theSecondCipherIsAgreedOnWithTheFirstData() {
    each(
        world -> {
          world.run(600);
          assertThat(world.session(world.branch).cipher())
              .isEqualTo(PacketCipher.CHACHA20_POLY1305);
          world.branch.setCarrier("broadband", false);
          for (int i = 0; i < 50; i++) {
            world.branch.send(Packets.udp("10.1.0.2", 5060, "10.2.0.9", 16384, 160));
            world.simulation.runFor(Duration.ofMillis(20).toNanos());
          }
          assertThat(world.hq.delivered).hasSizeGreaterThan(40);
          assertThat(world.session(world.branch).cipher()).isEqualTo(PacketCipher.AES_256_GCM);
          assertThat(world.session(world.hq).cipher()).isEqualTo(PacketCipher.AES_256_GCM);
        });
  }

  @Test
  void whereOneDirectionDiesKeysByAnotherPathDoNotHideIt() {
    each(
        world -> {
          world.run(30);
          Port lte = world.port();
          lte.up().set(lte.up().profile().withBlackHole(true));
          world.run(600);
          assertThat(world.meteredPath(world.branch).outbound()).isEqualTo(PathState.DOWN);
          assertThat(world.session(world.branch).handshakeAgeNs())
              .isBetween(0L, Duration.ofSeconds(180).toNanos());
        });
  }

  private static void each(Consumer<World> scenario) {
    Seeds.forEach(SEEDS, seed -> scenario.accept(new World(seed)));
  }

  private static final class World {
    final Simulation simulation;
    final VirtualEdge branch;
    final VirtualEdge hq;

    World(long seed) {
      simulation = new Simulation(seed);
      Network network = new Network(simulation);
      branch = new VirtualEdge(simulation, "branch", "10.1.0.0/24");
      hq = new VirtualEdge(simulation, "hq", "10.2.0.0/24");
      attach(network, branch, Line.of("broadband", "internet"), "192.0.2.1", 20);
      attach(network, branch, Line.of(METERED, "internet").meteredBackup(), "192.0.2.2", 35);
      attach(network, hq, Line.of("fibre", "internet"), "198.51.100.1", 0);
      branch.configure(Policy.standard(), hq);
      hq.configure(Policy.standard(), branch);
    }

    private static void attach(
        Network network, VirtualEdge edge, Line line, String address, int delayMs) {
      LinkProfile profile = LinkProfile.ofDelay(Duration.ofMillis(delayMs));
      edge.attach(line, host -> network.attach(host, InetAddress.ofLiteral(address), profile));
    }

    void run(int seconds) {
      simulation.runFor(Duration.ofSeconds(seconds).toNanos());
    }

    Port port() {
      return branch.ports.get(METERED);
    }

    long bytes() {
      return port().up().offeredBytes() + port().down().offeredBytes();
    }

    PathView meteredPath(VirtualEdge edge) {
      return only(edge.paths().stream().filter(path -> path.label().metered()).toList());
    }

    SessionView session(VirtualEdge edge) {
      return only(
          edge.core.control().sessions(edge.nowNs()).stream()
              .filter(session -> session.pathId().contains(METERED))
              .toList());
    }

    private static <T> T only(List<T> those) {
      assertThat(those).hasSize(1);
      return those.getFirst();
    }
  }
}
