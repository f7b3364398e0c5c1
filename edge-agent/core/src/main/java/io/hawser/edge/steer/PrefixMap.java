package io.hawser.edge.steer;

import io.hawser.policy.Prefix;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Longest-prefix match. Immutable.
///
/// One hash look-up for each prefix length in use, longest first. It is asked once a flow and
/// table, not once a packet, so plain maps serve. As with [Prefix], `::/0` holds no IPv4 address.
public final class PrefixMap<V> {
  private record Level<V>(int length, boolean ipv4, Map<Prefix, V> values) {}

  private final List<Level<V>> levels;

  public PrefixMap(Map<Prefix, V> values) {
    Map<Integer, Map<Prefix, V>> v4 = new HashMap<>();
    Map<Integer, Map<Prefix, V>> v6 = new HashMap<>();
    values.forEach(
        (prefix, value) ->
            (prefix.isIpv4() ? v4 : v6)
                .computeIfAbsent(prefix.length(), length -> new HashMap<>())
                .put(prefix, value));
    levels = Stream.concat(levels(v4, true), levels(v6, false)).toList();
  }

  /// The value of the most specific prefix that holds an address, or null.
  public @Nullable V lookup(long high, long low) {
    boolean ipv4 = high == 0 && low >>> 32 == 0xFFFF;
    for (Level<V> level : levels) {
      if (level.ipv4 == ipv4) {
        V value = level.values.get(network(high, low, level.length));
        if (value != null) {
          return value;
        }
      }
    }
    return null;
  }

  private static <V> Stream<Level<V>> levels(Map<Integer, Map<Prefix, V>> byLength, boolean ipv4) {
    return byLength.entrySet().stream()
        .map(entry -> new Level<>(entry.getKey(), ipv4, Map.copyOf(entry.getValue())))
        .sorted(Comparator.<Level<V>>comparingInt(Level::length).reversed());
  }

  private static Prefix network(long high, long low, int length) {
    long highMask = length == 0 ? 0 : length >= 64 ? -1L : -1L << (64 - length);
    long lowMask = length <= 64 ? 0 : length == 128 ? -1L : -1L << (128 - length);
    return new Prefix(high & highMask, low & lowMask, length);
  }
}
