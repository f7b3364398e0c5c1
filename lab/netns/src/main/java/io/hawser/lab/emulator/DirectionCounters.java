package io.hawser.lab.emulator;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// What one direction has carried and dropped.
final class DirectionCounters {
  private final long[] dropped = new long[DropCause.values().length];
  private long receivedPackets;
  private long receivedBytes;
  private long transmittedBytes;
  private long deliveredPackets;

  void received(int ipLength) {
    receivedPackets++;
    receivedBytes += ipLength;
  }

  /// It passed the bottleneck.
  void transmitted(int ipLength) {
    transmittedBytes += ipLength;
  }

  void delivered() {
    deliveredPackets++;
  }

  void dropped(DropCause cause) {
    dropped[cause.ordinal()]++;
  }

  long of(DropCause cause) {
    return dropped[cause.ordinal()];
  }

  long deliveredPackets() {
    return deliveredPackets;
  }

  /// The counters by name, as the control socket shows them.
  Map<String, Long> snapshot() {
    Map<String, Long> all = new TreeMap<>();
    all.put("received-packets", receivedPackets);
    all.put("received-bytes", receivedBytes);
    all.put("transmitted-bytes", transmittedBytes);
    all.put("delivered-packets", deliveredPackets);
    for (DropCause cause : DropCause.values()) {
      all.put("dropped-" + cause.name().toLowerCase(Locale.ROOT).replace('_', '-'), of(cause));
    }
    return all;
  }
}
