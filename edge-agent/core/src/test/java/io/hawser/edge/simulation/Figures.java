package io.hawser.edge.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.lab.simnet.BySeed;
import io.hawser.lab.simnet.Seeds;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What a scenario measured over its seeds, each line beside its goals. All lines are told before
/// any goal is judged; a line that misses one names the seed that is furthest from it.
public final class Figures {
  private final String scenario;
  private final List<Line> lines = new ArrayList<>();

  public Figures(String scenario) {
    this.scenario = scenario;
  }

  /// One figure; name its goals.
  public Line line(String what, String unit, BySeed<Double> values) {
    Line line = new Line(what, unit, values);
    lines.add(line);
    return line;
  }

  public void judge() {
    List<String> missed = new ArrayList<>();
    for (Line line : lines) {
      String told = "simnet " + scenario + ": " + line;
      System.out.println(told);
      if (line.worstSeed != null) {
        missed.add(told);
      }
    }
    assertThat(missed).as("goals missed").isEmpty();
  }

  /// The statistics of one figure that the scenario speaks of.
  public static final class Line {
    private final String what;
    private final String unit;
    private final List<BySeed.One<Double>> sorted;
    private final List<String> words = new ArrayList<>();

    /// Null where no goal is missed.
    private @Nullable Long worstSeed;

    private Line(String what, String unit, BySeed<Double> values) {
      if (values.size() == 0) {
        throw new IllegalArgumentException(what + ": no value (expected: one a seed)");
      }
      this.what = what;
      this.unit = unit;
      sorted = values.all().stream().sorted(Comparator.comparing(BySeed.One::value)).toList();
    }

    public Line median() {
      return tell("median", quantile(0.5));
    }

    public Line worst() {
      return tell("worst", most().value());
    }

    public Line total() {
      return tell("total", sum());
    }

    public Line medianAtMost(double goal) {
      return atMost("median", quantile(0.5), goal);
    }

    public Line p99AtMost(double goal) {
      return atMost("p99", quantile(0.99), goal);
    }

    public Line worstAtMost(double goal) {
      return atMost("worst", most().value(), goal);
    }

    public Line totalAtMost(double goal) {
      return atMost("total", sum(), goal);
    }

    public Line meanAtMost(double goal) {
      return atMost("mean", sum() / sorted.size(), goal);
    }

    public Line meanAtLeast(double goal) {
      return atLeast("mean", sum() / sorted.size(), goal);
    }

    public Line worstAtLeast(double goal) {
      return atLeast("worst", least().value(), goal);
    }

    private double sum() {
      return sorted.stream().mapToDouble(BySeed.One::value).sum();
    }

    private BySeed.One<Double> least() {
      return sorted.getFirst();
    }

    private BySeed.One<Double> most() {
      return sorted.getLast();
    }

    /// The least value that this share does not exceed.
    private double quantile(double share) {
      return sorted.get((int) Math.ceil(share * sorted.size()) - 1).value();
    }

    private Line atMost(String statistic, double value, double goal) {
      return judge(statistic, value, " (goal <= " + plain(goal) + ")", value <= goal, most());
    }

    private Line atLeast(String statistic, double value, double goal) {
      return judge(statistic, value, " (goal >= " + plain(goal) + ")", value >= goal, least());
    }

    private Line judge(
        String statistic, double value, String goal, boolean holds, BySeed.One<Double> furthest) {
      words.add(statistic + " " + plain(value) + goal + (holds ? "" : " MISSED"));
      worstSeed = holds ? worstSeed : Long.valueOf(furthest.seed());
      return this;
    }

    private Line tell(String statistic, double value) {
      words.add(statistic + " " + plain(value));
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
          + " values"
          + culprit();
    }

    private String culprit() {
      return worstSeed == null
          ? ""
          : "; furthest from it: seed " + worstSeed + ", again: " + Seeds.again(worstSeed);
    }
  }
}
