package io.hawser.probe.report;

/// The runs of lost packets of the last while.
public final class LossBursts {
  private final SlicedWindow<LossRuns> window;
  private long run;

  /// As of [SlicedWindow].
  public LossBursts(long windowNs, long sliceNs) {
    window = new SlicedWindow<>(windowNs, sliceNs, LossRuns::new);
  }

  /// The next packet in the order of sending, once its fate is known.
  public void add(long nowNs, boolean lost) {
    run = lost ? run + 1 : 0;
    window.current(nowNs).add(run);
  }

  /// Replaces what `into` holds by the runs of the last `windowNs`.
  public void sum(long nowNs, long windowNs, LossRuns into) {
    window.sum(nowNs, windowNs, into);
  }
}
