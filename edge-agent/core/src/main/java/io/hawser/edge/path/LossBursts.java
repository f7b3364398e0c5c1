package io.hawser.edge.path;

import io.hawser.probe.LossWindow;

/// How many packets a path loses next to one another, on average, in one direction. What few bursts
/// tell is drawn towards what links usually do. Owned by control.
final class LossBursts {
  /// What is not measured is taken for this, as links seldom lose one alone.
  static final double USUAL = 2;

  /// The usual burst counts as much as so many that were seen: of four bursts the mean is off by a
  /// third.
  private static final double USUAL_COUNT = 4;

  /// As long as the loss is averaged, see [LossHistory].
  private static final long WINDOW_NS = LossHistory.AVERAGE_NS;

  private static final long SLICE_NS = 1_000_000_000L;

  /// Bursts, and what was lost in them.
  private final LossWindow window = new LossWindow(WINDOW_NS, SLICE_NS);

  /// @param bursts in which they were lost, 0 where that is not known
  void add(long lost, long bursts, long nowNs) {
    if (bursts > 0) {
      window.add(nowNs, bursts, lost);
    }
  }

  double mean(long nowNs) {
    double lost = window.missing(nowNs, WINDOW_NS);
    double bursts = window.expected(nowNs, WINDOW_NS);
    return Math.max(1, (lost + USUAL * USUAL_COUNT) / (bursts + USUAL_COUNT));
  }
}
