package io.hawser.edge.dataplane;

import io.hawser.edge.playout.PlayoutFlow;
import io.hawser.edge.playout.PlayoutFlowView;
import io.hawser.edge.steer.Choice;
import io.hawser.edge.steer.Flow;
import io.hawser.edge.steer.Route;
import io.hawser.edge.steer.SteeringTable;
import io.hawser.policy.SteeringMode;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// One direction of a conversation, as people see it.
///
/// @param application name in the policy, `-` where none claims it or no packet came since the
///   policy changed
/// @param trafficClass likewise
/// @param site destination's site, empty where no route leads there
/// @param peer name of the next hop, empty where there is none
/// @param path id of its path, empty where none carries it
/// @param bondedPaths ids of the paths that carry it together, sorted; none where `path` alone does
/// @param moves times that it changed its path
/// @param copies packets that went by a second path as well
/// @param copyPath id of the path that carried the latest of them, empty where none did
/// @param jitterBufferNs how long the far edge may hold its packets so that they leave evenly; 0
///   for not at all
/// @param playout how that is done here, of a flow that arrives; null where it is not
/// @param rule the rule that decided its class's paths, with the reason
/// @param verdict empty while it passes, else the word of the [DropReason]
public record FlowView(
    InetAddress source,
    int sourcePort,
    InetAddress destination,
    int destinationPort,
    int protocol,
    int dscp,
    String application,
    String trafficClass,
    String site,
    String peer,
    String path,
    List<String> bondedPaths,
    long packets,
    long bytes,
    long ageNs,
    long idleNs,
    int moves,
    long copies,
    String copyPath,
    long jitterBufferNs,
    @Nullable PlayoutFlowView playout,
    SteeringMode mode,
    String rule,
    String reason,
    String verdict) {
  /// Of a flow without a packet since the policy changed, and of an application that none claims.
  private static final String NOT_YET = "-";

  public FlowView {
    bondedPaths = List.copyOf(bondedPaths);
  }

  static FlowView of(
      Flow flow,
      Forwarding tables,
      SteeringTable steering,
      Function<Flow, List<String>> bondedPaths,
      long nowNs) {
    Route route = flow.route;
    int hop =
        flow.peer != Flow.NO_PEER || route == null || route.nextHops().isEmpty()
            ? flow.peer
            : route.nextHops().getFirst();
    PeerSlot peer = tables.peer(hop);
    PathSlot path = tables.path(flow.path);
    PathSlot copyPath = tables.path(flow.copyPath);
    Choice choice = steering.choice(hop, flow.trafficClass);
    return new FlowView(
        address(flow.sourceHigh, flow.sourceLow),
        flow.sourcePort(),
        address(flow.destinationHigh, flow.destinationLow),
        flow.destinationPort(),
        flow.protocol(),
        flow.dscp,
        application(flow, tables),
        flow.isClassified(tables.epoch())
            ? tables.policy().classes().get(flow.trafficClass).name()
            : NOT_YET,
        route == null ? "" : route.site(),
        peer == null ? "" : peer.name(),
        path == null ? "" : path.id(),
        flow.isClassified(tables.epoch()) ? bondedPaths.apply(flow) : List.of(),
        flow.packets,
        flow.bytes,
        nowNs - flow.createdNs,
        nowNs - flow.lastSeenNs,
        flow.moves,
        flow.copies,
        copyPath == null ? "" : copyPath.id(),
        flow.jitterBufferNs,
        playout(flow),
        choice.mode(),
        choice.rule(),
        choice.reason(),
        verdict(flow));
  }

  private static @Nullable PlayoutFlowView playout(Flow flow) {
    PlayoutFlow its = flow.playout;
    return its == null || its.isClosed() || flow.jitterBufferNs == 0 ? null : its.view();
  }

  private static String application(Flow flow, Forwarding tables) {
    return flow.isClassified(tables.epoch()) && flow.application >= 0
        ? tables.policy().applications().get(flow.application).name()
        : NOT_YET;
  }

  private static String verdict(Flow flow) {
    Route route = flow.route;
    if (route == null || route.nextHops().isEmpty()) {
      return DropReason.NO_ROUTE.word();
    }
    if (flow.denied) {
      return DropReason.DENIED.word();
    }
    if (!flow.granted && !flow.answers) {
      return DropReason.NOT_GRANTED.word();
    }
    return flow.path == Flow.NO_PATH ? DropReason.ofPathless(flow).word() : "";
  }

  private static InetAddress address(long high, long low) {
    boolean ipv4 = high == 0 && low >>> 32 == 0xFFFF;
    ByteBuffer bytes =
        ipv4
            ? ByteBuffer.allocate(4).putInt((int) low)
            : ByteBuffer.allocate(16).putLong(high).putLong(low);
    try {
      return InetAddress.getByAddress(bytes.array());
    } catch (UnknownHostException e) {
      throw new IllegalStateException("address: " + bytes.capacity() + " bytes", e);
    }
  }
}
