package io.hawser.lab.scenario;

import org.jspecify.annotations.Nullable;

/// One result.
///
/// @param figure what was measured
/// @param value a number, or a word for what cannot be counted
/// @param spread of the measurements whose median the value is; null where there was one
/// @param goal what was wanted, such as `<= 1`; empty if it is only told
/// @param holds whether the goal was reached
/// @param toBeat what is known of others, as `300 ms: VeloCloud`; empty if nothing is
public record Figure(
    String figure,
    Object value,
    String unit,
    @Nullable Spread spread,
    String goal,
    boolean holds,
    String toBeat) {
  public Figure(String figure, Object value, String unit, String goal, boolean holds) {
    this(figure, value, unit, null, goal, holds, "");
  }

  Figure toBeat(String others) {
    return new Figure(figure, value, unit, spread, goal, holds, others);
  }
}
