package io.hawser.lab.emulator;

import java.util.SplittableRandom;

/// Which packets are lost: a simple Gilbert-Elliott chain, of which independent loss is the case of
/// bursts of length 1.
///
/// ```
///            p                       mean loss    p / (p + r)
///   good ─────────▶ bad              mean burst   1 / r
///     ▲              │
///     └──────────────┘  r            nothing is lost in good, everything in bad
/// ```
final class LossModel {
  private final double lossShare;
  private final double toBad;
  private final double toGood;
  private final boolean independent;
  private boolean bad;

  /// @param lossPpm mean share of packets lost
  /// @param burstLength mean number lost in a row, at least 1
  LossModel(int lossPpm, double burstLength) {
    lossShare = lossPpm / 1e6;
    independent = burstLength <= 1;
    toGood = 1 / burstLength;
    toBad = lossShare >= 1 ? 1 : Math.min(1, lossShare * toGood / (1 - lossShare));
  }

  boolean loses(SplittableRandom random) {
    if (lossShare == 0) {
      return false;
    }
    double draw = random.nextDouble();
    if (independent || lossShare >= 1) {
      return draw < lossShare;
    }
    bad = bad ? draw >= toGood : draw < toBad;
    return bad;
  }
}
