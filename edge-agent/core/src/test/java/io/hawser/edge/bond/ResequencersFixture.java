package io.hawser.edge.bond;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/// Resequencers, what is fed to them, and what they did with it.
abstract class ResequencersFixture {
  static final long NS_PER_MS = 1_000_000;
  static final int LENGTH = 40;

  /// `peer/flow:sequence` of what was delivered, in its order.
  final List<String> delivered = new ArrayList<>();

  final List<BondDrop> dropped = new ArrayList<>();
  final List<String> asked = new ArrayList<>();

  /// Of each path, the number of the last packet that was sent on it.
  final int[] counts = new int[64];

  final BondOutput output =
      new BondOutput() {
        @Override
        public void deliver(int peer, MemorySegment p, long at, int length, long nowNs) {
          int flow = p.get(ValueLayout.JAVA_INT_UNALIGNED, at);
          int sequence = p.get(ValueLayout.JAVA_INT_UNALIGNED, at + 4);
          delivered.add(peer + "/" + flow + ":" + sequence);
        }

        @Override
        public void ask(int peer, int flow, boolean overdue, int first, int others) {
          asked.add(
              (overdue ? "overdue " : "")
                  + peer
                  + "/"
                  + flow
                  + ":"
                  + first
                  + "+"
                  + Integer.toBinaryString(others));
        }

        @Override
        public void drop(int peer, BondDrop reason) {
          dropped.add(reason);
        }
      };

  Resequencers resequencers = new Resequencers(output, false);
  Order order = Order.MEASURED;

  static MemorySegment packet(int flow, int sequence) {
    MemorySegment p = MemorySegment.ofArray(new byte[LENGTH]);
    p.set(ValueLayout.JAVA_INT_UNALIGNED, 0, flow);
    p.set(ValueLayout.JAVA_INT_UNALIGNED, 4, sequence);
    return p;
  }

  /// Of peer 0 and flow 7, as the next one on this path.
  void take(int path, int sequence, long ms) {
    take(path, ++counts[path], sequence, ms);
  }

  void take(int path, int count, int sequence, long ms) {
    resequencers.onPacket(
        0, path, 7, count & 0xFF, sequence, order, packet(7, sequence), 0, LENGTH, ms * NS_PER_MS);
  }

  void lose(int path) {
    counts[path]++;
  }

  void tick(long ms) {
    resequencers.onTick(ms * NS_PER_MS);
  }

  static List<String> sequences(int... all) {
    List<String> names = new ArrayList<>();
    for (int each : all) {
      names.add("0/7:" + each);
    }
    return names;
  }
}
