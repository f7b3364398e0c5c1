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

  private final Quantity loss;
  private final Quantity latency;
  private final Quantity jitter;

  ServiceComparison(ServiceLevel sla, PathFact path) {
    loss = new Quantity("loss", path.lossPpm(), sla.lossPpm(), PERCENT_DIGITS, "%");
    latency = new Quantity("latency", latencyUs(path), sla.latencyUs(), MS_DIGITS, "ms");
    jitter = new Quantity("jitter", path.jitterUs(), sla.jitterUs(), MS_DIGITS, "ms");
  }

  /// The one-way delay; half the round trip where only that is known.
  private static long latencyUs(PathFact path) {
    boolean onlyRoundTrip =
        path.oneWayUs() == PathFact.UNMEASURED && path.rttUs() != PathFact.UNMEASURED;
    return onlyRoundTrip ? path.rttUs() / 2 : path.oneWayUs();
  }

  boolean misses() {
    return loss.misses() || latency.misses() || jitter.misses();
  }

  boolean unmeasured() {
    return loss.unmeasured() || latency.unmeasured() || jitter.unmeasured();
  }

  long lossMissPpm() {
    return loss.miss();
  }

  long latencyMissUs() {
    return latency.miss();
  }

  long jitterMissUs() {
    return jitter.miss();
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
        names.add(quantity.name());
      }
    }
    return "is not measured yet (" + String.join(", ", names) + ")";
  }

  /// @param digits decimal digits between the unit of measuring and the unit of people
  private record Quantity(String name, long measured, long limit, int digits, String unit) {
    boolean misses() {
      return limit != ServiceLevel.NO_LIMIT && measured > limit;
    }

    boolean unmeasured() {
      return limit != ServiceLevel.NO_LIMIT && measured == PathFact.UNMEASURED;
    }

    /// What it is where that exceeds the limit, 0 where it does not; unmeasured comes last.
    long miss() {
      return unmeasured() ? Long.MAX_VALUE : misses() ? measured : 0;
    }

    String missText() {
      BigDecimal most = BigDecimal.valueOf(limit, digits);
      BigDecimal exact = BigDecimal.valueOf(measured, digits);
      BigDecimal round = exact.setScale(SHOWN_DIGITS, RoundingMode.HALF_UP);
      return name + " " + plain(round.compareTo(most) > 0 ? round : exact) + " over " + plain(most);
    }

    private String plain(BigDecimal number) {
      return number.stripTrailingZeros().toPlainString() + " " + unit;
    }
  }
}
