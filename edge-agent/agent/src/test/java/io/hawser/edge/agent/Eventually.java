package io.hawser.edge.agent;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/// Polls for a condition, with a bound.
public final class Eventually {
  private static final Duration BOUND = Duration.ofSeconds(20);

  public static void until(String what, Callable<Boolean> condition) throws Exception {
    long deadlineNs = System.nanoTime() + BOUND.toNanos();
    while (!condition.call()) {
      if (System.nanoTime() - deadlineNs >= 0) {
        throw new AssertionError("not within " + BOUND + ": " + what);
      }
      LockSupport.parkNanos(2_000_000);
    }
  }

  private Eventually() {}
}
