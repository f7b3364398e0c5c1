package io.hawser.edge.control;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Dense numbers for things that come and go by name: each keeps its number while it exists, and a
/// number that became free is given out again.
final class SlotTable<N, T> {
  private final Map<N, Integer> slots = new HashMap<>();
  private final List<@Nullable T> values = new ArrayList<>();

  /// Numbers that became free since [#settle]: somebody may still mean the old bearer.
  private final Set<Integer> resting = new HashSet<>();

  @Nullable T find(N name) {
    Integer slot = slots.get(name);
    return slot == null ? null : values.get(slot);
  }

  @Nullable T at(int slot) {
    return slot >= 0 && slot < values.size() ? values.get(slot) : null;
  }

  /// The number that `name` has or would get.
  int slotOf(N name) {
    Integer known = slots.get(name);
    if (known != null) {
      return known;
    }
    for (int slot = 0; slot < values.size(); slot++) {
      if (values.get(slot) == null && !resting.contains(slot)) {
        return slot;
      }
    }
    return values.size();
  }

  void put(N name, T value) {
    int slot = slotOf(name);
    slots.put(name, slot);
    if (slot == values.size()) {
      values.add(value);
    } else {
      values.set(slot, value);
    }
  }

  void remove(N name) {
    Integer slot = slots.remove(name);
    if (slot != null) {
      values.set(slot, null);
      resting.add(slot);
    }
  }

  /// Lets the numbers that became free be given out again.
  void settle() {
    resting.clear();
  }

  List<N> names() {
    return List.copyOf(slots.keySet());
  }

  /// By number; null where one is free.
  List<@Nullable T> values() {
    return values;
  }

  /// Without the free numbers, in order.
  List<T> present() {
    List<T> present = new ArrayList<>();
    for (T value : values) {
      if (value != null) {
        present.add(value);
      }
    }
    return present;
  }
}
