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

  public List<Figure> list() {
    return List.copyOf(figures);
  }

  private Figures add(String figure, double value, String unit, String goal, boolean holds) {
    figures.add(new Figure(figure, rounded(value), unit, goal, holds));
    return this;
  }

  private static Object rounded(double value) {
    return Double.isFinite(value) ? new BigDecimal(value).round(SHOWN) : "none";
  }

  private static String shown(double value) {
    return new BigDecimal(value).round(SHOWN).stripTrailingZeros().toPlainString();
  }
}
