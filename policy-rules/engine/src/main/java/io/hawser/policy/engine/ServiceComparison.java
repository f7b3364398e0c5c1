package io.hawser.policy.engine;

import io.hawser.policy.PathFact;
import io.hawser.policy.ServiceLevel;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;

/// A path's measurements beside the limits of a class.
final class ServiceComparison {
  private static final int MS_DIGITS = 3;
  private static final int PERCENT_DIGITS = 4;
  private static final int SHOWN_DIGITS = 2;

  /// Among paths that miss a limit, one is better than the one that carries where it is so by a
  /// tenth, and by so much: what a call hears, and no less than what two measurements differ by.
  private static final int MARGIN_DIVISOR = 10;

  private static final long MARGIN_US = 5_000;
  private static final long MARGIN_PPM = 5_000;

  /// Where a limit is exceeded, and its third part certainly, it is likely to be missed.
  private static final long LIKELY_DIVISOR = 3;

  private final Quantity loss;
  private final Quantity latency;
  private final Quantity jitter;

  ServiceComparison(ServiceLevel sla, PathFact path) {
    loss =
        new Quantity(
            new Words("loss", PERCENT_DIGITS, "%"),
            sla.lossPpm(),
            path.lossPpm(),
            path.leastLossPpm(),
            path.mostLossPpm(),
            MARGIN_PPM);
    latency = delay("latency", sla.latencyUs(), path.latencyUs());
    jitter = delay("jitter", sla.jitterUs(), path.jitterUs());
  }

  private static Quantity delay(String name, long limit, long measured) {
    return new Quantity(
        new Words(name, MS_DIGITS, "ms"), limit, measured, measured, measured, MARGIN_US);
  }

  boolean misses() {
    return loss.misses() || latency.misses() || jitter.misses();
  }

  boolean surelyMisses() {
    return loss.surelyMisses() || latency.surelyMisses() || jitter.surelyMisses();
  }

  boolean likelyMisses() {
    return loss.likelyMisses() || latency.likelyMisses() || jitter.likelyMisses();
  }

  boolean unmeasured() {
    return loss.unmeasured() || latency.unmeasured() || jitter.unmeasured();
  }

  Quantity loss() {
    return loss;
  }

  Quantity latency() {
    return latency;
  }

  Quantity jitter() {
    return jitter;
  }

  String missText() {
    List<String> misses = new ArrayList<>();
    for (Quantity quantity : List.of(loss, latency, jitter)) {
      if (quantity.misses()) {
        misses.add(quantity.missText());
      }
    }
    return "misses its SLA (" + String.join(", ", misses) + ")";
  }

  String unmeasuredText() {
    List<String> names = new ArrayList<>();
    for (Quantity quantity : List.of(loss, latency, jitter)) {
      if (quantity.unmeasured()) {
        names.add(quantity.words().name());
      }
    }
    return "is not measured yet (" + String.join(", ", names) + ")";
  }

  /// @param digits decimal digits between the unit of measuring and the unit of people
  private record Words(String name, int digits, String unit) {}

  /// One measurement beside its limit.
  ///
  /// @param least what it is at the least, as `measured` may be chance
  /// @param most what it is at the most
  /// @param margin by how much more than a tenth another path must be better at the least
  record Quantity(Words words, long limit, long measured, long least, long most, long margin) {
    boolean misses() {
      return limit != ServiceLevel.NO_LIMIT && measured > limit;
    }

    boolean surelyMisses() {
      return limit != ServiceLevel.NO_LIMIT && least > limit;
    }

    /// One lost probe of an idle path is no reason to think so: of a single loss nothing is
    /// certain. A few bursts are: of two links that lose 2 % in bursts of 4, of which 1 % is
    /// allowed, one is certain to lose 1 % a while before the other is to lose 0.5 %.
    boolean likelyMisses() {
      return misses() && LIKELY_DIVISOR * least > limit;
    }

    boolean unmeasured() {
      return limit != ServiceLevel.NO_LIMIT && measured == PathFact.UNMEASURED;
    }

    /// What can be held against the path that carries: 0 where it keeps the limit; unmeasured comes
    /// last.
    long sureMiss() {
      return unmeasured() ? Long.MAX_VALUE : surelyMisses() ? least : 0;
    }

    /// What can be held against any other, which is to be better by a margin.
    long possibleMiss() {
      return unmeasured()
          ? Long.MAX_VALUE
          : misses() ? most + Math.max(most / MARGIN_DIVISOR, margin) : 0;
    }

    String missText() {
      BigDecimal limitShown = BigDecimal.valueOf(limit, words.digits);
      BigDecimal exact = BigDecimal.valueOf(measured, words.digits);
      BigDecimal round = exact.setScale(SHOWN_DIGITS, RoundingMode.HALF_UP);
      return words.name
          + " "
          + plain(round.compareTo(limitShown) > 0 ? round : exact)
          + " over "
          + plain(limitShown);
    }

    private String plain(BigDecimal number) {
      return number.stripTrailingZeros().toPlainString() + " " + words.unit;
    }
  }
}
