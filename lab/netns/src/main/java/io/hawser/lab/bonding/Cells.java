package io.hawser.lab.bonding;

import io.hawser.lab.Host;
import io.hawser.lab.bonding.Traffic.Arrived;
import io.hawser.lab.scenario.Form;
import io.hawser.lab.scenario.NotMeasurableException;
import io.hawser.lab.scenario.ScenarioContext;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/// How much passes over a bond, beside what its links can carry and what the same traffic makes of
/// its best member alone, in turn.
final class Cells {
  /// Until the measurements of all paths are those of the links as they are now.
  private static final Duration SETTLED = Duration.ofSeconds(10);

  private static final Duration SETTLED_SHORT = Duration.ofSeconds(4);

  /// Slow start, and the first queue.
  private static final int WARM_UP_SECONDS = 2;

  private static final int CAPACITY_SECONDS = 2;

  private static final String OF_SUM = "of the sum";
  private static final String OF_BEST = "of the best member";

  private static final int[] GRID_RATES = {5, 20, 50};
  private static final int[] GRID_ROUND_TRIPS = {20, 80};
  private static final double[] GRID_LOSSES = {0, 1};
  private static final int GRID_GOAL = 95;
  private static final Member GRID_FIRST = new Member(20, 20);

  private final ScenarioContext context;
  private final BondedBranch branch;
  private final Form form;

  Cells(ScenarioContext context, BondedBranch branch, Form form) {
    this.context = context;
    this.branch = branch;
    this.form = form;
  }

  /// Answers the settled sum of what the links carry, Mbit/s of IP packets.
  double become(LinkSet set) throws Exception {
    branch.become(set, form == Form.SHORT ? SETTLED_SHORT : SETTLED);
    double sum = 0;
    for (double each : branch.capacities(CAPACITY_SECONDS)) {
      sum += each;
    }
    context.facts().note(set.text() + ": the links carry", sum, "Mbit/s");
    return sum;
  }

  /// One TCP session each way over two equal links, which must have been [become][#become].
  void equal(double capacityMbps) throws Exception {
    Samples samples = samples();
    samples.rounds(
        form.amount(1, 5),
        (into, _) -> {
          into.add("up", send(branch.pc(), branch.hubPc(), capacityMbps));
          if (form == Form.FULL) {
            into.add("down", send(branch.hubPc(), branch.pc(), capacityMbps));
          }
        });
    String what = branch.set().text() + ", TCP ×1, " + OF_SUM;
    samples.figures().atLeast(what, samples.of("up"), "%", form.bound(40, 93));
    if (form == Form.FULL) {
      samples.figures().atLeast(what + ", towards the branch", samples.of("down"), "%", 93);
    }
  }

  private double send(Host from, Host to, double capacityMbps) throws IOException {
    return Traffic.ONE_SESSION
        .send(from, to, Way.BOND, branch.set().sumMbps(), WARM_UP_SECONDS, form.amount(4, 8))
        .percentOf(capacityMbps);
  }

  /// All traffic over links that are not alike.
  ///
  /// @param isForSum whether the bond is to reach a share of the sum, too
  void unequal(LinkSet set, List<Traffic> traffic, boolean isForSum) throws Exception {
    double capacityMbps = become(set);
    for (Traffic each : traffic) {
      Samples samples = samples();
      samples.rounds(
          form.amount(1, 3),
          (into, _) -> {
            Arrived bond = bond(each);
            into.add(OF_SUM, bond.percentOf(capacityMbps));
            Arrived alone = alone(each, set.best());
            into.add(OF_BEST, 100 * bond.innerMbps() / alone.innerMbps());
          });
      String cell = set.text() + ", " + each.words + ", ";
      if (isForSum) {
        samples.figures().atLeast(cell + OF_SUM, samples.of(OF_SUM), "%", form.bound(35, 88));
      } else {
        samples.figures().note(cell + OF_SUM, samples.of(OF_SUM), "%");
      }
      samples.figures().atLeast(cell + OF_BEST, samples.of(OF_BEST), "%", form.bound(70, 98));
    }
  }

  /// One TCP session over a link of 20 Mbit/s and 20 ms and a second one, of many kinds. Those that
  /// lose come last: what a member lost is held against it for a while.
  void grid() throws Exception {
    branch.become(LinkSet.of(GRID_FIRST, GRID_FIRST), SETTLED);
    Samples first = samples();
    first.rounds(3, (into, _) -> into.add(OF_BEST, alone(Traffic.ONE_SESSION, 0).innerMbps()));
    double firstMbps = first.of(OF_BEST).median();
    for (double loss : GRID_LOSSES) {
      for (int mbps : GRID_RATES) {
        for (int roundTripMs : GRID_ROUND_TRIPS) {
          cell(firstMbps, new Member(mbps, roundTripMs, loss));
        }
      }
    }
  }

  private void cell(double firstMbps, Member second) throws Exception {
    LinkSet set = LinkSet.of(GRID_FIRST, second);
    branch.become(set, SETTLED);
    Samples samples = samples();
    String figure = set.text() + ", TCP ×1, " + OF_BEST;
    try {
      samples.rounds(
          3,
          (into, _) -> {
            double bond = bond(Traffic.ONE_SESSION).innerMbps();
            double alone = alone(Traffic.ONE_SESSION, 1).innerMbps();
            into.add(OF_BEST, 100 * bond / Math.max(firstMbps, alone));
          });
      samples.figures().atLeast(figure, samples.of(OF_BEST), "%", GRID_GOAL);
    } catch (NotMeasurableException one) {
      // The other cells are worth their minutes.
      String why = String.valueOf(one.getMessage());
      samples.figures().notMeasured(figure, why, ">= " + GRID_GOAL);
    }
  }

  private Arrived bond(Traffic traffic) throws IOException {
    return new Rival.Ours("bond", branch, Way.BOND)
        .send(traffic, WARM_UP_SECONDS, form.amount(3, 5));
  }

  private Arrived alone(Traffic traffic, int member) throws Exception {
    return new Rival.Alone("alone", branch, member)
        .send(traffic, WARM_UP_SECONDS, form.amount(3, 5));
  }

  private Samples samples() {
    return new Samples(context, branch, form);
  }
}
