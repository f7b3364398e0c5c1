package io.hawser.lab.bench;

import io.hawser.lab.scenario.Spread;
import java.io.IOException;
import java.util.ArrayList;
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

  Spread of(Contender contender) {
    return Spread.of(list(contender));
  }

  /// The ratios of each round.
  Spread ratios(Contender one, Contender other) {
    List<Double> ratios = new ArrayList<>();
    for (int round = 0; round < list(one).size(); round++) {
      ratios.add(list(one).get(round) / list(other).get(round));
    }
    return Spread.of(ratios);
  }

  private List<Double> list(Contender contender) {
    return values.getOrDefault(contender, List.of());
  }
}
