package io.hawser.lab.simnet;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.PriorityQueue;
import java.util.SplittableRandom;

/// A virtual clock, a queue of events, and the one source of chance. Not thread-safe.
public final class Simulation {
  /// Not zero, so that code which takes 0 for "never" shows.
  public static final long START_NS = 1_000_000_000_000L;

  private record Event(long atNs, long order, Runnable task) implements Comparable<Event> {
    @Override
    public int compareTo(Event other) {
      int byTime = Long.compare(atNs, other.atNs);
      return byTime != 0 ? byTime : Long.compare(order, other.order);
    }
  }

  private final long seed;
  private final SplittableRandom random;
  private final PriorityQueue<Event> events = new PriorityQueue<>();
  private final List<Runnable> invariants = new ArrayList<>();
  private long nowNs = START_NS;
  private long order;

  public Simulation(long seed) {
    this.seed = seed;
    random = new SplittableRandom(seed);
  }

  public long seed() {
    return seed;
  }

  public long nowNs() {
    return nowNs;
  }

  /// A source of chance of its own for one part; equal seeds and an equal order of asking give
  /// equal streams.
  public SplittableRandom newRandom() {
    return random.split();
  }

  /// Runs a task at a time; one in the past is due at once.
  public void at(long atNs, Runnable task) {
    events.add(new Event(Math.max(atNs, nowNs), order++, task));
  }

  public void after(long delayNs, Runnable task) {
    at(nowNs + delayNs, task);
  }

  /// Checks after every event from now on that something holds. The check fails by an
  /// [AssertionError], which is told with the time of the event.
  public void afterEach(Runnable invariant) {
    invariants.add(invariant);
  }

  /// Runs every event up to and including this time, and leaves the clock there.
  public void runUntil(long untilNs) {
    Event next = events.peek();
    while (next != null && next.atNs - untilNs <= 0) {
      events.remove();
      nowNs = next.atNs;
      next.task.run();
      checkInvariants();
      next = events.peek();
    }
    nowNs = untilNs;
  }

  private void checkInvariants() {
    for (int i = 0; i < invariants.size(); i++) {
      try {
        invariants.get(i).run();
      } catch (AssertionError broken) {
        double seconds = (nowNs - START_NS) / 1e9;
        throw new AssertionError(
            String.format(Locale.ROOT, "%.6f s after the start: %s", seconds, broken.getMessage()),
            broken);
      }
    }
  }

  public void runFor(long durationNs) {
    runUntil(nowNs + durationNs);
  }
}
