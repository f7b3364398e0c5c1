package io.hawser.lab.emulator;

/// A bottleneck that follows the [Recording] of a cell, which repeats. Bytes of an opportunity that
/// nobody needs when it comes are gone.
final class TraceShaper implements Shaper {
  private static final int OPPORTUNITY_LENGTH = Recording.OPPORTUNITY_LENGTH;

  private final int[] opportunitiesMs;
  private final long periodNs;
  private long cycleStartNs;
  private int next;
  private int budget;
  private boolean started;

  TraceShaper(int[] opportunitiesMs) {
    this.opportunitiesMs = opportunitiesMs.clone();
    this.periodNs = opportunitiesMs[opportunitiesMs.length - 1] * 1_000_000L;
  }

  @Override
  public long finishNs(long startNs, int length) {
    if (!started) {
      started = true;
      cycleStartNs = startNs;
    }
    if (opportunityNs() < startNs) {
      skipTo(startNs);
    }
    int left = length;
    while (left > budget) {
      left -= budget;
      step();
    }
    budget -= left;
    return Math.max(startNs, opportunityNs());
  }

  /// The opportunity whose budget is being used: the one before `next`.
  private long opportunityNs() {
    return next == 0 ? cycleStartNs : cycleStartNs + opportunitiesMs[next - 1] * 1_000_000L;
  }

  private void step() {
    if (next == opportunitiesMs.length) {
      cycleStartNs += periodNs;
      next = 0;
    }
    next++;
    budget = OPPORTUNITY_LENGTH;
  }

  private void skipTo(long startNs) {
    long cycles = (startNs - cycleStartNs) / periodNs;
    if (cycles > 0) {
      cycleStartNs += cycles * periodNs;
      next = 0;
    }
    budget = 0;
    do {
      step();
    } while (opportunityNs() < startNs);
  }

  @Override
  public long meanRateBps() {
    return opportunitiesMs.length * OPPORTUNITY_LENGTH * 8L * 1_000_000_000L / periodNs;
  }
}
