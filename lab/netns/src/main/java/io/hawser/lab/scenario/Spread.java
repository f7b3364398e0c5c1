package io.hawser.lab.scenario;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// What several measurements of one thing came to.
public record Spread(double median, double least, double most) {
  /// @param values one or more
  public static Spread of(List<Double> values) {
    List<Double> sorted = new ArrayList<>(values);
    Collections.sort(sorted);
    int middle = sorted.size() / 2;
    double median =
        sorted.size() % 2 == 1
            ? sorted.get(middle)
            : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    return new Spread(median, sorted.getFirst(), sorted.getLast());
  }
}
