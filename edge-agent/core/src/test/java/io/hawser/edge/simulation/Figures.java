package io.hawser.edge.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/// What a scenario measured over its seeds, each line beside its goals. All lines are told before
/// any goal is judged.
final class Figures {
  private final String scenario;
  private final List<Line> lines = new ArrayList<>();

  Figures(String scenario) {
    this.scenario = scenario;
  }

  /// One figure; name its goals.
  Line line(String what, String unit, Collection<Double> values) {
    Line line = new Line(what, unit, values.stream().sorted().toList());
    lines.add(line);
    return line;
  }

  void judge() {
    List<String> missed = new ArrayList<>();
    for (Line line : lines) {
      String told = "simnet " + scenario + ": " + line;
      System.out.println(told);
      if (line.isMissed) {
        missed.add(told);
      }
    }
    assertThat(missed).as("goals missed").isEmpty();
  }

  /// The statistics of one figure that the scenario speaks of.
  static final class Line {
    private final String what;
    private final String unit;
    private final List<Double> sorted;
    private final List<String> words = new ArrayList<>();
    private boolean isMissed;

    private Line(String what, String unit, List<Double> sorted) {
      if (sorted.isEmpty()) {
        throw new IllegalArgumentException(what + ": no value (expected: one a seed)");
      }
      this.what = what;
      this.unit = unit;
      this.sorted = sorted;
    }

    Line median() {
      return tell("median", quantile(0.5), "", true);
    }

    Line worst() {
      return tell("worst", sorted.getLast(), "", true);
    }

    Line medianAtMost(double goal) {
      return atMost("median", quantile(0.5), goal);
    }

    Line p99AtMost(double goal) {
      return atMost("p99", quantile(0.99), goal);
    }

    Line worstAtMost(double goal) {
      return atMost("worst", sorted.getLast(), goal);
    }

    Line totalAtMost(double goal) {
      return atMost("total", sum(), goal);
    }

    Line meanAtMost(double goal) {
      return atMost("mean", sum() / sorted.size(), goal);
    }

    Line meanAtLeast(double goal) {
      return atLeast("mean", sum() / sorted.size(), goal);
    }

    Line worstAtLeast(double goal) {
      return atLeast("worst", sorted.getFirst(), goal);
    }

    private double sum() {
      return sorted.stream().mapToDouble(value -> value).sum();
    }

    /// The least value that this share does not exceed.
    private double quantile(double share) {
      return sorted.get((int) Math.ceil(share * sorted.size()) - 1);
    }

    private Line atMost(String statistic, double value, double goal) {
      return tell(statistic, value, " (goal <= " + plain(goal) + ")", value <= goal);
    }

    private Line atLeast(String statistic, double value, double goal) {
      return tell(statistic, value, " (goal >= " + plain(goal) + ")", value >= goal);
    }

    private Line tell(String statistic, double value, String goal, boolean holds) {
      words.add(statistic + " " + plain(value) + goal + (holds ? "" : " MISSED"));
      isMissed |= !holds;
      return this;
    }

    private static String plain(double value) {
      return value == Math.rint(value)
          ? Long.toString((long) value)
          : String.format(Locale.ROOT, "%.3f", value);
    }

    @Override
    public String toString() {
      return what
          + (unit.isEmpty() ? "" : " in " + unit)
          + ": "
          + String.join(", ", words)
          + "; "
          + sorted.size()
          + " values";
    }
  }
}
