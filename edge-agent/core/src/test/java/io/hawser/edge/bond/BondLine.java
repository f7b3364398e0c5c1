package io.hawser.edge.bond;

import io.hawser.lab.simnet.Simulation;
import java.util.ArrayDeque;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/// One direction of a line: a queue, a rate, a delay. What is lost is lost behind the queue.
///
/// A *shaped* one is sent to by the edge a little slower than its rate, so that its queue is in the
/// edge, which knows of it and seals what leaves it. The queue of another one is in a modem.
final class BondLine {
  /// How it is.
  ///
  /// @param delayNs one way
  /// @param loss share of what is sent
  /// @param jitterNs up to so much is added, evenly; never reorders
  record Profile(long rateBps, long delayNs, double loss, long jitterNs, boolean shaped) {
    Profile(double megabits, double delayMs, double loss) {
      this((long) (megabits * 1e6), (long) (delayMs * 1e6), loss, 0, true);
    }

    Profile unshaped() {
      return new Profile(rateBps, delayNs, loss, jitterNs, false);
    }

    /// The queue in the edge before one that is not shaped.
    private Profile pacer() {
      return new Profile(rateBps, 0, 0, 0, true);
    }

    Profile withJitterMs(double ms) {
      return new Profile(rateBps, delayNs, loss, (long) (ms * 1e6), shaped);
    }
  }

  /// What is on its way.
  static final class Packet {
    int outerBytes;
    long enteredNs;

    /// Waiting so long is not to be held against it (CoDel).
    long creditNs;

    /// Called when it leaves the queue; answers false where it is not to be sent by this line.
    Consumer<Packet> leaves = _ -> {};

    Consumer<Packet> dropped = _ -> {};
    Consumer<Packet> arrives = _ -> {};
    boolean withdrawn;
  }

  private static final double SHAPED = 0.98;
  private static final long MOST_NS = 250_000_000;
  private static final long LEAST_BYTES = 64 << 10;
  private static final long TARGET_NS = 5_000_000;
  private static final long INTERVAL_NS = 100_000_000;

  private final Simulation simulation;
  private final SplittableRandom random;
  final Profile profile;
  final boolean codel;
  double loss;
  boolean dead;

  /// What the edge thinks is its rate; 0 where it knows.
  long pacedBps;

  private BondLine modem;
  private final ArrayDeque<Packet> urgent = new ArrayDeque<>();
  private final ArrayDeque<Packet> queue = new ArrayDeque<>();
  private long queuedBytes;
  private boolean busy;
  private long busyUntilNs;
  private long lastArrivalNs;
  private boolean above;
  private long aboveFromNs;
  private boolean dropping;
  private long nextDropNs;
  private int drops;

  BondLine(Simulation simulation, Profile profile, boolean codel) {
    this.simulation = simulation;
    this.profile = profile;
    this.codel = codel;
    this.loss = profile.loss();
    random = simulation.newRandom();
  }

  /// A pacer before a line that is not shaped.
  static BondLine paced(Simulation simulation, Profile profile, boolean codel) {
    BondLine pacer = new BondLine(simulation, profile.pacer(), codel);
    pacer.modem = new BondLine(simulation, profile, false);
    return pacer;
  }

  boolean isPaced() {
    return modem != null;
  }

  double rate() {
    if (pacedBps > 0) {
      return pacedBps * SHAPED;
    }
    return profile.rateBps() * (profile.shaped() ? SHAPED : 1);
  }

  private long sendingNs(long bytes) {
    return (long) (bytes * 8 * 1e9 / rate());
  }

  /// How long what waits takes.
  long backlogNs() {
    long current = busy ? Math.max(0, busyUntilNs - simulation.nowNs()) : 0;
    return current + sendingNs(queuedBytes);
  }

  boolean hasRoom(int bytes) {
    long most = Math.max(LEAST_BYTES, (long) (rate() / 8 * MOST_NS / 1e9));
    return queuedBytes + bytes <= most;
  }

  /// Answers false where there is no room.
  ///
  /// @param first whether it goes before all that waits and is not urgent
  boolean enter(Packet packet, boolean first) {
    if (!first && !hasRoom(packet.outerBytes)) {
      return false;
    }
    packet.enteredNs = simulation.nowNs();
    (first ? urgent : queue).add(packet);
    queuedBytes += packet.outerBytes;
    if (!busy) {
      serve();
    }
    return true;
  }

  private void serve() {
    Packet packet = poll();
    if (packet == null) {
      busy = false;
      return;
    }
    packet.leaves.accept(packet);
    long tookNs = packet.withdrawn ? 0 : sendingNs(packet.outerBytes);
    busy = true;
    busyUntilNs = simulation.nowNs() + tookNs;
    simulation.after(
        tookNs,
        () -> {
          if (!packet.withdrawn) {
            fly(packet);
          }
          serve();
        });
  }

  /// Leaves before all that waits, and takes no time: little things.
  void flyNext(Packet packet) {
    simulation.at(busy ? busyUntilNs : simulation.nowNs(), () -> fly(packet));
  }

  private void fly(Packet packet) {
    if (modem != null) {
      Packet inModem = new Packet();
      inModem.outerBytes = packet.outerBytes;
      inModem.arrives = _ -> packet.arrives.accept(packet);
      modem.enter(inModem, false);
      return;
    }
    if (dead || (loss > 0 && random.nextDouble() < loss)) {
      return;
    }
    long jitterNs = profile.jitterNs() == 0 ? 0 : random.nextLong(profile.jitterNs());
    lastArrivalNs = Math.max(lastArrivalNs, simulation.nowNs() + profile.delayNs() + jitterNs);
    simulation.at(lastArrivalNs, () -> packet.arrives.accept(packet));
  }

  private Packet poll() {
    if (!urgent.isEmpty()) {
      queuedBytes -= urgent.peek().outerBytes;
      return urgent.remove();
    }
    while (true) {
      Packet packet = queue.pollFirst();
      if (packet == null) {
        above = false;
        dropping = false;
        return null;
      }
      queuedBytes -= packet.outerBytes;
      if (!codel || !drops(packet)) {
        return packet;
      }
      packet.dropped.accept(packet);
    }
  }

  /// RFC 8289, shortened.
  private boolean drops(Packet packet) {
    long nowNs = simulation.nowNs();
    long waitedNs = nowNs - packet.enteredNs - packet.creditNs;
    long targetNs = Math.max(TARGET_NS, sendingNs(1_500 * 3 / 2));
    if (waitedNs < targetNs || queuedBytes <= 1_500) {
      above = false;
      dropping = false;
      return false;
    }
    if (!above) {
      above = true;
      aboveFromNs = nowNs + INTERVAL_NS;
      return false;
    }
    if (!dropping) {
      if (nowNs < aboveFromNs) {
        return false;
      }
      dropping = true;
      drops = drops > 2 && nowNs - nextDropNs < 16 * INTERVAL_NS ? drops - 2 : 1;
      nextDropNs = nowNs + (long) (INTERVAL_NS / Math.sqrt(drops));
      return true;
    }
    if (nowNs < nextDropNs) {
      return false;
    }
    drops++;
    nextDropNs += (long) (INTERVAL_NS / Math.sqrt(drops));
    return true;
  }
}
