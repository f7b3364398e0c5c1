package io.hawser.orchestrator.document;

import io.hawser.orchestrator.company.Names;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import java.util.TreeSet;

/// What a person who wrote an unknown word may have meant.
public final class Nearest {
  /// Beyond this it is not a slip of the finger.
  private static final int MAX_DISTANCE = 3;

  private Nearest() {}

  /// `one of [a, b]; did you mean b`.
  public static String of(String word, Collection<String> valid) {
    Optional<String> nearest =
        valid.stream()
            .filter(candidate -> distance(word, candidate) <= MAX_DISTANCE)
            .min(
                Comparator.comparingInt((String candidate) -> distance(word, candidate))
                    .thenComparing(Comparator.naturalOrder()));
    return "one of "
        + new TreeSet<>(valid)
        + nearest.map(candidate -> "; did you mean " + candidate).orElse("");
  }

  /// Levenshtein's, of the first characters only.
  private static int distance(String left, String right) {
    String from = Names.printable(left);
    int[] row = new int[right.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= from.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int substituted = diagonal + (from.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(substituted, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[right.length()];
  }
}
