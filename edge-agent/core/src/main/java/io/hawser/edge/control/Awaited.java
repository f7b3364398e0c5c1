package io.hawser.edge.control;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/// Paths of which a strict class waits to know that they are within its SLA, while it has none that
/// is.
///
/// Nothing of it goes there meanwhile, so that nothing tells how they fare: an idle path is
/// measured seldom, a metered one not at all. They are measured at once, and then again and again,
/// after times that double: a class may wait for a path that costs for weeks. Owned by the control
/// thread.
final class Awaited {
  static final long FIRST_NS = 30_000_000_000L;
  static final long LONGEST_NS = 20 * 60_000_000_000L;

  private final Map<String, Wait> waits = new HashMap<>();

  private static final class Wait {
    long dueNs;
    long intervalNs = FIRST_NS;

    Wait(long nowNs) {
      dueNs = nowNs;
    }
  }

  /// Those that are to be measured now.
  ///
  /// @param paths ids of all that are waited for
  List<String> due(Collection<String> paths, long nowNs) {
    waits.keySet().retainAll(new HashSet<>(paths));
    List<String> due = new ArrayList<>();
    for (String path : paths) {
      Wait wait = waits.computeIfAbsent(path, _ -> new Wait(nowNs));
      if (nowNs - wait.dueNs >= 0) {
        wait.dueNs = nowNs + wait.intervalNs;
        wait.intervalNs = Math.min(2 * wait.intervalNs, LONGEST_NS);
        due.add(path);
      }
    }
    return due;
  }
}
