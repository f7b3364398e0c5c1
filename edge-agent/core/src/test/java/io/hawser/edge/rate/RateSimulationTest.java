package io.hawser.edge.rate;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.edge.rate.RateLab.Sample;
import io.hawser.edge.rate.RateLab.Shaping;
import io.hawser.edge.simulation.Figures;
import io.hawser.lab.simnet.BySeed;
import io.hawser.lab.simnet.RateTrace;
import io.hawser.lab.simnet.Seeds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/// Packets over a link of which nobody knows the rate, held against the goals: the rate within 10 %
/// in 5 s; loaded round trips of 60 ms more than without load from 3 s after a step on; on a radio
/// cell 60 ms in the median, 150 ms in 95 of 100, and three quarters of its capacity used. The load
/// is one that takes all it gets ([RateLab#flood]), or four transfers by CUBIC. A round trip is
/// that of a thin flow, which waits for its turn in this edge, and behind everybody in the far
/// queue.
class RateSimulationTest {
  private static final int SEEDS = 4;
  private static final long MEGA = 1_000_000;
  private static final double NEAR = 0.1;
  private static final double LOADED_MS = 60;
  private static final double SELDOM_MS = 150;
  private static final double USED = 0.75;
  private static final Duration STEP = Duration.ofSeconds(12);
  private static final Duration FOUND = Duration.ofSeconds(5);
  private static final Duration CALM = Duration.ofSeconds(3);

  /// From a start at which nothing is known; what filled the far queue meanwhile has gone.
  private static final Duration SETTLED = Duration.ofSeconds(10);

  /// A path is probed before it carries anything.
  private static final Duration PROBED = Duration.ofSeconds(1);

  private static final Consumer<RateLab> GREEDY = lab -> lab.flood(90 * MEGA);
  private static final Consumer<RateLab> TRANSFERS = lab -> lab.transfers(4);

  /// @param delays that load adds to round trips, in a cell
  private record Outcome(double used, List<Double> delaysMs) {}

  private record Steady(double farthest, double worstMs, double used) {}

  /// By step.
  private record Steps(List<Double> worstMs, List<Double> farthest, double used) {}

  @Test
  void findsASteadyRate() {
    Figures figures = new Figures("rate");
    for (long megabits : List.of(5L, 20L, 50L)) {
      BySeed<Steady> outcomes = Seeds.gather(SEEDS, seed -> steady(seed, megabits * MEGA));
      String link = megabits + " Mbit/s, from 5 s on: ";
      figures
          .line(link + "found is off by", "", outcomes.map(Steady::farthest))
          .median()
          .worstAtMost(NEAR);
      figures
          .line(link + "loaded round trip +", "ms", outcomes.map(Steady::worstMs))
          .median()
          .worstAtMost(LOADED_MS);
      figures.line(link + "used", "", outcomes.map(Steady::used)).median().worstAtLeast(1 - NEAR);
    }
    figures.judge();
  }

  private static Steady steady(long seed, long bitsPerSecond) {
    RateLab lab = lab(seed, RateTrace.constant(bitsPerSecond), Shaping.FOUND, 1);
    lab.flood(3 * bitsPerSecond / 2);
    lab.run(FOUND);
    long fromNs = lab.nowNs();
    long bytes = lab.receivedBytes();
    double farthest = farthest(lab, Duration.ofSeconds(25));
    return new Steady(farthest, delayMs(lab, fromNs, 1), lab.carried(bytes, fromNs));
  }

  /// By how much of it what was found, or what is gone by, differs from the rate, at most.
  private static double farthest(RateLab lab, Duration duration) {
    double[] most = {0};
    lab.run(
        duration,
        () -> {
          double found = Math.abs(lab.rate.measuredBps() / lab.capacity() - 1);
          double shaped = Math.abs(lab.rate.bitsPerSecond() / lab.capacity() - 1);
          most[0] = Math.max(most[0], Math.max(found, shaped));
        });
    return most[0];
  }

