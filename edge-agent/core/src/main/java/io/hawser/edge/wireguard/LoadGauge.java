package io.hawser.edge.wireguard;

/// Whether handshakes come faster than they are dealt with: their queue was an eighth full within
/// the last second. Owned by control.
final class LoadGauge {
  private boolean everBusy;
  private long busyNs;

  void note(int waiting, int capacity, long nowNs) {
    if (waiting >= Math.max(1, capacity / Protocol.UNDER_LOAD_FRACTION)) {
      everBusy = true;
      busyNs = nowNs;
    }
  }

  boolean isUnderLoad(long nowNs) {
    return everBusy && nowNs - busyNs < Protocol.UNDER_LOAD_NS;
  }
}
