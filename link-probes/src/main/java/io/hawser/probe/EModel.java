package io.hawser.probe;

/// What a listener would say: the E-model of ITU-T G.107, simplified, for G.711 with packet loss
/// concealment (G.113 appendix I).
///
/// ```
/// R   = 93.2 - Id - Ie,eff
/// Id  = 0.024 d + 0.11 (d - 177.3) H(d - 177.3)          d: mouth-to-ear delay, ms
/// Ie,eff = Ie + (95 - Ie) Ppl / (Ppl / BurstR + Bpl)      Ppl: loss, %
/// MOS = 1 + 0.035 R + 7e-6 R (R - 60) (100 - R)           for R from 0 to 100
/// ```
public final class EModel {
  // G.107: the rating of a perfect narrow-band call by default values; the knee of the delay term.
  private static final double BASE_RATING = 93.2;
  private static final double DELAY_KNEE_MS = 177.3;
  // G.113 appendix I, G.711 with concealment.
  private static final double EQUIPMENT_IMPAIRMENT = 0;
  private static final double LOSS_ROBUSTNESS = 25.1;

  private static final double NS_PER_MS = 1e6;
  private static final double PPM_PER_PERCENT = 1e4;

  private EModel() {}

  /// R. `burstRatio` is 1 for independent loss, more when losses come in bursts (mean burst length
  /// by the one that independent loss would have).
  public static double rating(long oneWayNs, long lossPpm, double burstRatio) {
    if (oneWayNs < 0 || lossPpm < 0 || !(burstRatio >= 1)) {
      throw new IllegalArgumentException(
          "oneWayNs, lossPpm, burstRatio: "
              + oneWayNs
              + ", "
              + lossPpm
              + ", "
              + burstRatio
              + " (expected: 0 or more, 0 or more, 1 or more)");
    }
    double delayMs = oneWayNs / NS_PER_MS;
    double delayImpairment = 0.024 * delayMs + 0.11 * Math.max(0, delayMs - DELAY_KNEE_MS);
    double lossPercent = lossPpm / PPM_PER_PERCENT;
    double lossImpairment =
        EQUIPMENT_IMPAIRMENT
            + (95 - EQUIPMENT_IMPAIRMENT)
                * lossPercent
                / (lossPercent / burstRatio + LOSS_ROBUSTNESS);
    return BASE_RATING - delayImpairment - lossImpairment;
  }

  /// The mean opinion score from 1 to 4.5; 4.41 is the ceiling of a narrow-band call.
  public static double meanOpinionScore(long oneWayNs, long lossPpm, double burstRatio) {
    double rating = rating(oneWayNs, lossPpm, burstRatio);
    if (rating <= 0) {
      return 1;
    }
    double r = Math.min(100, rating);
    // The cubic dips below 1 for R under 6.5.
    return Math.max(1, 1 + 0.035 * r + 7e-6 * r * (r - 60) * (100 - r));
  }
}
