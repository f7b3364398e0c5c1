package io.hawser.lab.scenario;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;

/// The results of a run, in the order in which they came.
public final class Figures {
  private static final MathContext SHOWN = new MathContext(5);

  private final List<Figure> figures = new ArrayList<>();

  public Figures atMost(String figure, double value, String unit, double goal) {
    return add(figure, value, unit, "<= " + shown(goal), value <= goal);
  }

  public Figures atLeast(String figure, double value, String unit, double goal) {
    return add(figure, value, unit, ">= " + shown(goal), value >= goal);
  }

  public Figures between(String figure, double value, String unit, double least, double most) {
    String goal = shown(least) + " .. " + shown(most);
    return add(figure, value, unit, goal, value >= least && value <= most);
  }

  public Figures exactly(String figure, double value, String unit, double goal) {
    return add(figure, value, unit, "= " + shown(goal), value == goal);
  }

  /// A fact that is so or not.
  public Figures holds(String figure, boolean is) {
    figures.add(new Figure(figure, is ? "yes" : "no", "", "yes", is));
    return this;
  }

  /// A fact that is so or not, with what was seen.
  public Figures holds(String figure, boolean is, String seen) {
    figures.add(new Figure(figure, (is ? "yes: " : "no: ") + seen, "", "yes", is));
    return this;
  }

  /// A value that is told but not judged.
  public Figures note(String figure, double value, String unit) {
    figures.add(new Figure(figure, rounded(value), unit, "", true));
    return this;
  }

  /// The median of several measurements, and their span, told but not judged.
  public Figures note(String figure, Spread spread, String unit) {
    return add(figure, spread, unit, "", true);
  }

  /// Judged by the median of several measurements.
  public Figures atMost(String figure, Spread spread, String unit, double goal) {
    return add(figure, spread, unit, "<= " + shown(goal), spread.median() <= goal);
  }

  /// Judged by the median of several measurements.
  public Figures atLeast(String figure, Spread spread, String unit, double goal) {
    return add(figure, spread, unit, ">= " + shown(goal), spread.median() >= goal);
  }

  /// Judged by the worst of several measurements.
  public Figures allAtMost(String figure, Spread spread, String unit, double goal) {
    return add(figure, spread.most(), unit, "<= " + shown(goal), spread.most() <= goal);
  }

  /// Judged by the worst of several measurements.
  public Figures allAtLeast(String figure, Spread spread, String unit, double goal) {
    return add(figure, spread.least(), unit, ">= " + shown(goal), spread.least() >= goal);
  }

  /// Says of the last figure what is known of others, as `300 ms: VeloCloud`.
  public Figures toBeat(String others) {
    figures.set(figures.size() - 1, figures.getLast().toBeat(others));
    return this;
  }

  /// A goal that could not be judged, which is not reached then.
  public Figures notMeasured(String figure, String why, String goal) {
    figures.add(new Figure(figure, "not measured: " + why, "", goal, false));
    return this;
  }

  /// Something that there is nothing to tell of, and no goal for.
  public Figures left(String figure, String why) {
    figures.add(new Figure(figure, why, "", "", true));
    return this;
  }

  public List<Figure> list() {
    return List.copyOf(figures);
  }

  private Figures add(String figure, double value, String unit, String goal, boolean holds) {
    figures.add(new Figure(figure, rounded(value), unit, goal, holds));
    return this;
  }

  private Figures add(String figure, Spread spread, String unit, String goal, boolean holds) {
    figures.add(new Figure(figure, rounded(spread.median()), unit, spread, goal, holds, ""));
    return this;
  }

  static Object rounded(double value) {
    if (!Double.isFinite(value)) {
      return "none";
    }
    BigDecimal shown = new BigDecimal(value).round(SHOWN);
    // Not as a power of ten.
    return shown.scale() < 0 ? shown.setScale(0) : shown;
  }

  private static String shown(double value) {
    return new BigDecimal(value).round(SHOWN).stripTrailingZeros().toPlainString();
  }
}
