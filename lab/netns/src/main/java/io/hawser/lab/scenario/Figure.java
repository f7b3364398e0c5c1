package io.hawser.lab.scenario;

/// One result.
///
/// @param figure what was measured
/// @param value a number, or a word for what cannot be counted
/// @param goal what was wanted, such as `<= 1`; empty if it is only told
/// @param holds whether the goal was reached
public record Figure(String figure, Object value, String unit, String goal, boolean holds) {}
