package io.hawser.lab.bench;

import io.hawser.lab.scenario.Figures;
import io.hawser.lab.scenario.ScenarioContext;
import java.io.IOException;
import java.util.List;

/// Contenders, ours first, and where their figures are told. Every figure has the median, the least
/// and the most of its rounds; what is judged is the median of the rounds' ratios to the second.
record Board(ScenarioContext context, List<Contender> contenders, int rounds) {
  Figures figures() {
    return context.facts();
  }

  void say(String line) {
    context.say(line);
  }

  Contender ours() {
    return contenders.get(0);
  }

  Contender peer() {
    return contenders.get(1);
  }

  /// Everybody in turn.
  Rounds measure(Rounds.Measure measure) throws IOException {
    return Rounds.run(contenders, rounds, measure);
  }

  /// The same with as many rounds at most.
  Board shorter(int most) {
    return new Board(context, contenders, Math.min(rounds, most));
  }

  void note(String figure, Rounds measured, String unit) {
    for (Contender each : contenders) {
      figures().note(figure + ": " + each.name(), measured.of(each), unit);
    }
  }

  void atLeast(String figure, Rounds measured, String unit, double goal) {
    note(figure, measured, unit);
    figures().atLeast(figure + ": ratio", measured.ratios(ours(), peer()), "×", goal);
  }

  void atMost(String figure, Rounds measured, String unit, double goal) {
    note(figure, measured, unit);
    figures().atMost(figure + ": ratio", measured.ratios(ours(), peer()), "×", goal);
  }
}
