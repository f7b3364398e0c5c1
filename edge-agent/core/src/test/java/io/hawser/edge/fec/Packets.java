package io.hawser.edge.fec;

import java.util.Random;

/// Packets of a seed, one for each number: any bytes, any length from a shortest to a longest, some
/// of them as long as may be and some as short.
final class Packets {
  private static final long SPREAD = 0x9E37_79B9_7F4A_7C15L;

  final int longest;
  private final int shortest;
  private final long seed;

  Packets(long seed, int longest) {
    this(seed, 1, longest);
  }

  Packets(long seed, int shortest, int longest) {
    this.shortest = shortest;
    this.seed = seed;
    this.longest = longest;
  }

  byte[] packet(int id) {
    Random random = new Random(seed + id * SPREAD);
    int length =
        switch (random.nextInt(8)) {
          case 0 -> shortest;
          case 1 -> longest;
          default -> shortest + random.nextInt(longest - shortest + 1);
        };
    byte[] packet = new byte[length];
    random.nextBytes(packet);
    return packet;
  }
}
