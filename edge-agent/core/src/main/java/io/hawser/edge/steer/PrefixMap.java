package io.hawser.edge.steer;

import io.hawser.policy.Prefix;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Longest-prefix match. Immutable.
///
/// One hash look-up for each prefix length in use, longest first. Inbound asks it for the source of
/// every packet: a look-up allocates nothing. As with [Prefix], `::/0` holds no IPv4 address.
public final class PrefixMap<V> {
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
    for (int i = 0; i < levels.size(); i++) {
      Level<V> level = levels.get(i);
      V value = level.ipv4 == ipv4 ? level.find(high, low) : null;
      if (value != null) {
        return value;
      }
    }
    return null;
  }

  private static <V> Stream<Level<V>> levels(Map<Integer, Map<Prefix, V>> byLength, boolean ipv4) {
    return byLength.entrySet().stream()
        .sorted(Map.Entry.comparingByKey(Comparator.reverseOrder()))
        .map(entry -> new Level<>(entry.getKey(), ipv4, entry.getValue()));
  }

  /// The prefixes of one length: open addressing, at most half full.
  private static final class Level<V> {
    private static final int FREE = -1;

    private final boolean ipv4;
    private final long highMask;
    private final long lowMask;
    private final long[] highs;
    private final long[] lows;
    private final List<V> values = new ArrayList<>();
    private final int[] places;

    Level(int length, boolean ipv4, Map<Prefix, V> prefixes) {
      this.ipv4 = ipv4;
      highMask = length == 0 ? 0 : length >= 64 ? -1L : -1L << (64 - length);
      lowMask = length <= 64 ? 0 : length == 128 ? -1L : -1L << (128 - length);
      highs = new long[prefixes.size()];
      lows = new long[prefixes.size()];
      places = new int[Integer.highestOneBit(prefixes.size()) << 2];
      Arrays.fill(places, FREE);
      prefixes.forEach(this::put);
    }

    private void put(Prefix prefix, V value) {
      int number = values.size();
      highs[number] = prefix.high();
      lows[number] = prefix.low();
      values.add(value);
      places[place(prefix.high(), prefix.low())] = number;
    }

    @Nullable V find(long high, long low) {
      int number = places[place(high & highMask, low & lowMask)];
      return number == FREE ? null : values.get(number);
    }

    /// Where the prefix stands, or would.
    private int place(long high, long low) {
      long mixed = high * 31 + low;
      mixed = (mixed ^ mixed >>> 32) * 0x9E37_79B9_7F4A_7C15L;
      int mask = places.length - 1;
      int i = (int) (mixed >>> 32) & mask;
      while (places[i] != FREE && (highs[places[i]] != high || lows[places[i]] != low)) {
        i = (i + 1) & mask;
      }
      return i;
    }
  }
}
