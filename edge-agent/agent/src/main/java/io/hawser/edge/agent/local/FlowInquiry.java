package io.hawser.edge.agent.local;

import java.util.List;
import java.util.Optional;

/// Why a flow goes its way, of one that is named by its 5-tuple or by words that fit it.
public final class FlowInquiry {
  /// As many as a flow table holds.
  private static final int MOST_FLOWS = 100_000;

  private static final int MOST_CANDIDATES = 10;

  /// What came of it.
  public sealed interface Finding {
    record Explained(ExplanationView view) implements Finding {}

    /// @param count of flows that fit
    /// @param flows the names of some of them, the youngest activity first
    record Ambiguous(int count, List<String> flows) implements Finding {
      public Ambiguous {
        flows = List.copyOf(flows);
      }
    }

    record Unknown() implements Finding {}
  }

  private FlowInquiry() {}

  public static Finding ask(EdgeView edge, String flow) {
    Optional<FlowName> named = FlowName.parse(flow);
    if (named.isPresent()) {
      return explained(edge.explain(named.get()));
    }
    List<FlowView> found =
        flow.isBlank() ? List.of() : FlowSearch.matching(flow, edge.flows(MOST_FLOWS));
    return switch (found.size()) {
      case 0 -> new Finding.Unknown();
      case 1 -> explained(FlowName.parse(found.getFirst().flow()).flatMap(edge::explain));
      default ->
          new Finding.Ambiguous(
              found.size(), found.stream().limit(MOST_CANDIDATES).map(FlowView::flow).toList());
    };
  }

  private static Finding explained(Optional<ExplanationView> view) {
    return view.<Finding>map(Finding.Explained::new).orElseGet(Finding.Unknown::new);
  }
}