  @Test
  void followsSteps() {
    RateTrace steps = RateTrace.steps(STEP, 50 * MEGA, 10 * MEGA, 50 * MEGA, 10 * MEGA);
    Figures figures = new Figures("rate");
    for (Consumer<RateLab> load : List.of(GREEDY, TRANSFERS)) {
      BySeed<Steps> outcomes =
          Seeds.gather(SEEDS, seed -> follow(lab(seed, steps, Shaping.FOUND, 1), load));
      for (int step = 0; step < 4; step++) {
        int at = step;
        String what = name(load) + ", step " + step + ": ";
        figures
            .line(what + "loaded round trip +", "ms", outcomes.map(each -> each.worstMs.get(at)))
            .median()
            .worstAtMost(LOADED_MS);
        if (load == GREEDY) {
          figures
              .line(what + "found is off by", "", outcomes.map(each -> each.farthest.get(at)))
              .worstAtMost(NEAR);
        }
      }
      figures.line(name(load) + ": used", "", outcomes.map(Steps::used)).worstAtLeast(USED);
    }
    figures.judge();
  }

  private static Steps follow(RateLab lab, Consumer<RateLab> load) {
    load.accept(lab);
    List<Double> worstMs = new ArrayList<>();
    List<Double> farthest = new ArrayList<>();
    long startNs = lab.nowNs();
    long bytes = lab.receivedBytes();
    for (int step = 0; step < 4; step++) {
      lab.run(step == 0 ? CALM.minus(PROBED) : CALM);
      long fromNs = lab.nowNs();
      lab.run(FOUND.minus(CALM));
      farthest.add(farthest(lab, STEP.minus(FOUND).minusMillis(10)));
      lab.run(Duration.ofMillis(10));
      worstMs.add(delayMs(lab, fromNs, 1));
    }
    return new Steps(worstMs, farthest, lab.carried(bytes, startNs));
  }

  private static String name(Consumer<RateLab> load) {
    return load == GREEDY ? "greedy" : "transfers";
  }

  /// Of yardsticks one is what an edge does that knows no rate, one what it does with a rate that
  /// somebody configured, and one what only a queue at the bottleneck can, which is told for
  /// comparison.
  @Test
  void holdsACellsQueueShortAndTheCellFull() {
    for (Consumer<RateLab> load : List.of(GREEDY, TRANSFERS)) {
      String name = name(load);
      List<Outcome> found = cells(load, Shaping.FOUND);
      List<Outcome> none = cells(load, Shaping.NONE);
      List<Outcome> mean = cells(load, Shaping.MEAN);
      List<Outcome> ideal = cells(load, Shaping.KNOWN);
      tell(name + ", rate found (goal: used 0.75, median 60, p95 150)", found);
      tell(name + ", FQ-CoDel here, rate not known", none);
      tell(name + ", FQ-CoDel here, mean rate configured", mean);
      tell(name + ", FQ-CoDel at the bottleneck", ideal);
      assertThat(found).as(name).allMatch(each -> each.used >= USED);
      assertThat(quantile(found, 0.5)).as(name).isLessThan(LOADED_MS);
      assertThat(quantile(found, 0.95)).as(name).isLessThan(SELDOM_MS);
      assertThat(quantile(found, 0.5)).as(name).isLessThan(quantile(none, 0.5));
      assertThat(quantile(found, 0.95)).as(name).isLessThan(quantile(none, 0.95) / 2);
      assertThat(quantile(found, 0.95)).as(name).isLessThan(quantile(mean, 0.95) / 2);
      assertThat(used(found)).as(name).isGreaterThan(used(mean));
      // It may not be bought with the rate.
      assertThat(used(found)).as(name).isGreaterThan(used(ideal) - 0.03);
    }
  }

  private static List<Outcome> cells(Consumer<RateLab> load, Shaping shaping) {
    return Seeds.gather(SEEDS, seed -> cell(seed, load, shaping)).values();
  }

  private static void tell(String what, List<Outcome> outcomes) {
    System.out.printf(
        Locale.ROOT,
        "simnet rate: cell, %s: used %.3f (least %.3f), added to round trips: median %.1f, p95 %.1f, p99 %.1f ms; %d cells%n",
        what,
        used(outcomes),
        outcomes.stream().mapToDouble(Outcome::used).min().orElseThrow(),
        quantile(outcomes, 0.5),
        quantile(outcomes, 0.95),
        quantile(outcomes, 0.99),
        outcomes.size());
  }

  private static double used(List<Outcome> outcomes) {
    return outcomes.stream().mapToDouble(Outcome::used).average().orElseThrow();
  }

  private static double quantile(List<Outcome> outcomes, double share) {
    double[] sorted =
        outcomes.stream()
            .flatMap(each -> each.delaysMs.stream())
            .mapToDouble(each -> each)
            .sorted()
            .toArray();
    return sorted[(int) Math.ceil(share * sorted.length) - 1];
  }

