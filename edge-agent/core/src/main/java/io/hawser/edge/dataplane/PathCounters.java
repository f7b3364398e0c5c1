package io.hawser.edge.dataplane;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/// What a path carried, sealed bytes included. One writer, the agent that owns the direction;
/// anyone may read.
public final class PathCounters {
  private static final VarHandle PACKETS = handle("packets");
  private static final VarHandle BYTES = handle("bytes");
  private static final VarHandle REFUSED = handle("refused");

  private long packets;
  private long bytes;
  private long refused;

  void carried(int length) {
    PACKETS.setOpaque(this, packets + 1);
    BYTES.setOpaque(this, bytes + length);
  }

  void refused() {
    REFUSED.setOpaque(this, refused + 1);
  }

  public long packets() {
    return (long) PACKETS.getOpaque(this);
  }

  public long bytes() {
    return (long) BYTES.getOpaque(this);
  }

  /// Packets that were sealed and not taken by the socket: they are missing at the receiver, and
  /// not lost on the way.
  public long refusedPackets() {
    return (long) REFUSED.getOpaque(this);
  }

  private static VarHandle handle(String field) {
    try {
      return MethodHandles.lookup().findVarHandle(PathCounters.class, field, long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }
}
