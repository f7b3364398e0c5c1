package io.hawser.policy;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/// The parts of a full link of all queue classes. Immutable.
///
/// @param named those that the policy sets; the others have their own
public record QueueShares(Map<QueueClass, QueueShare> named) {
  public static final QueueShares STANDARD = new QueueShares(Map.of());

  public QueueShares {
    Map<QueueClass, QueueShare> ordered = new EnumMap<>(QueueClass.class);
    ordered.putAll(named);
    named = Collections.unmodifiableMap(ordered);
    int guaranteed = 0;
    for (QueueClass each : QueueClass.values()) {
      guaranteed += ordered.getOrDefault(each, each.share()).guaranteePercent();
    }
    if (guaranteed > QueueShare.ALL_PERCENT) {
      throw new IllegalArgumentException(
          "guarantee-percent: "
              + guaranteed
              + " of all queues together (expected: 100 or less; what is not named guarantees "
              + standard()
              + ")");
    }
  }

  private static String standard() {
    StringBuilder words = new StringBuilder();
    for (QueueClass each : QueueClass.values()) {
      words.append(words.isEmpty() ? "" : ", ").append(each.word());
      words.append(' ').append(each.share().guaranteePercent());
    }
    return words.toString();
  }

  public QueueShare of(QueueClass queue) {
    return named.getOrDefault(queue, queue.share());
  }
}
