package io.hawser.edge.wireguard;

import io.hawser.edge.crypto.Tai64n;

/// Makes the time stamps of our initiations: of the wall clock where that is ahead, else the least
/// greater one, so that they grow whatever the clock does and across restarts. Owned by control.
final class Timestamps {
  private final TimestampLog log;
  private Tai64n reserved;
  private Tai64n last;

  Timestamps(TimestampLog log) {
    this.log = log;
    this.reserved = log.reserved();
    this.last = reserved;
  }

  Tai64n next(long epochMs) {
    Tai64n ofClock = Tai64n.ofEpochMs(epochMs);
    last = ofClock.isAfter(last) ? ofClock : last.next();
    if (last.isAfter(reserved)) {
      reserved = last.plusSeconds(Protocol.TIMESTAMPS_RESERVED_S);
      log.reserve(reserved);
    }
    return last;
  }
}
