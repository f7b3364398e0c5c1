package io.hawser.edge.dataplane;

import io.hawser.edge.steer.Flow;
import io.hawser.edge.steer.FlowTable;
import io.hawser.edge.steer.SteeringTable;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Some of the flows of a table, described between two packets: all at once would hold packets up
/// where there are many.
///
/// @param flows without one that moved meanwhile, perhaps
/// @param next what to ask for the following ones with, or [#END]
public record FlowPage(List<FlowView> flows, int next) {
  public static final int FIRST = 0;
  public static final int END = FlowTable.END;

  /// Flows described at most, and places of the table looked at: each well below a millisecond.
  private static final int FLOWS = 1024;

  private static final int PLACES = 32_768;

  public FlowPage {
    flows = List.copyOf(flows);
  }

  /// The flows from the place `from` on; none before there is a configuration.
  ///
  /// @param bondedPaths see [FlowView]
  static FlowPage of(
      FlowTable flows,
      int from,
      @Nullable Forwarding tables,
      SteeringTable steering,
      Function<Flow, List<String>> bondedPaths,
      long nowNs) {
    if (tables == null) {
      return new FlowPage(List.of(), END);
    }
    List<FlowView> views = new ArrayList<>();
    int next =
        flows.visit(
            from,
            PLACES,
            FLOWS,
            flow -> views.add(FlowView.of(flow, tables, steering, bondedPaths, nowNs)));
    return new FlowPage(views, next);
  }
}
