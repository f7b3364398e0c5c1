package io.hawser.policy;

import java.util.Collection;
import java.util.Comparator;

/// Says what was expected where a word is none of the valid ones.
public final class NearestWord {
  private NearestWord() {}

  /// `one of a, b, c; did you mean "b"`, the last part only where a valid word is near.
  public static String expected(String word, Collection<String> valid) {
    if (valid.isEmpty()) {
      return "none, as none is defined";
    }
    if (valid.size() == 1) {
      return valid.iterator().next();
    }
    String all = "one of " + String.join(", ", valid);
    int tolerance = Math.max(1, word.length() / 3 + 1);
    return valid.stream()
        .filter(candidate -> distance(word, candidate) <= tolerance)
        .min(Comparator.comparingInt(candidate -> distance(word, candidate)))
        .map(nearest -> all + "; did you mean \"" + nearest + "\"")
        .orElse(all);
  }

  /// Levenshtein's distance: letters to insert, drop or change.
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(change, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
  }
}
