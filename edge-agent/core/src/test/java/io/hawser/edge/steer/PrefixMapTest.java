package io.hawser.edge.steer;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.policy.Prefix;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PrefixMapTest {
  private static final long V4_MAPPED = 0xFFFF_0000_0000L;

  @Test
  void findsTheMostSpecificPrefixThatHoldsAnAddress() {
    long seed = new Random().nextLong();
    System.out.println("findsTheMostSpecificPrefixThatHoldsAnAddress seed=" + seed);
    Random random = new Random(seed);
    for (int round = 0; round < 200; round++) {
      Map<Prefix, Integer> model = new HashMap<>();
      int size = random.nextInt(300);
      for (int n = 0; n < size; n++) {
        model.put(prefix(random), n);
      }
      PrefixMap<Integer> map = new PrefixMap<>(model);
      for (int n = 0; n < 300; n++) {
        boolean v4 = random.nextBoolean();
        long high = v4 ? 0 : high(random);
        long low = v4 ? V4_MAPPED | v4(random) : random.nextLong();
        Integer expected =
            model.entrySet().stream()
                .filter(entry -> entry.getKey().isIpv4() == v4)
                .filter(entry -> entry.getKey().contains(high, low))
                .max(Comparator.comparingInt(entry -> entry.getKey().length()))
                .map(Map.Entry::getValue)
                .orElse(null);
        assertThat(map.lookup(high, low)).isEqualTo(expected);
      }
    }
  }

  /// Few different ones, so that prefixes lie in each other and addresses in them.
  private static long v4(Random random) {
    return 10L << 24 | random.nextInt(4) << 16 | random.nextInt(8) << 8 | random.nextInt(4);
  }

  private static long high(Random random) {
    return 0xFD00_0000_0000_0000L | (long) random.nextInt(4) << 48 | random.nextInt(8);
  }

  private static Prefix prefix(Random random) {
    boolean v4 = random.nextBoolean();
    int length = v4 ? 96 + random.nextInt(33) : random.nextInt(129);
    long high = v4 ? 0 : high(random);
    long low = v4 ? V4_MAPPED | v4(random) : random.nextInt(4);
    long highMask = length == 0 ? 0 : length >= 64 ? -1L : -1L << 64 - length;
    long lowMask = length <= 64 ? 0 : length == 128 ? -1L : -1L << 128 - length;
    return new Prefix(high & highMask, low & lowMask, length);
  }
}
