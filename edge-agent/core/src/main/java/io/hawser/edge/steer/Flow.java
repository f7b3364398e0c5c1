package io.hawser.edge.steer;

import io.hawser.edge.bond.BondFlow;
import io.hawser.edge.bond.Order;
import io.hawser.edge.packet.FlowKey;
import io.hawser.edge.playout.PlayoutFlow;
import io.hawser.policy.ApplicationMatcher;
import io.hawser.policy.QueueClass;
import io.hawser.policy.QueueShare;
import org.jspecify.annotations.Nullable;

/// One direction of a conversation and what was decided for it.
///
/// Owned by the agent that owns its [FlowTable]; not thread-safe.
public final class Flow {
  /// Stands in [#path] while no path carries the flow.
  public static final int NO_PATH = -1;

  /// Stands in [#peer] while no route or no next hop is known.
  public static final int NO_PEER = -1;

  /// A pause that ends a burst of packets.
  private static final long BURST_PAUSE_NS = 10_000_000L;

  /// Packets of a burst that are a message rather than a transfer.
  private static final int THIN = 4;

  private static final int TCP_SYN = 0x02;
  private static final int TCP_FIN_OR_RST = 0x05;

  public final long sourceHigh;
  public final long sourceLow;
  public final long destinationHigh;
  public final long destinationLow;
  public final long ports;
  public final int symmetricHash;
  public final long createdNs;

  /// Of the first packet; 0 until there was one.
  public int dscp;

  public long lastSeenNs;
  public long packets;
  public long bytes;

  /// Index of the application in the policy of [#isClassified].
  public int application = ApplicationMatcher.UNRECOGNISED;

  /// Index of the class in the policy of [#isClassified].
  public int trafficClass;

  public @Nullable Route route;
  public int peer = NO_PEER;
  public int path = NO_PATH;

  /// Whether it is on no path because its class is strict and no path is within its SLA.
  public boolean outsideSla;

  /// Times that the flow was put on another path than it was on.
  public int moves;

  /// Packets that went by a second path as well, while the own one was in doubt or lost too many,
  /// or because the policy wants it.
  public long copies;

  /// The path that carried the latest of them, or [#NO_PATH].
  public int copyPath = NO_PATH;

  /// Whether the access grants let it pass, asked once a policy.
  public boolean granted;

  /// Whether the policy denies its class.
  public boolean denied;

  /// Whether its class is real-time.
  public boolean realTime;

  /// Whether each of its packets goes by a second path as well.
  public boolean duplicated;

  /// Whether parity is to repair what is lost of it.
  public boolean parity;

  /// Whether it goes by all paths at once that are fit for it.
  public boolean bonded;

  /// What the sender keeps of it as such, from the first time on that there are several.
  public @Nullable BondFlow bond;

  /// How long its packets may be held at this end of a bond.
  public Order order = Order.MEASURED;

  /// How long the far edge may hold its packets so that they leave there as they came here; 0 for
  /// not at all.
  public long jitterBufferNs;

  /// What the receiver keeps of it as one whose packets it holds.
  public @Nullable PlayoutFlow playout;

  /// How a full link treats it.
  public QueueClass queue = QueueClass.BUSINESS;

  /// Code point of the tunnel's packets that carry it, or [QueueShare#KEEP_DSCP].
  public int outerDscp;

  /// Whether the opposite direction has begun a granted conversation, which lets this one pass.
  public boolean answers;

  /// Code point of that direction's first packet.
  public int answeredDscp;

  /// When the other agent was last told that this direction began a granted conversation.
  public long admittedNs;

  /// Whether a packet of it ended the conversation (TCP's FIN or RST).
  boolean ending;

  /// Packets since the latest pause.
  private int burst;

  long classifiedEpoch = -1;
  long placedEpoch = -1;

  Flow(FlowKey key, int hash, long nowNs) {
    this.sourceHigh = key.sourceHigh;
    this.sourceLow = key.sourceLow;
    this.destinationHigh = key.destinationHigh;
    this.destinationLow = key.destinationLow;
    this.ports = key.ports();
    this.symmetricHash = key.symmetricHash();
    this.hash = hash;
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

  /// Notes whether the conversation ends or begins, by the flags of TCP; 0 says neither.
  public void follow(int tcpFlags) {
    if ((tcpFlags & TCP_SYN) != 0) {
      ending = false;
    } else if ((tcpFlags & TCP_FIN_OR_RST) != 0) {
      ending = true;
    }
  }

  /// Counts packets of `total` bytes. The first one brings the code point, by which the flow is to
  /// be classified anew if it was made for answers that were expected.
  public void meet(int packetsDscp, int count, int total, long nowNs) {
    if (packets == 0) {
      dscp = packetsDscp;
      classifiedEpoch = -1;
    }
    burst = nowNs - lastSeenNs > BURST_PAUSE_NS ? count : Math.min(burst, THIN) + count;
    packets += count;
    bytes += total;
    lastSeenNs = nowNs;
  }

  /// Whether it sends a few packets and pauses, as requests and answers do: too few to follow a
  /// lost one for its receiver to notice, so that only its sender's timeout would mend the loss.
  public boolean isThin() {
    return burst <= THIN;
  }

  /// A packet of it went by `by` as well.
  public void copied(int by) {
    copies++;
    copyPath = by;
  }

  /// Whether [#application] and [#trafficClass] are indices of the policy of `epoch`.
  public boolean isClassified(long epoch) {
    return classifiedEpoch == epoch;
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
