package io.hawser.lab.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// One figure of several contenders, measured in turn: A B A B …
final class Rounds {
  /// A measurement.
  @FunctionalInterface
  interface Measure {
    double of(Contender contender) throws IOException;
  }

  private final Map<Contender, List<Double>> values = new LinkedHashMap<>();

  static Rounds run(List<Contender> contenders, int rounds, Measure measure) throws IOException {
    Rounds all = new Rounds();
    for (int round = 0; round < rounds; round++) {
      for (Contender contender : contenders) {
        all.add(contender, measure.of(contender));
      }
    }
    return all;
  }

  void add(Contender contender, double value) {
    values.computeIfAbsent(contender, _ -> new ArrayList<>()).add(value);
  }

  List<Double> of(Contender contender) {
    return values.getOrDefault(contender, List.of());
  }

  double median(Contender contender) {
    return median(of(contender));
  }

  double least(Contender contender) {
    return Collections.min(of(contender));
  }

  double most(Contender contender) {
    return Collections.max(of(contender));
  }

  /// The median of the ratios of each round.
  double ratio(Contender one, Contender other) {
    List<Double> ratios = new ArrayList<>();
    for (int round = 0; round < of(one).size(); round++) {
      ratios.add(of(one).get(round) / of(other).get(round));
    }
    return median(ratios);
  }

  private static double median(List<Double> values) {
    List<Double> sorted = new ArrayList<>(values);
    Collections.sort(sorted);
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }
}
