package io.hawser.edge.bond;

import io.hawser.edge.bond.BondLine.Packet;
import io.hawser.edge.bond.BondLine.Profile;
import io.hawser.lab.simnet.Simulation;
import java.util.List;
import java.util.Locale;

/// Runs of one sender over a bond or a single line, in virtual time.
final class BondRuns {
  static final int LENGTH = 1_400;
  static final long SECOND = 1_000_000_000L;

  /// How a bond is run.
  record Setup(boolean asks, boolean codel, boolean credit) {
    static final Setup STANDARD = new Setup(true, false, true);
  }

  /// @param megabits a second, of inner packets that came in order
  record Result(double megabits, String text) {}

  private BondRuns() {}

  static double sum(List<Profile> profiles) {
    return profiles.stream().mapToLong(Profile::rateBps).sum() / 1e6;
  }

  /// From `from` to `to` seconds.
  static Result tcpOverBond(
      long seed, List<Profile> profiles, boolean cubic, Setup setup, double from, double to) {
    Simulation simulation = new Simulation(seed);
    long ackNs = profiles.stream().mapToLong(Profile::delayNs).min().orElseThrow();
    TestTcp[] tcp = new TestTcp[1];
    BondedPair pair =
        new BondedPair(
            simulation,
            profiles,
            1,
            Order.MEASURED,
            setup.asks(),
            setup.codel(),
            (_, index, _) -> tcp[0].onDelivered(index));
    pair.credit = setup.credit();
    tcp[0] = new TestTcp(simulation, ackNs, cubic, index -> pair.send(0, index, LENGTH));
    tcp[0].start();
    double megabits = measure(simulation, tcp[0], from, to);
    return new Result(
        megabits,
        String.format(
            Locale.ROOT,
            "%.2f Mbit/s, halved %d, timeouts %d, resent %d, queue drops %d, wait %.0f ms, %s",
            megabits,
            tcp[0].reductions,
            tcp[0].timeouts,
            pair.resent,
            pair.queueDrops,
            pair.resequencers.waitNs(0, simulation.nowNs()) / 1e6,
            pair.resequencers.view()));
  }

  static double tcpOverLine(
      long seed, Profile profile, boolean cubic, boolean codel, double from, double to) {
    Simulation simulation = new Simulation(seed);
    BondLine line = new BondLine(simulation, profile, codel);
    TestTcp[] tcp = new TestTcp[1];
    tcp[0] =
        new TestTcp(
            simulation,
            profile.delayNs(),
            cubic,
            index -> {
              Packet packet = new Packet();
              packet.outerBytes = LENGTH + 60;
              packet.arrives = _ -> tcp[0].onDelivered(index);
              line.enter(packet, false);
            });
    tcp[0].start();
    return measure(simulation, tcp[0], from, to);
  }

  /// In the second second after the hole, which comes after `at` seconds.
  static Result tcpThroughBlackHole(
      long seed, List<Profile> profiles, int dead, boolean codel, double at) {
    Simulation simulation = new Simulation(seed);
    long ackNs = profiles.stream().mapToLong(Profile::delayNs).min().orElseThrow();
    TestTcp[] tcp = new TestTcp[1];
    BondedPair pair =
        new BondedPair(
            simulation,
            profiles,
            1,
            Order.MEASURED,
            true,
            codel,
            (_, index, _) -> tcp[0].onDelivered(index));
    tcp[0] = new TestTcp(simulation, ackNs, true, index -> pair.send(0, index, LENGTH));
    tcp[0].start();
    simulation.runFor((long) (at * SECOND));
    int reductions = tcp[0].reductions;
    pair.line(dead).dead = true;
    double megabits = measure(simulation, tcp[0], 1, 2);
    return new Result(
        megabits,
        String.format(
            Locale.ROOT,
            "halved %d, timeouts %d, resent %d, %s",
            tcp[0].reductions - reductions,
            tcp[0].timeouts,
            pair.resent,
            pair.resequencers.view()));
  }

  private static double measure(Simulation simulation, TestTcp tcp, double from, double to) {
    simulation.runFor((long) (from * SECOND));
    int before = tcp.inOrder();
    simulation.runFor((long) ((to - from) * SECOND));
    return (tcp.inOrder() - before) * LENGTH * 8 / (to - from) / 1e6;
  }

  /// A sender at a constant rate, which does not care: counted is what overtakes nothing.
  static final class Open {
    final Simulation simulation;
    final BondedPair pair;
    private long gapNs;
    int next;
    int highest = -1;
    long inOrder;
    long outOfOrder;

    Open(long seed, List<Profile> profiles, double megabits, Setup setup) {
      simulation = new Simulation(seed);
      offer(megabits);
      pair =
          new BondedPair(
              simulation,
              profiles,
              1,
              Order.MEASURED,
              setup.asks(),
              setup.codel(),
              (_, index, _) -> onDelivered(index));
      pair.credit = setup.credit();
      send();
    }

    void offer(double megabits) {
      gapNs = (long) (LENGTH * 8 * 1e3 / megabits);
    }

    private void onDelivered(int index) {
      if (index > highest) {
        highest = index;
        inOrder++;
      } else {
        outOfOrder++;
      }
    }

    private void send() {
      pair.send(0, next++, LENGTH);
      simulation.after(gapNs, this::send);
    }

    /// Mbit/s that came in order, from now on for so long.
    double run(double seconds) {
      long before = inOrder;
      simulation.runFor((long) (seconds * SECOND));
      return (inOrder - before) * LENGTH * 8 / seconds / 1e6;
    }
  }
}