  private static Outcome cell(long seed, Consumer<RateLab> load, Shaping shaping) {
    Duration length = Duration.ofSeconds(80);
    RateTrace cell = RateTrace.cellular(new SplittableRandom(seed), 2 * MEGA, 40 * MEGA, length);
    RateLab lab = lab(seed, cell, shaping, 1);
    load.accept(lab);
    lab.run(SETTLED);
    long fromNs = lab.nowNs();
    long bytes = lab.receivedBytes();
    lab.run(Duration.ofSeconds(60));
    List<Double> delaysMs =
        lab.delays.stream().filter(each -> each.atNs() >= fromNs).map(Sample::ms).toList();
    return new Outcome(lab.carried(bytes, fromNs), delaysMs);
  }

  @Test
  void findsARateThatFellWhileNobodyLooked() {
    Seeds.forEach(
        2,
        seed -> {
          RateTrace fallen = RateTrace.steps(STEP, 50 * MEGA, 4 * MEGA, 4 * MEGA, 4 * MEGA);
          RateLab lab = lab(seed, fallen, Shaping.FOUND, 1);
          lab.flood(75 * MEGA);
          lab.run(STEP.minusSeconds(3));
          lab.flood(0);
          lab.run(FOUND);
          lab.transfers(2);
          lab.run(FOUND);
          long fromNs = lab.nowNs();
          lab.run(
              STEP,
              () -> {
                double found = lab.rate.measuredBps() / lab.capacity();
                assertThat(found).isBetween(1 - NEAR, 1 + NEAR);
              });
          assertThat(delayMs(lab, fromNs, 1)).isLessThan(LOADED_MS);
        });
  }

  @Test
  void twoPathsOfOneLinkAreOneLoad() {
    Seeds.forEach(
        2,
        seed -> {
          RateLab lab = lab(seed, RateTrace.constant(20 * MEGA), Shaping.FOUND, 2);
          lab.transfers(6);
          lab.run(SETTLED);
          long fromNs = lab.nowNs();
          assertThat(farthest(lab, Duration.ofSeconds(20))).isLessThan(NEAR);
          assertThat(delayMs(lab, fromNs, 1)).isLessThan(LOADED_MS);
        });
  }

  @Test
  void doesNotTouchALinkWhoseConfiguredRateIsRight() {
    for (Consumer<RateLab> load : List.of(GREEDY, TRANSFERS)) {
      RateLab lab = new RateLab(1, RateTrace.constant(20 * MEGA), 20 * MEGA, Shaping.FOUND, 1);
      load.accept(lab);
      lab.run(
          Duration.ofSeconds(60), () -> assertThat(lab.rate.bitsPerSecond()).isEqualTo(20 * MEGA));
    }
  }

  /// As a bond does, which offers more or less by what its other members take.
  @Test
  void aWayThatBecameLongerBeforeALoadThatVariesIsNoQueue() {
    Seeds.forEach(
        4,
        seed -> {
          RateLab lab =
              new RateLab(seed, RateTrace.constant(15 * MEGA), 15 * MEGA, Shaping.FOUND, 1);
          lab.run(Duration.ofSeconds(10));
          lab.lengthen(Duration.ofMillis(30));
          lab.run(Duration.ofSeconds(5));
          SplittableRandom random = new SplittableRandom(seed);
          lab.run(
              Duration.ofSeconds(60),
              () -> {
                if (random.nextInt(10) == 0) {
                  lab.flood(random.nextInt(1, 15) * MEGA);
                }
                assertThat(lab.rate.bitsPerSecond() / lab.capacity()).isGreaterThan(1 - NEAR);
              });
        });
  }

  @Test
  void anApplicationThatWantsLittleLowersNothing() {
    RateLab lab = lab(1, RateTrace.constant(20 * MEGA), Shaping.FOUND, 1);
    lab.flood(40 * MEGA);
    lab.run(SETTLED);
    lab.flood(2 * MEGA);
    lab.run(
        Duration.ofSeconds(60),
        () -> assertThat(lab.rate.measuredBps() / lab.capacity()).isBetween(1 - NEAR, 1 + NEAR));
  }

  private static RateLab lab(long seed, RateTrace trace, Shaping shaping, int paths) {
    RateLab lab = new RateLab(seed, trace, 0, shaping, paths);
    lab.run(PROBED);
    return lab;
  }

  private static double delayMs(RateLab lab, long fromNs, double share) {
    List<Sample> delays = lab.delays;
    return RateLab.quantile(delays, fromNs, lab.nowNs() + 1, share);
  }
}
