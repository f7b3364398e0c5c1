package io.hawser.probe.report;

import io.hawser.probe.EModel;
import io.hawser.probe.Measure;

/// What a listener would say of a call over a path: [EModel] with the jitter buffer that suits the
/// path best. A longer buffer delays every packet, a shorter one loses more of the late ones; the
/// score is that of the best compromise.
public final class VoiceScore {
  private static final long STEP_NS = 5_000_000;

  /// Longer buffers are not built: what comes later is of no use in a talk.
  private static final long MOST_NS = 200_000_000;

  private static final long MILLION = 1_000_000;

  private VoiceScore() {}

  /// From 1 to 4.41, or [Measure#UNMEASURED] where there is no delay or no packet to go by.
  ///
  /// @param leastOneWayNs without queues, or [Measure#UNMEASURED]
  /// @param variation above that
  public static double of(long leastOneWayNs, DelayHistogram variation, LossRuns losses) {
    return of(leastOneWayNs, variation, losses.lossPpm(), losses.burstRatio());
  }

  /// The same where loss and its bursts were measured by different means.
  ///
  /// @param lossPpm in millionths, or [Measure#UNMEASURED]
  /// @param burstRatio of [LossRuns#burstRatio]
  public static double of(
      long leastOneWayNs, DelayHistogram variation, long lossPpm, double burstRatio) {
    if (leastOneWayNs < 0 || variation.count() == 0 || lossPpm < 0) {
      return Measure.UNMEASURED;
    }
    double best = 1;
    for (long bufferNs = 0; bufferNs <= MOST_NS; bufferNs += STEP_NS) {
      best = Math.max(best, behind(bufferNs, leastOneWayNs, variation, lossPpm, burstRatio));
    }
    return best;
  }

  private static double behind(
      long bufferNs,
      long leastOneWayNs,
      DelayHistogram variation,
      long lossPpm,
      double burstRatio) {
    long arrivedPpm = MILLION - lossPpm;
    long latePpm = arrivedPpm * variation.abovePpm(bufferNs) / MILLION;
    return EModel.meanOpinionScore(leastOneWayNs + bufferNs, lossPpm + latePpm, burstRatio);
  }
}
