package io.hawser.edge.dataplane;

/// Calls on their way to another thread, in order. Bounded; implemented by the shell, which wakes
/// the reader.
public interface Mailbox {
  /// Posts a call that may be lost; answers whether there was room.
  boolean offer(Runnable call);

  /// Posts a call that must arrive, waiting for room if need be. Only control may wait: nobody
  /// waits for it.
  void put(Runnable call);

  /// What was posted so far is to be read now: the poster goes on with something long. Else the
  /// reader may sleep until the poster's cycle ends.
  void hurry();

  /// How much of the room is used, 0 to 1: what strangers can cause is refused early, so that the
  /// rest always has room.
  double fill();
}
