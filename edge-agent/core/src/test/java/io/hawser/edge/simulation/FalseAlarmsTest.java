package io.hawser.edge.simulation;

import io.hawser.edge.control.VirtualEdge;
import io.hawser.edge.path.PathState;
import io.hawser.edge.simulation.Company.Link;
import io.hawser.lab.simnet.BySeed;
import io.hawser.lab.simnet.LinkProfile;
import io.hawser.lab.simnet.Seeds;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// `false-alarms`: links as they are every day, on which nothing is to happen.
class FalseAlarmsTest {
  private static final int SEEDS = 2;
  private static final int FULL_SEEDS = 200;

  /// 24 hours over the full number of seeds.
  private static final Duration WATCHED = Duration.ofHours(24).dividedBy(FULL_SEEDS);

  /// Until then a class may still choose between links of which one is known for longer.
  private static final Duration SETTLED = Duration.ofMinutes(1);

  /// @param absences times at which an edge said that the other one is away
  /// @param calls moves of a call, both ways together
  /// @param data moves of each flow of data
  private record Outcome(long downs, long absences, int calls, List<Integer> data) {}

  @Test
  void nothingHappensForLittleLossAndJitter() {
    Figures figures = new Figures("false-alarms");
    tell(figures, "5 % loss on both links", lossy(0.05, 1), lossy(0.05, 1));
    tell(figures, "2 % loss in bursts of 4 on both links", lossy(0.02, 4), lossy(0.02, 4));
    tell(figures, "satellite", LinkProfile.satellite(), Company.LTE);
    tell(figures, "LTE jitter", LinkProfile.lte(), Company.LTE);
    figures.judge();
  }

  @Test
  void nothingHappensJustBelowACallsLimit() {
    Figures figures = new Figures("false-alarms");
    tell(figures, "loss of 0.8 %, of 1 % allowed", lossy(0.008, 1), Company.CABLE);
    figures.judge();
  }

  private static LinkProfile lossy(double share, double burst) {
    return Company.BROADBAND.withLoss(share, burst);
  }

  private static void tell(Figures figures, String what, LinkProfile first, LinkProfile second) {
    BySeed<Outcome> outcomes = Seeds.gather(SEEDS, seed -> story(seed, first, second));
    double hours = outcomes.size() * (double) WATCHED.toSeconds() / 3_600;
    String where = "%s, %.1f h: ".formatted(what, hours);
    figures
        .line(where + "downs", "", outcomes.map(each -> (double) each.downs))
        .totalAtMost(0)
        .worst();
    figures
        .line(where + "edges taken for away", "", outcomes.map(each -> (double) each.absences))
        .totalAtMost(0);
    figures
        .line(where + "moves of a call", "", outcomes.map(each -> (double) each.calls))
        .totalAtMost(1)
        .worst();
    figures
        .line(
            where + "moves of a flow of data",
            "",
            outcomes.flatMap(Outcome::data).map(Integer::doubleValue))
        .worstAtMost(1)
        .total();
  }

  private static Outcome story(long seed, LinkProfile first, LinkProfile second) {
    Company company = new Company(seed, Link.of("broadband", first), Link.of("cable", second));
    Company.Call call = company.call();
    List<Stream> data =
        List.of(
            company.stream(company.branch, company.hq, Stream.Kind.WEB, 10),
            company.stream(company.hq, company.branch, Stream.Kind.WEB, 10));
    company.settle(SETTLED);
    long atNs = company.nowNs();
    List<VirtualEdge> edges = List.of(company.branch, company.hq);
    edges.forEach(edge -> edge.changes.clear());
    edges.forEach(edge -> edge.absences.clear());
    company.run(WATCHED);
    long downs = 0;
    long absences = 0;
    for (VirtualEdge edge : edges) {
      absences += edge.absences.size();
      downs += edge.changes.stream().filter(change -> change.to() == PathState.DOWN).count();
    }
    return new Outcome(
        downs,
        absences,
        call.out().movesSince(atNs) + call.back().movesSince(atNs),
        data.stream().map(each -> each.movesSince(atNs)).toList());
  }
}
