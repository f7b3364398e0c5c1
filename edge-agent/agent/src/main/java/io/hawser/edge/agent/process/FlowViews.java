package io.hawser.edge.agent.process;

import io.hawser.edge.agent.local.FlowName;
import io.hawser.edge.dataplane.FlowView;
import io.hawser.edge.playout.PlayoutFlowView;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Words flows for people.
final class FlowViews {
  private static final long NOT_HELD = -1;

  private FlowViews() {}

  /// Shows each of many flows, which need not all be there at once.
  @FunctionalInterface
  interface Source {
    void forEach(Consumer<FlowView> action);
  }

  /// What leaves, with what arrives in answer, the youngest activity first. Keeps no more than
  /// `limit` of them.
  static List<io.hawser.edge.agent.local.FlowView> of(
      Source departures, Source arrivals, int limit) {
    Comparator<FlowView> youngest = Comparator.comparingLong(FlowView::idleNs);
    PriorityQueue<FlowView> chosen = new PriorityQueue<>(youngest.reversed());
    departures.forEach(
        flow -> {
          chosen.add(flow);
          if (chosen.size() > limit) {
            chosen.remove();
          }
        });
    Map<FlowName, FlowView> answers = new HashMap<>();
    Set<FlowName> wanted = new HashSet<>();
    chosen.forEach(flow -> wanted.add(name(flow)));
    arrivals.forEach(
        flow -> {
          FlowName name = reverseName(flow);
          if (wanted.contains(name)) {
            answers.put(name, flow);
          }
        });
    return chosen.stream().sorted(youngest).map(flow -> of(flow, answers.get(name(flow)))).toList();
  }

  /// The flows of that name: one or none.
  static List<FlowView> named(FlowName name, Source flows) {
    List<FlowView> found = new ArrayList<>();
    flows.forEach(
        flow -> {
          if (name(flow).equals(name)) {
            found.add(flow);
          }
        });
    return found;
  }

  private static io.hawser.edge.agent.local.FlowView of(FlowView flow, @Nullable FlowView answer) {
    return new io.hawser.edge.agent.local.FlowView(
        name(flow).toString(),
        flow.application(),
        flow.trafficClass(),
        flow.peer(),
        flow.verdict().isEmpty() ? BondViews.joined(paths(flow)) : flow.verdict(),
        flow.rule(),
        PathViews.milliseconds(flow.ageNs()),
        PathViews.milliseconds(flow.idleNs()),
        flow.packets(),
        flow.bytes(),
        answer == null ? 0 : answer.packets(),
        answer == null ? 0 : answer.bytes(),
        heldUs(answer));
  }

  private static long heldUs(@Nullable FlowView answer) {
    PlayoutFlowView playout = answer == null ? null : answer.playout();
    return playout == null ? NOT_HELD : playout.waitUs();
  }

  /// The paths that carry a flow; none where it is dropped.
  static List<String> paths(FlowView flow) {
    if (!flow.bondedPaths().isEmpty()) {
      return flow.bondedPaths();
    }
    return flow.path().isEmpty() ? List.of() : List.of(flow.path());
  }

  /// The flow of that opposite name: one or none.
  static List<FlowView> answering(FlowName name, Source arrivals) {
    List<FlowView> found = new ArrayList<>();
    arrivals.forEach(
        flow -> {
          if (reverseName(flow).equals(name)) {
            found.add(flow);
          }
        });
    return found;
  }

  private static FlowName reverseName(FlowView flow) {
    return new FlowName(
        protocol(flow.protocol()),
        flow.destination().getHostAddress(),
        flow.destinationPort(),
        flow.source().getHostAddress(),
        flow.sourcePort());
  }

  static FlowName name(FlowView flow) {
    return new FlowName(
        protocol(flow.protocol()),
        flow.source().getHostAddress(),
        flow.sourcePort(),
        flow.destination().getHostAddress(),
        flow.destinationPort());
  }

  static String protocol(int number) {
    return switch (number) {
      case 1 -> "icmp";
      case 6 -> "tcp";
      case 17 -> "udp";
      case 58 -> "icmpv6";
      default -> Integer.toString(number);
    };
  }

  /// The number of a protocol's word, -1 for none that is known.
  static int number(String protocol) {
    return switch (protocol) {
      case "icmp" -> 1;
      case "tcp" -> 6;
      case "udp" -> 17;
      case "icmpv6" -> 58;
      default -> protocol.matches("\\d{1,3}") ? Integer.parseInt(protocol) : -1;
    };
  }
}
