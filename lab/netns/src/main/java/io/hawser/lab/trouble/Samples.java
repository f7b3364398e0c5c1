package io.hawser.lab.trouble;

import io.hawser.lab.scenario.Figures;
import io.hawser.lab.scenario.Form;
import io.hawser.lab.scenario.NotMeasurableException;
import io.hawser.lab.scenario.Spread;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The figures of all repetitions, of which median and worst are told and judged. Branches add to
/// it side by side: its methods take the lock.
final class Samples {
  /// To beat, where nothing is published of others.
  static final String NONE_KNOWN = "none known";

  private final Rig rig;
  private final Figures figures;
  private final Form form;
  private final Map<String, List<Double>> values = new LinkedHashMap<>();
  private final Map<String, List<Double>> ofThisRound = new LinkedHashMap<>();
  private boolean shortGaps;

  Samples(Rig rig, Form form) {
    this.rig = rig;
    this.figures = rig.figures();
    this.form = form;
  }

  /// Gaps of 50 ms have a goal: rounds are done again for less lateness of the wires than else.
  Samples ofShortGaps() {
    shortGaps = true;
    return this;
  }

  /// What is added in a round counts once it has turned out to be a measure. Each is told with its
  /// time, for whoever compares it with the edges' logs.
  synchronized void add(String figure, double value) {
    ofThisRound.computeIfAbsent(figure, _ -> new ArrayList<>()).add(value);
    rig.trace("samples", LocalTime.now() + " " + figure + ": " + value + "\n");
  }

  /// Does the same to every branch, so many times; a round in which the machine did not keep time
  /// is done again, but no more than half of them. In short form it counts all the same: its bounds
  /// are for busy machines.
  void rounds(int rounds, Rig.Work work) throws Exception {
    int spare = Math.max(2, rounds / 2);
    for (int round = 0; round < rounds; ) {
      if (round(work)) {
        round++;
      } else if (spare-- == 0) {
        throw new NotMeasurableException(whyNoMeasure());
      }
    }
    rig.watchTime();
  }

  /// Does the same to every branch until a figure has that many values; once in short form. Rounds
  /// that bring none, or are no measure, are half as many as those that do at most.
  void repeat(int times, String figure, Rig.Work work) throws Exception {
    int spare = Math.max(2, times / rig.branches().size() / 2);
    do {
      int before = count(figure);
      if ((!round(work) || count(figure) == before) && spare-- == 0) {
        throw new NotMeasurableException(figure + ": too few values (expected: " + times + ")");
      }
    } while (form == Form.FULL && count(figure) < times);
    rig.watchTime();
  }

  private String whyNoMeasure() {
    return shortGaps ? rig.whyNoMeasureOfShortGaps() : rig.whyNoMeasure();
  }

  /// Answers whether what it brought counts.
  private boolean round(Rig.Work work) throws Exception {
    rig.watchTime();
    rig.eachBranch(work);
    String why = whyNoMeasure();
    boolean counts = why.isEmpty() || form == Form.SHORT;
    settle(counts);
    if (!counts) {
      rig.say("no measure: " + why);
    }
    return counts;
  }

  /// Does something to every branch once that cannot be done again: where the machine did not keep
  /// time, all is in vain in full form.
  void once(Rig.Work work) throws Exception {
    rig.watchTime();
    rig.eachBranch(work);
    end(rig.whyNoMeasure());
  }

  /// The same for what takes long and is no matter of milliseconds: only frames that the wires lost
  /// by themselves are in its way.
  void atLength(Rig.Work work) throws Exception {
    atLength(1, work);
  }

  /// The same, so many times one after the other, where three branches at a time would be more than
  /// the machine bears.
  void atLength(int times, Rig.Work work) throws Exception {
    for (int time = 0; time < times; time++) {
      rig.watchTime();
      rig.eachBranch(work);
      end(rig.whyNoCount());
    }
  }

  private void end(String why) throws NotMeasurableException {
    rig.say("meanwhile " + rig.lab().punctuality().line());
    rig.watchTime();
    if (!why.isEmpty() && form == Form.FULL) {
      throw new NotMeasurableException(why);
    }
    settle(true);
  }

  private synchronized void settle(boolean counts) {
    if (counts) {
      ofThisRound.forEach(
          (figure, some) -> values.computeIfAbsent(figure, _ -> new ArrayList<>()).addAll(some));
    }
    ofThisRound.clear();
  }

  /// The median is judged by one goal, the worst by another; machines that run the short form are
  /// busy, and have ten times as long.
  void atMost(String figure, String unit, double median, double worst, String toBeat) {
    Spread spread = spread(figure);
    figures
        .atMost(figure + ", median of " + count(figure), spread, unit, bound(median))
        .toBeat(toBeat);
    figures.allAtMost(figure + ", worst", spread, unit, bound(worst)).toBeat(toBeat);
  }

  /// Only the median has a goal.
  void medianAtMost(String figure, String unit, double goal, String toBeat) {
    Spread spread = spread(figure);
    figures
        .atMost(figure + ", median of " + count(figure), spread, unit, bound(goal))
        .toBeat(toBeat);
  }

  /// Each must reach it; in short form too.
  void eachAtLeast(String figure, String unit, double goal, String toBeat) {
    Spread spread = spread(figure);
    figures.note(figure + ", median of " + count(figure), spread, unit);
    figures.allAtLeast(figure + ", worst", spread, unit, goal).toBeat(toBeat);
  }

  /// Each must be so, in short form too: what is not a matter of time.
  void eachAtMost(String figure, String unit, double goal, String toBeat) {
    Spread spread = spread(figure);
    figures.note(figure + ", median of " + count(figure), spread, unit);
    figures.allAtMost(figure + ", worst", spread, unit, goal).toBeat(toBeat);
  }

  void note(String figure, String unit) {
    figures.note(figure + ", median of " + count(figure), spread(figure), unit);
  }

  private double bound(double goal) {
    return form.bound(10 * goal, goal);
  }

  private synchronized int count(String figure) {
    return values.getOrDefault(figure, List.of()).size();
  }

  private synchronized Spread spread(String figure) {
    List<Double> all = values.get(figure);
    if (all == null) {
      throw new IllegalStateException(
          "figure: " + figure + " (expected: one of " + values.keySet() + ")");
    }
    return Spread.of(all);
  }
}
