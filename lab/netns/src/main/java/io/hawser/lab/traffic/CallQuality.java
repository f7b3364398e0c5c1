package io.hawser.lab.traffic;

/// What a listener says of a call, as the E-model tells (ITU-T G.107, simplified; G.711 with
/// concealment by G.113 appendix I).
///
/// ```
/// R      = 93.2 - Id - Ie,eff
/// Id     = 0.024 d + 0.11 (d - 177.3) H(d - 177.3)     d: mean one-way delay of what came in time, ms
/// Ie,eff = 95 Ppl / (Ppl / BurstR + 25.1)              Ppl: lost or later than 150 ms, %
/// MOS    = 1 + 0.035 R + 7e-6 R (R - 60) (100 - R)     for R from 0 to 100
/// ```
///
/// BurstR is the mean number of packets missing in a row by the one that independent loss would
/// have. The lab has its own: it judges the product's.
///
/// @param average mean of all windows of [#WINDOW_SECONDS]
/// @param worst the worst of them
public record CallQuality(double average, double worst) {
  public static final int WINDOW_SECONDS = 10;

  private static final long WINDOW_NS = WINDOW_SECONDS * 1_000_000_000L;
  private static final long STEP_NS = 1_000_000_000L;

  /// Over a window that moves by a second at a time; a call that is shorter is one window.
  public static CallQuality of(Heard call) {
    if (call.sent() == 0) {
      return new CallQuality(Double.NaN, Double.NaN);
    }
    long startNs = call.sentNs(0);
    long endNs = call.sentNs(call.sent() - 1);
    double sum = 0;
    double worst = Double.POSITIVE_INFINITY;
    int windows = 0;
    long windowNs = startNs;
    do {
      double score = score(call, windowNs, Math.min(windowNs + WINDOW_NS, endNs + 1));
      sum += score;
      worst = Math.min(worst, score);
      windows++;
      windowNs += STEP_NS;
    } while (windowNs + WINDOW_NS - endNs <= 0);
    return new CallQuality(sum / windows, worst);
  }

  private static double score(Heard call, long fromNs, long toNs) {
    int packets = 0;
    int missing = 0;
    int bursts = 0;
    double delayMs = 0;
    boolean inBurst = false;
    for (int i = 0; i < call.sent(); i++) {
      if (call.sentNs(i) - fromNs < 0 || call.sentNs(i) - toNs >= 0) {
        continue;
      }
      packets++;
      if (call.isMissing(i)) {
        missing++;
        bursts += inBurst ? 0 : 1;
        inBurst = true;
      } else {
        inBurst = false;
        delayMs += call.delayMs(i);
      }
    }
    if (packets == missing) {
      return 1;
    }
    double lossPercent = 100.0 * missing / packets;
    double independentBurst = 1 / (1 - lossPercent / 100);
    double burstRatio = bursts == 0 ? 1 : Math.max(1, (double) missing / bursts / independentBurst);
    return meanOpinionScore(delayMs / (packets - missing), lossPercent, burstRatio);
  }

  static double meanOpinionScore(double delayMs, double lossPercent, double burstRatio) {
    double delayImpairment = 0.024 * delayMs + 0.11 * Math.max(0, delayMs - 177.3);
    double lossImpairment = 95 * lossPercent / (lossPercent / burstRatio + 25.1);
    double rating = Math.min(100, 93.2 - delayImpairment - lossImpairment);
    if (rating <= 0) {
      return 1;
    }
    double cubic = 7e-6 * rating * (rating - 60) * (100 - rating);
    return Math.max(1, 1 + 0.035 * rating + cubic);
  }
}
