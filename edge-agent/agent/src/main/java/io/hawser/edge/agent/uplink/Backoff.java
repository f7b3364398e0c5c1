package io.hawser.edge.agent.uplink;

import java.util.random.RandomGenerator;

/// Waiting times between attempts: doubled from `firstNs` to `capNs`, each drawn from the upper
/// half of its span, so that a thousand edges do not come back at the same moment.
///
/// Not thread-safe; owned by the thread that makes the attempts.
public final class Backoff {
  private final long firstNs;
  private final long capNs;
  private final RandomGenerator random;
  private long spanNs;

  public Backoff(long firstNs, long capNs, RandomGenerator random) {
    this.firstNs = firstNs;
    this.capNs = capNs;
    this.random = random;
    this.spanNs = firstNs;
  }

  public long nextNs() {
    long waitNs = spanNs / 2 + random.nextLong(spanNs / 2 + 1);
    spanNs = Math.min(spanNs * 2, capNs);
    return waitNs;
  }

  public void reset() {
    spanNs = firstNs;
  }
}
