package io.hawser.edge.control;

import io.hawser.edge.control.Steering.ClassAndPeer;
import io.hawser.edge.steer.Choice;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/// Classes on their way to a better path while the ones that they leave still serve: a fifth of
/// their flows at a time, so that the better path shows under a part of the load whether it is one.
/// Who leaves in trouble is not here; he leaves at once. Owned by control.
final class Returns {
  static final long STEP_NS = 5_000_000_000L;

  private final Map<ClassAndPeer, Return> returns = new HashMap<>();

  private record Return(List<String> from, long sinceNs) {
    /// Parts of the flows that are to have moved.
    int moved(long nowNs) {
      return (int) Math.min(Choice.PARTS, 1 + (nowNs - sinceNs) / STEP_NS);
    }

    long nextStepNs(long nowNs) {
      return sinceNs + moved(nowNs) * STEP_NS;
    }
  }

  /// The flows of a class that are on `from` go to `to` in steps, and those that had not yet gone
  /// from elsewhere with them.
  void begin(ClassAndPeer who, List<String> from, List<String> to, long nowNs) {
    Set<String> all = new LinkedHashSet<>(from(who));
    all.addAll(from);
    to.forEach(all::remove);
    if (all.isEmpty()) {
      // One more path for the same flows: nobody leaves.
      end(who);
    } else {
      returns.put(who, new Return(List.copyOf(all), nowNs));
    }
  }

  /// What is left goes at once.
  void end(ClassAndPeer who) {
    returns.remove(who);
  }

  /// Forgets who has arrived, and lets go at once where a path of before no longer serves.
  void settle(Predicate<ClassAndPeer> served, long nowNs) {
    returns
        .entrySet()
        .removeIf(each -> isOver(each.getValue(), nowNs) || !served.test(each.getKey()));
  }

  private static boolean isOver(Return each, long nowNs) {
    return each.moved(nowNs) == Choice.PARTS;
  }

  /// Ids of the paths on which flows may still stay.
  List<String> from(ClassAndPeer who) {
    Return known = returns.get(who);
    return known == null ? List.of() : known.from;
  }

  int moved(ClassAndPeer who, long nowNs) {
    Return known = returns.get(who);
    return known == null ? Choice.PARTS : known.moved(nowNs);
  }

  /// When the next part goes, or `Long.MAX_VALUE`.
  long nextDeadlineNs(long nowNs) {
    return returns.values().stream()
        .mapToLong(each -> each.nextStepNs(nowNs))
        .min()
        .orElse(Long.MAX_VALUE);
  }
}
