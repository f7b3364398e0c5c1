package io.hawser.edge.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.edge.control.ControlListener.Move;
import io.hawser.edge.control.VirtualEdge;
import io.hawser.edge.dataplane.DropReason;
import io.hawser.edge.path.Direction;
import io.hawser.edge.path.PathState;
import io.hawser.edge.simulation.Company.Call;
import io.hawser.edge.simulation.Company.Link;
import io.hawser.lab.simnet.BySeed;
import io.hawser.lab.simnet.Seeds;
import io.hawser.lab.simnet.Wire;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// `one-way`: one direction of a link is blocked for 10 minutes, over several rekeys.
class OneWayTest {
  private static final int SEEDS = 4;

  private record Outcome(double senderMs, double receiverMs, int movedBack, int lostBack) {}

  @Test
  void onlyTheBlockedDirectionMoves() {
    BySeed<Outcome> outcomes = Seeds.gather(SEEDS, OneWayTest::story);
    Figures figures = new Figures("one-way");
    figures
        .line("the sender acts after", "ms", outcomes.map(Outcome::senderMs))
        .median()
        .p99AtMost(300)
        .worst();
    figures
        .line("the receiver notices after", "ms", outcomes.map(Outcome::receiverMs))
        .median()
        .p99AtMost(300)
        .worst();
    figures
        .line("moves of the other direction", "", outcomes.map(each -> (double) each.movedBack))
        .worstAtMost(0);
    figures
        .line(
            "packets of the other direction lost", "", outcomes.map(each -> (double) each.lostBack))
        .worstAtMost(0);
    figures.judge();
  }

  /// Odd seeds block from the branch, even ones towards it.
  private static Outcome story(long seed) {
    Company company =
        new Company(seed, Link.of("broadband", Company.BROADBAND), Link.of("cable", Company.CABLE));
    Call call = company.call();
    company.settle(Duration.ofSeconds(20));
    boolean outwards = seed % 2 == 1;
    Stream blocked = outwards ? call.out() : call.back();
    Stream other = outwards ? call.back() : call.out();
    String link = blocked.line();
    Wire wire = outwards ? company.up(link) : company.down(link);
    long atNs = company.nowNs();
    int movesBefore = blocked.to.moves.size();
    Watch watch = new Watch(company, blocked.to);
    wire.set(wire.profile().withBlackHole(true));
    company.run(Duration.ofMinutes(10));
    assertThat(other.from.dropped(DropReason.NO_SESSION)).as("seed " + seed).isZero();
    long endNs = company.nowNs() - Company.SECOND_NS;
    return new Outcome(
        Company.ms(firstElsewhereNs(blocked, link, atNs) - atNs),
        Company.ms(watch.noticedNs - atNs),
        movesOfCalls(blocked.to.moves.subList(movesBefore, blocked.to.moves.size())),
        missing(other.sent(atNs, endNs)));
  }

  /// Looks when the edge first says that what should come in does not.
  private static final class Watch {
    long noticedNs = Stream.NEVER;
    private int seen;

    Watch(Company company, VirtualEdge edge) {
      seen = edge.changes.size();
      company.simulation.afterEach(() -> look(company, edge));
    }

    private void look(Company company, VirtualEdge edge) {
      for (; seen < edge.changes.size(); seen++) {
        var change = edge.changes.get(seen);
        boolean bad = change.to() == PathState.SUSPECT || change.to() == PathState.DOWN;
        if (change.direction() == Direction.INBOUND && bad && noticedNs == Stream.NEVER) {
          noticedNs = company.nowNs();
        }
      }
    }
  }

  private static long firstElsewhereNs(Stream stream, String blocked, long atNs) {
    return stream.sent(atNs, Stream.NEVER).stream()
        .filter(packet -> !packet.line.equals(blocked))
        .mapToLong(packet -> packet.sentNs)
        .min()
        .orElse(Stream.NEVER);
  }

  private static int missing(List<Stream.Packet> packets) {
    return (int) packets.stream().filter(packet -> packet.arrivedNs == Stream.NEVER).count();
  }

  private static int movesOfCalls(List<Move> moves) {
    return (int) moves.stream().filter(move -> move.trafficClass().equals("voice")).count();
  }
}
