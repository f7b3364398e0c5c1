package io.hawser.edge.fec;

import java.util.Random;

/// Packets of a seed, one for each number: any bytes, any length up to a longest, some of them as
/// long as may be and some of one byte.
final class Packets {
  private static final long SPREAD = 0x9E37_79B9_7F4A_7C15L;

  final int longest;
  private final long seed;

  Packets(long seed, int longest) {
    this.seed = seed;
    this.longest = longest;
  }

  byte[] packet(int id) {
    Random random = new Random(seed + id * SPREAD);
    int length =
        switch (random.nextInt(8)) {
          case 0 -> 1;
          case 1 -> longest;
          default -> 1 + random.nextInt(longest);
        };
    byte[] packet = new byte[length];
    random.nextBytes(packet);
    return packet;
  }
}
