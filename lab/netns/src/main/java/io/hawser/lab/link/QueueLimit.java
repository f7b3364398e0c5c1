package io.hawser.lab.link;

/// How much may wait before the bottleneck; what comes on top is dropped at the tail.
public sealed interface QueueLimit {
  /// As typed after `queue=`.
  String word();

  /// Bytes of IP packets, the one in transmission included.
  record Bytes(long bytes) implements QueueLimit {
    @Override
    public String word() {
      return bytes + "b";
    }
  }

  /// Packets, the one in transmission included.
  record Packets(int packets) implements QueueLimit {
    @Override
    public String word() {
      return packets + "p";
    }
  }

  /// As many bytes as the link carries in this time at its (mean) rate.
  record Time(long durationNs) implements QueueLimit {
    @Override
    public String word() {
      return durationNs / 1_000 + "us";
    }
  }
}
