package io.hawser.edge.control;

import io.hawser.policy.PathFact;
import io.hawser.policy.Policy;
import io.hawser.policy.ServiceLevel;
import io.hawser.policy.TrafficClass;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/// What was measured, in steps that a rule could care about, so that the rules are asked when
/// something changed and not because a value trembles.
///
/// A value stays what it was at the last decision while it is within one step of that and on the
/// same side of every limit that a class sets. A new one is rounded to a step, unless that would
/// carry it over a limit.
final class SteadyFacts {
  private static final long US_STEP = 1_000;
  private static final long PPM_STEP = 1_000;

  /// A step is an eighth of the value's power of two where that is more than the least step.
  private static final int RELATIVE_SHIFT = 3;

  private final long[] latencyLimits;

  /// Half a round trip stands for the one-way delay where that is not known.
  private final long[] roundTripLimits;

  private final long[] jitterLimits;
  private final long[] lossLimits;

  private SteadyFacts(Policy policy) {
    latencyLimits = limits(policy, ServiceLevel::latencyUs);
    roundTripLimits = Arrays.stream(latencyLimits).map(limit -> 2 * limit).toArray();
    jitterLimits = limits(policy, ServiceLevel::jitterUs);
    lossLimits = limits(policy, ServiceLevel::lossPpm);
  }

  private static long[] limits(Policy policy, ToLongFunction<ServiceLevel> limit) {
    return policy.classes().stream()
        .map(TrafficClass::sla)
        .mapToLong(limit)
        .filter(each -> each != ServiceLevel.NO_LIMIT)
        .distinct()
        .toArray();
  }

  /// @param decided the facts of the last decision
  static List<PathFact> of(List<PathFact> measured, List<PathFact> decided, Policy policy) {
    Map<String, PathFact> before = new HashMap<>();
    decided.forEach(fact -> before.put(fact.pathId(), fact));
    SteadyFacts steady = new SteadyFacts(policy);
    List<PathFact> facts = new ArrayList<>(measured.size());
    for (PathFact fact : measured) {
      facts.add(steady.of(fact, before.get(fact.pathId())));
    }
    return facts;
  }

  private PathFact of(PathFact fact, @Nullable PathFact before) {
    long loss = steady(fact, before, PathFact::lossPpm, PPM_STEP, lossLimits);
    long least = steady(fact, before, PathFact::leastLossPpm, PPM_STEP, lossLimits);
    long most = steady(fact, before, PathFact::mostLossPpm, PPM_STEP, lossLimits);
    return new PathFact(
        fact.peer(),
        fact.pathId(),
        fact.link(),
        fact.peerLink(),
        fact.transport(),
        fact.metered(),
        fact.backup(),
        fact.condition(),
        steady(fact, before, PathFact::rttUs, US_STEP, roundTripLimits),
        steady(fact, before, PathFact::oneWayUs, US_STEP, latencyLimits),
        steady(fact, before, PathFact::jitterUs, US_STEP, jitterLimits),
        loss,
        // Each in steps of its own; on which side of a limit they are, this does not change.
        Math.min(least, loss),
        Math.max(most, loss));
  }

  private static long steady(
      PathFact fact,
      @Nullable PathFact before,
      ToLongFunction<PathFact> value,
      long step,
      long[] limits) {
    long decided = before == null ? PathFact.UNMEASURED : value.applyAsLong(before);
    return steady(value.applyAsLong(fact), decided, step, limits);
  }

  /// `value`, or what stands for it.
  static long steady(long value, long before, long step, long[] limits) {
    if (value < 0) {
      return value;
    }
    boolean near = before >= 0 && Math.abs(value - before) <= unit(before, step);
    if (near && !isParted(value, before, limits)) {
      return before;
    }
    long unit = unit(value, step);
    long rounded = (value + (unit >>> 1)) / unit * unit;
    return isParted(value, rounded, limits) ? value : rounded;
  }

  private static long unit(long value, long step) {
    return Math.max(step, Long.highestOneBit(value) >>> RELATIVE_SHIFT);
  }

  /// Whether a limit lies between the two; a value that equals it keeps it.
  private static boolean isParted(long one, long other, long[] limits) {
    for (long limit : limits) {
      if (one > limit != other > limit) {
        return true;
      }
    }
    return false;
  }
}
