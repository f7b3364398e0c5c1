package io.hawser.orchestrator.console;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The state of the page that asks why a flow goes its way.
///
/// @param edge id or name of the edge that is asked, empty: none yet
/// @param flow as it was asked
/// @param fault why it was not answered, empty: it was, or nothing was asked
/// @param flows that fit the words, where several do
/// @param answer null: none
public record ExplainForm(
    String edge, String flow, String fault, List<String> flows, @Nullable ExplanationView answer) {
  public ExplainForm {
    flows = List.copyOf(flows);
  }

  /// Nothing was asked.
  public static ExplainForm at(String edge) {
    return new ExplainForm(edge, "", "", List.of(), null);
  }
}
