package io.hawser.edge.control;

import io.hawser.edge.dataplane.InboundCommands;
import io.hawser.edge.dataplane.OutboundCommands;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// Links that are treated as down for a while, to see what happens then; their configuration stays
/// as it is. Owned by control.
///
/// As with a cable that was pulled, nothing leaves by a drilled link and nothing that comes by it
/// is read, so that the peers see it fail too.
final class Drills {
  private final Map<String, Long> endNs = new HashMap<>();
  private final Set<String> forced = new HashSet<>();
  private final OutboundCommands outbound;
  private final InboundCommands inbound;

  Drills(OutboundCommands outbound, InboundCommands inbound) {
    this.outbound = outbound;
    this.inbound = inbound;
  }

  void begin(String link, long untilNs, boolean force) {
    endNs.put(link, untilNs);
    if (force) {
      forced.add(link);
    } else {
      forced.remove(link);
    }
  }

  /// Whether it goes on even where it cuts a peer off.
  boolean isForced(String link) {
    return forced.contains(link);
  }

  /// Answers whether it was on.
  boolean end(String link) {
    return endNs.remove(link) != null;
  }

  boolean isOn(String link) {
    return endNs.containsKey(link);
  }

  /// Ends what is over, and what is about links that `plan` no longer has; tells both directions
  /// which links are left.
  void publish(EdgePlan plan) {
    endNs
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
    return endNs.values().stream().mapToLong(Long::longValue).min().orElse(Long.MAX_VALUE);
  }

  /// By link, until when.
  Map<String, Long> ends() {
    return Map.copyOf(endNs);
  }
}
