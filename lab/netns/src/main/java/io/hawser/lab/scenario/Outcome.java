package io.hawser.lab.scenario;

import java.util.List;

/// How a scenario came out.
///
/// @param problem why there are no figures, or not all; empty if it ran to its end
public record Outcome(String scenario, Verdict verdict, List<Figure> figures, String problem) {
  public Outcome {
    figures = List.copyOf(figures);
  }
}
