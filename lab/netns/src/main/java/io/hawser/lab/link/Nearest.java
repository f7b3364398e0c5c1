package io.hawser.lab.link;

import java.util.Collection;
import java.util.Comparator;

/// The known word that a mistyped one most likely meant.
public final class Nearest {
  private Nearest() {}

  /// Answers `one of a, b, c`, and where one of them is close to `word`, also `did you mean a?`.
  public static String expectation(String word, Collection<String> known) {
    String all = "one of " + String.join(", ", known);
    return known.stream()
        .min(Comparator.comparingInt(candidate -> distance(word, candidate)))
        .filter(candidate -> distance(word, candidate) <= Math.max(2, word.length() / 3))
        .map(candidate -> all + "; did you mean " + candidate + "?")
        .orElse(all);
  }

  /// The Levenshtein distance: how many letters must be added, removed or changed.
  static int distance(String from, String to) {
    int[] previous = new int[to.length() + 1];
    for (int column = 0; column <= to.length(); column++) {
      previous[column] = column;
    }
    for (int row = 1; row <= from.length(); row++) {
      int[] current = new int[to.length() + 1];
      current[0] = row;
      for (int column = 1; column <= to.length(); column++) {
        int changed =
            previous[column - 1] + (from.charAt(row - 1) == to.charAt(column - 1) ? 0 : 1);
        current[column] = Math.min(changed, 1 + Math.min(previous[column], current[column - 1]));
      }
      previous = current;
    }
    return previous[to.length()];
  }
}
