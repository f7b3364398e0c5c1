package io.hawser.edge.fec;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/// A repair symbol on its way, with what is told about it.
final class Repair {
  final int firstId;
  final int windowLength;
  final int key;
  final byte[] symbol;

  private Repair(int firstId, int windowLength, int key, byte[] symbol) {
    this.firstId = firstId;
    this.windowLength = windowLength;
    this.key = key;
    this.symbol = symbol;
  }

  static Repair of(Encoder encoder) {
    byte[] room = new byte[encoder.repairLength()];
    int length = encoder.makeRepair(MemorySegment.ofArray(room), 0);
    return new Repair(
        encoder.firstId(),
        encoder.windowLength(),
        encoder.repairKey(),
        Arrays.copyOf(room, length));
  }

  void to(Decoder decoder) {
    decoder.onRepair(firstId, windowLength, key, MemorySegment.ofArray(symbol), 0, symbol.length);
  }
}
