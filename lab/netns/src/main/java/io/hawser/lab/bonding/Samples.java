package io.hawser.lab.bonding;

import io.hawser.lab.emulator.Punctuality;
import io.hawser.lab.scenario.Figures;
import io.hawser.lab.scenario.Form;
import io.hawser.lab.scenario.NotMeasurableException;
import io.hawser.lab.scenario.ScenarioContext;
import io.hawser.lab.scenario.Spread;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What several rounds of the same came to. A round in which this machine did not keep time is done
/// again in full form: as many are spare as half of them.
final class Samples {
  /// Something that is done, and adds its figures.
  @FunctionalInterface
  interface Round {
    void run(Samples into, int number) throws Exception;
  }

  private static final int LEAST_SPARE = 2;

  private final ScenarioContext context;
  private final BondedBranch branch;
  private final Form form;
  private final Map<String, List<Double>> values = new LinkedHashMap<>();
  private final Map<String, List<Double>> ofThisRound = new LinkedHashMap<>();
  private String spoiled = "";

  Samples(ScenarioContext context, BondedBranch branch, Form form) {
    this.context = context;
    this.branch = branch;
    this.form = form;
  }

  /// Counts once the round has turned out to be a measure; each is kept in a file with its time.
  void add(String figure, double value) throws IOException {
    ofThisRound.computeIfAbsent(figure, _ -> new ArrayList<>()).add(value);
    Files.writeString(
        context.directory().resolve("samples.txt"),
        LocalTime.now() + " " + branch.set().text() + ", " + figure + ": " + value + "\n",
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }

  /// What this round brings is no measure of anything, for that reason.
  void spoil(String why) {
    spoiled = why;
  }

  /// @param number of rounds that count
  void rounds(int number, Round round) throws Exception {
    int spare = Math.max(LEAST_SPARE, number / 2);
    for (int done = 0, tried = 0; done < number; tried++) {
      branch.lab().resetPunctuality();
      ofThisRound.clear();
      spoiled = "";
      try {
        round.run(this, tried);
      } catch (NotMeasurableException said) {
        spoil(String.valueOf(said.getMessage()));
      }
      String why = whyNoMeasure();
      if (why.isEmpty() || (form == Form.SHORT && spoiled.isEmpty())) {
        ofThisRound.forEach(
            (figure, added) ->
                values.computeIfAbsent(figure, _ -> new ArrayList<>()).addAll(added));
        done++;
      } else if (spare-- > 0) {
        context.say("no measure: " + why);
      } else {
        throw new NotMeasurableException(why);
      }
    }
  }

  private String whyNoMeasure() {
    Punctuality wires = branch.lab().punctuality();
    return wires.isValidForGaps() ? spoiled : "the wires were late: " + wires.line();
  }

  Spread of(String figure) {
    return Spread.of(values.getOrDefault(figure, List.of(Double.NaN)));
  }

  Figures figures() {
    return context.facts();
  }
}
