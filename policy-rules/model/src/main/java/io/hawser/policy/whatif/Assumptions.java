package io.hawser.policy.whatif;

import io.hawser.policy.PathFact;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/// All that is assumed of paths at once; later parts find what earlier ones made of them.
public record Assumptions(List<Assumption> parts) {
  /// Nothing is otherwise.
  public static final Assumptions NONE = new Assumptions(List.of());

  public Assumptions {
    parts = List.copyOf(parts);
  }

  /// Reads the words that the package's document lists; none at all are [#NONE].
  ///
  /// @throws IllegalArgumentException with the first word that does not fit, and what was expected
  public static Assumptions parse(List<String> words) {
    return new Assumptions(new AssumptionWords(words).read());
  }

  /// The facts as they would be, in the same order.
  ///
  /// @throws IllegalArgumentException where a part is about no path of these
  public List<PathFact> applyTo(Collection<PathFact> facts) {
    List<PathFact> assumed = new ArrayList<>(facts);
    for (Assumption part : parts) {
      part.subject().requireOneOf(facts);
      assumed.replaceAll(fact -> part.subject().fits(fact) ? part.applyTo(fact) : fact);
    }
    return assumed;
  }
}
