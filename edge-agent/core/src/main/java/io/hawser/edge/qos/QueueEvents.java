package io.hawser.edge.qos;

/// What a queue asks of who owns its packets.
interface QueueEvents {
  /// Why a packet did not go on.
  enum Cause {
    /// It was in a queue that stood.
    STOOD,
    /// There was no room for all.
    FULL
  }

  /// Tells the packet's receiver of congestion instead of dropping it; answers whether it can be
  /// told.
  boolean marks(int place);

  /// The packet is to be counted and its place freed.
  void drop(int place, Cause cause);
}
