package io.hawser.edge.steer;

import io.hawser.edge.packet.FlowKey;
import org.jspecify.annotations.Nullable;

/// One direction of a conversation and what was decided for it.
///
/// Owned by the agent that owns its [FlowTable]; not thread-safe.
public final class Flow {
  /// Stands in [#path] while no path carries the flow.
  public static final int NO_PATH = -1;

  /// Stands in [#peer] while no route or no next hop is known.
  public static final int NO_PEER = -1;

  public final long sourceHigh;
  public final long sourceLow;
  public final long destinationHigh;
  public final long destinationLow;
  public final long ports;
  public final int symmetricHash;
  public final int dscp;
  public final long createdNs;

  public long lastSeenNs;
  public long packets;
  public long bytes;

  /// Index of the application in the policy.
  public int application;

  /// Index of the class in the policy.
  public int trafficClass;

  public @Nullable Route route;
  public int peer = NO_PEER;
  public int path = NO_PATH;

  /// Times that the flow was put on another path than it was on.
  public int moves;

  /// Whether the access grants let it pass, asked once a policy.
  public boolean granted;

  /// Whether the opposite direction was let in, which lets this one out.
  public boolean answers;

  long classifiedEpoch = -1;
  long placedEpoch = -1;

  Flow(FlowKey key, int hash, int dscp, long nowNs) {
    this.sourceHigh = key.sourceHigh;
    this.sourceLow = key.sourceLow;
    this.destinationHigh = key.destinationHigh;
    this.destinationLow = key.destinationLow;
    this.ports = key.ports();
    this.symmetricHash = key.symmetricHash();
    this.hash = hash;
    this.dscp = dscp;
    this.createdNs = nowNs;
    this.lastSeenNs = nowNs;
  }

  final int hash;

  public int protocol() {
    return (int) (ports >>> 32);
  }

  public int sourcePort() {
    return (int) (ports >>> 16) & 0xFFFF;
  }

  public int destinationPort() {
    return (int) ports & 0xFFFF;
  }

  /// Whether the flow must be classified under `epoch`; answers true once an epoch.
  public boolean enterPolicy(long epoch) {
    if (classifiedEpoch == epoch) {
      return false;
    }
    classifiedEpoch = epoch;
    placedEpoch = -1;
    return true;
  }

  /// Whether the flow must be placed under `epoch`; answers true once an epoch.
  public boolean enterSteering(long epoch) {
    if (placedEpoch == epoch) {
      return false;
    }
    placedEpoch = epoch;
    return true;
  }

  boolean matches(FlowKey key, long keyPorts) {
    return ports == keyPorts
        && sourceLow == key.sourceLow
        && destinationLow == key.destinationLow
        && sourceHigh == key.sourceHigh
        && destinationHigh == key.destinationHigh;
  }
}
