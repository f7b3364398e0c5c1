package io.hawser.edge.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.edge.dataplane.DropReason;
import io.hawser.edge.packet.Packets;
import io.hawser.edge.path.PathView;
import io.hawser.lab.simnet.LinkProfile;
import io.hawser.lab.simnet.Network;
import io.hawser.lab.simnet.Port;
import io.hawser.lab.simnet.Seeds;
import io.hawser.lab.simnet.Simulation;
import io.hawser.policy.Policy;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// A call of 50 packets a second beside 500 packets a second of data, between two edges with two
/// links each and a round trip of 40 ms.
class CallThroughTroubleTest {
  private static final int SEEDS = 10;
  private static final long LATE_NS = 150_000_000L;
  private static final int NUMBER = 28;
  private static final int CALL_PORT = 16384;

  @Test
  void losesNextToNothingInABlackHole() {
    List<Long> bad = new ArrayList<>();
    Seeds.forEach(
        SEEDS,
        seed -> {
          Call call = new Call(seed);
          call.goOn(2_000 + (int) (seed * 7 % 100));
          call.block("broadband", true, true);
          call.goOn(3_000);
          assertThat(call.deliveredTwice()).isZero();
          bad.add(call.missingOrLate());
        });
    bad.sort(null);
    System.out.println(
        "call through a black hole, packets missing or later than 150 ms: median "
            + bad.get(bad.size() / 2)
            + ", worst "
            + bad.getLast()
            + " (goal: median <= 1)");
    assertThat(bad.get(bad.size() / 2)).isLessThanOrEqualTo(1);
    assertThat(bad.getLast()).isLessThanOrEqualTo(3);
  }

  /// Then all arrives, and the copies are too many: each is dropped, or its original, and the path
  /// shows no loss for it.
  @Test
  void deliversNothingTwiceWhereOnlyTheAnswersAreLost() {
    Seeds.forEach(
        SEEDS,
        seed -> {
          Call call = new Call(seed);
          // Reports that go round by the other path then come too late to prevent the doubt.
          Port mpls = call.branch.ports.get("mpls");
          mpls.up().set(mpls.up().profile().withDelay(Duration.ofMillis(60)));
          mpls.down().set(mpls.down().profile().withDelay(Duration.ofMillis(60)));
          call.goOn(2_000);
          call.block("broadband", false, true);
          call.goOn(3_000);
          assertThat(call.deliveredTwice()).isZero();
          assertThat(call.missingOrLate()).isZero();
          assertThat(call.hq.dropped(DropReason.DUPLICATE)).isPositive();
          assertThat(call.hq.paths())
              .extracting(PathView::inboundLossPpm)
              .allMatch(ppm -> ppm <= 0);
        });
  }

  /// The copy overtakes the original where the path in doubt has become slow and not silent.
  @Test
  void countsAnOriginalThatComesAfterItsCopy() {
    Seeds.forEach(
        SEEDS,
        seed -> {
          Call call = new Call(seed);
          call.goOn(2_000);
          Port port = call.branch.ports.get("broadband");
          port.up().set(port.up().profile().withDelay(Duration.ofMillis(400)));
          call.goOn(3_000);
          assertThat(call.deliveredTwice()).isZero();
          assertThat(call.hq.dropped(DropReason.DUPLICATE)).isPositive();
          assertThat(call.hq.paths())
              .extracting(PathView::inboundLossPpm)
              .allMatch(ppm -> ppm <= 0);
        });
  }

  private static final class Call {
    private final Simulation simulation;
    final VirtualEdge branch;
    final VirtualEdge hq;
    private final List<Long> sentNs = new ArrayList<>();

    Call(long seed) {
      simulation = new Simulation(seed);
      Network network = new Network(simulation);
      branch = new VirtualEdge(simulation, "branch", "10.1.0.0/24");
      hq = new VirtualEdge(simulation, "hq", "10.2.0.0/24");
      LinkProfile wire = LinkProfile.ofDelay(Duration.ofMillis(10));
      branch.attach(network, "broadband", "192.0.2.1", wire);
      branch.attach(network, "mpls", "198.51.100.1", wire.withDelay(Duration.ofMillis(12)));
      hq.attach(network, "broadband", "192.0.2.2", wire);
      hq.attach(network, "mpls", "198.51.100.2", wire);
      branch.configure(Policy.standard(), hq);
      hq.configure(Policy.standard(), branch);
      simulation.runFor(Duration.ofSeconds(5).toNanos());
    }

    void goOn(int milliseconds) {
      for (int ms = 0; ms < milliseconds; ms++) {
        if (ms % 20 == 0) {
          byte[] packet = Packets.udp("10.1.0.2", 5060, "10.2.0.9", CALL_PORT, 160);
          ByteBuffer.wrap(packet).putInt(NUMBER, sentNs.size());
          sentNs.add(simulation.nowNs());
          branch.send(packet);
        }
        if (ms % 2 == 0) {
          branch.send(Packets.udp("10.1.0.2", 4000, "10.2.0.9", 4000, 500));
        }
        simulation.runFor(1_000_000);
      }
    }

    void block(String link, boolean up, boolean down) {
      Port port = branch.ports.get(link);
      port.up().set(port.up().profile().withBlackHole(up));
      port.down().set(port.down().profile().withBlackHole(down));
    }

    private Map<Integer, List<Long>> arrivals() {
      Map<Integer, List<Long>> arrivals = new HashMap<>();
      for (int i = 0; i < hq.delivered.size(); i++) {
        ByteBuffer packet = ByteBuffer.wrap(hq.delivered.get(i));
        if ((packet.getShort(22) & 0xFFFF) == CALL_PORT) {
          arrivals
              .computeIfAbsent(packet.getInt(NUMBER), _ -> new ArrayList<>())
              .add(hq.deliveredNs.get(i));
        }
      }
      return arrivals;
    }

    long deliveredTwice() {
      return arrivals().values().stream().filter(times -> times.size() > 1).count();
    }

    /// The last 100 ms are on their way.
    long missingOrLate() {
      Map<Integer, List<Long>> arrivals = arrivals();
      long count = 0;
      for (int i = 0; i < sentNs.size() - 5; i++) {
        List<Long> times = arrivals.get(i);
        count += times == null || times.getFirst() - sentNs.get(i) > LATE_NS ? 1 : 0;
      }
      return count;
    }
  }
}
