package io.hawser.edge.control;

import io.hawser.edge.dataplane.InboundCommands;
import io.hawser.edge.dataplane.OutboundCommands;
import io.hawser.edge.path.PathState;
import io.hawser.edge.path.PathView;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// Links that are treated as down for a while, to see what happens then; their configuration stays
/// as it is. Owned by control.
///
/// As for the tunnels with a cable that was pulled: no tunnel packet leaves by a drilled link and
/// none that comes by it is read, so that the peers see it fail too. What does not go through
/// tunnels (the channel to the orchestrator, the STAMP reflector) goes on.
final class Drills {
  /// @param forced whether it goes on even where it cuts a peer off
  /// @param reached peers that the link led to when the drill began
  private record Drill(long endNs, boolean forced, Set<String> reached) {}

  private final Map<String, Drill> drills = new LinkedHashMap<>();
  private final OutboundCommands outbound;
  private final InboundCommands inbound;

  Drills(OutboundCommands outbound, InboundCommands inbound) {
    this.outbound = outbound;
    this.inbound = inbound;
  }

  /// Where the link is drilled already, this changes how long.
  ///
  /// @param paths as they are before
  void begin(String link, long untilNs, boolean forced, List<PathView> paths) {
    Drill known = drills.get(link);
    Set<String> reached = known == null ? Set.copyOf(peersBy(link, paths)) : known.reached;
    drills.put(link, new Drill(untilNs, forced, reached));
  }

  /// Answers whether it was on.
  boolean end(String link) {
    return drills.remove(link) != null;
  }

  boolean isOn(String link) {
    return drills.containsKey(link);
  }

  /// Peers, by name, that a drill of the link would cut off or does: it leads to them, or did when
  /// the drill began, and no other link does now. A peer that nothing led to, because it is
  /// switched off or only planned, is not the drill's affair.
  Set<String> cutOff(String link, List<PathView> paths) {
    Drill drill = drills.get(link);
    Set<String> peers = new TreeSet<>();
    Set<String> elsewhere = new HashSet<>();
    for (PathView path : paths) {
      String peer = path.label().peer();
      if (!path.label().link().equals(link)) {
        if (carries(path)) {
          elsewhere.add(peer);
        }
      } else if (drill == null ? carries(path) : drill.reached.contains(peer)) {
        peers.add(peer);
      }
    }
    peers.removeAll(elsewhere);
    return peers;
  }

  private static Set<String> peersBy(String link, List<PathView> paths) {
    Set<String> peers = new HashSet<>();
    for (PathView path : paths) {
      if (path.label().link().equals(link) && carries(path)) {
        peers.add(path.label().peer());
      }
    }
    return peers;
  }

  private static boolean carries(PathView path) {
    return path.outbound() != PathState.UNKNOWN && path.outbound() != PathState.DOWN;
  }

  /// Whether the drill of a link is to end: its time is over, or it cuts a peer off.
  boolean isOver(String link, List<PathView> paths, long nowNs) {
    Drill drill = drills.get(link);
    return drill == null
        || nowNs - drill.endNs >= 0
        || (!drill.forced && !cutOff(link, paths).isEmpty());
  }

  /// Forgets what is about links that `plan` no longer has; tells both directions which links are
  /// left.
  void publish(EdgePlan plan) {
    drills
        .keySet()
        .removeIf(link -> plan.links().stream().noneMatch(each -> each.name().equals(link)));
    long links = 0;
    for (EdgePlan.LinkPlan link : plan.links()) {
      links |= isOn(link.name()) ? 1L << link.slot() : 0;
    }
    outbound.onDrill(links);
    inbound.onDrill(links);
  }

  /// The end of the first one, or `Long.MAX_VALUE`.
  long nextDeadlineNs() {
    long earliestNs = Long.MAX_VALUE;
    for (Drill drill : drills.values()) {
      earliestNs = Math.min(earliestNs, drill.endNs);
    }
    return earliestNs;
  }

  /// By link, until when.
  Map<String, Long> ends() {
    Map<String, Long> ends = new TreeMap<>();
    drills.forEach((link, drill) -> ends.put(link, drill.endNs));
    return ends;
  }
}
