package io.hawser.lab.traffic;

import io.hawser.lab.linux.Libc;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;

/// The one thread that sends for all [Stream]s, all in the same steps of time. One thread each
/// would wake this machine once for every packet, and so would every edge and wire on its way: what
/// a machine can emulate is a matter of how often it is woken.
final class StreamClock {
  private static final int PRIORITY = 5;

  /// Packets leave at multiples of this. The fastest stream sends a thousand a second.
  private static final long STEP_NS = 1_000_000;

  private static final StreamClock CLOCK = new StreamClock();

  /// A stream, as its clock knows it.
  interface Beat {
    /// Sends the next packet, and answers when the one after it is due.
    long send(long dueNs, long nowNs);

    boolean isOver();
  }

  private record Due(long atNs, Beat beat) {}

  private final Queue<Beat> newcomers = new ConcurrentLinkedQueue<>();
  private final PriorityQueue<Due> dues = new PriorityQueue<>(StreamClock::inTime);
  private final Thread thread =
      Thread.ofPlatform().daemon().name("stream senders").unstarted(this::run);

  private StreamClock() {
    thread.start();
  }

  static StreamClock get() {
    return CLOCK;
  }

  private static int inTime(Due a, Due b) {
    return Long.signum(a.atNs() - b.atNs());
  }

  /// Sends for a stream from the next step on, until it is over. Called by any thread.
  void add(Beat beat) {
    newcomers.add(beat);
    LockSupport.unpark(thread);
  }

  private void run() {
    Libc.becomeRealTime(PRIORITY);
    Libc.removeTimerSlack();
    while (true) {
      for (Beat beat = newcomers.poll(); beat != null; beat = newcomers.poll()) {
        dues.add(new Due(nextStepNs(System.nanoTime()), beat));
      }
      long nowNs = System.nanoTime();
      Due next = dues.peek();
      if (next == null) {
        LockSupport.park(this);
      } else if (next.atNs() - nowNs > 0) {
        LockSupport.parkNanos(this, next.atNs() - nowNs);
      } else {
        dues.remove();
        sendFor(next, nowNs);
      }
    }
  }

  private void sendFor(Due due, long nowNs) {
    try {
      if (!due.beat().isOver()) {
        dues.add(new Due(due.beat().send(due.atNs(), nowNs), due.beat()));
      }
    } catch (RuntimeException broken) {
      // It ends; the others go on.
      System.err.println("a stream ended: " + broken);
    }
  }

  private static long nextStepNs(long nowNs) {
    return (Math.floorDiv(nowNs, STEP_NS) + 1) * STEP_NS;
  }
}
