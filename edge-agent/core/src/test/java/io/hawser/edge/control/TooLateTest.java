package io.hawser.edge.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.edge.dataplane.DropReason;
import io.hawser.edge.packet.Packets;
import io.hawser.edge.path.PathChange;
import io.hawser.edge.path.PathView;
import io.hawser.lab.simnet.LinkProfile;
import io.hawser.lab.simnet.Network;
import io.hawser.lab.simnet.Simulation;
import io.hawser.policy.Policy;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A packet that the network delivers when more than a replay window has overtaken it.
class TooLateTest {
  private static final int LONG = 500;

  /// More than a replay window.
  private static final int PACKETS = 8_500;

  private final Simulation simulation = new Simulation(1);
  private final VirtualEdge branch = new VirtualEdge(simulation, "branch", "10.1.0.0/24");
  private final VirtualEdge hq = new VirtualEdge(simulation, "hq", "10.2.0.0/24");
  private final List<Runnable> held = new ArrayList<>();

  @Test
  void isDroppedAndNoLossOfThePath() {
    connect();
    hq.watch(new HoldingBack());
    send(LONG);
    run(Duration.ofMillis(100));
    assertThat(held).hasSize(1);
    for (int i = 0; i < PACKETS; i++) {
      send(100);
    }
    run(Duration.ofSeconds(2));
    assertThat(path(branch).outboundCount().missing()).isEqualTo(1);

    held.getFirst().run();
    run(Duration.ofSeconds(2));
    assertThat(hq.dropped(DropReason.TOO_LATE)).isEqualTo(1);
    assertThat(path(branch).outboundCount().missing()).isZero();
    assertThat(path(hq).inboundCount().missing()).isZero();

    // Whoever repeats it makes good no other's loss.
    held.getFirst().run();
    run(Duration.ofSeconds(2));
    assertThat(hq.dropped(DropReason.TOO_LATE)).isEqualTo(1);
    assertThat(hq.dropped(DropReason.REPLAYED)).isEqualTo(1);
    assertThat(path(branch).outboundCount().missing()).isZero();
  }

  private void connect() {
    Network network = new Network(simulation);
    LinkProfile wire = LinkProfile.ofDelay(Duration.ofMillis(5));
    branch.attach(network, "broadband", "192.0.2.1", wire);
    hq.attach(network, "broadband", "192.0.2.2", wire);
    branch.configure(Policy.standard(), hq);
    hq.configure(Policy.standard(), branch);
    run(Duration.ofSeconds(5));
  }

  private void send(int payload) {
    branch.send(Packets.udp("10.1.0.2", 4000, "10.2.0.9", 4000, payload));
    run(Duration.ofMillis(1));
  }

  private void run(Duration duration) {
    simulation.runFor(duration.toNanos());
  }

  private static PathView path(VirtualEdge edge) {
    return edge.paths().getFirst();
  }

  /// Keeps the first long datagram that comes, and lets all others pass.
  private final class HoldingBack implements VirtualEdge.Watcher {
    @Override
    public void onPacket(byte[] packet, Runnable take) {
      take.run();
    }

    @Override
    public void onDatagram(byte[] datagram, Runnable take) {
      boolean wanted = held.isEmpty() && datagram.length > LONG && datagram.length < 2 * LONG;
      if (wanted) {
        held.add(take);
      } else {
        take.run();
      }
    }

    @Override
    public void onLeaving(String link, InetSocketAddress to, byte[] datagram, boolean taken) {}

    @Override
    public void onDelivered(byte[] packet) {}

    @Override
    public void onChange(PathChange change) {}
  }
}
