package io.hawser.edge.simulation;

import io.hawser.edge.path.PathState;
import io.hawser.edge.simulation.Company.Call;
import io.hawser.edge.simulation.Company.Link;
import io.hawser.lab.simnet.BySeed;
import io.hawser.lab.simnet.Seeds;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// `paused-host`: the headquarters' edge stands still, as after SIGSTOP, with a call and 1,000
/// packets a second of data each way, which is more than a socket's buffer holds in two seconds.
class PausedHostTest {
  private static final int SEEDS = 4;
  private static final int MOMENTS = 10;

  /// Of the moments: one path may have been asked just before and the other just after it began. Of
  /// 2,000 none did.
  private static final double MOST_MOVING = 0.02;

  /// @param seen whether the other edge said that its peer was away, and then that it is back
  private record Outcome(int downs, int moves, int classes, boolean seen, double backMs) {}

  /// @param classes moved at both ends
  private record Moments(int downs, int classes) {}

  @Test
  void aPauseIsNoPathsFault() {
    Figures figures = new Figures("paused-host");
    tell(figures, Duration.ofMillis(500));
    tell(figures, Duration.ofSeconds(2));
    figures.judge();
  }

  /// Shorter than what makes a peer away, as where a hypervisor gives the processor to somebody
  /// else for a moment: nothing is said of it and nothing moves.
  @Test
  void aMomentsStandstillMovesNothing() {
    BySeed<Moments> outcomes = Seeds.gather(SEEDS, PausedHostTest::moments);
    Figures figures = new Figures("paused-host");
    String what = MOMENTS + " moments of 80 to 350 ms: ";
    figures
        .line(what + "paths declared down", "", outcomes.map(each -> (double) each.downs))
        .totalAtMost(0);
    figures
        .line(
            what + "moves of classes at both ends", "", outcomes.map(each -> (double) each.classes))
        .meanAtMost(MOMENTS * MOST_MOVING)
        .worst();
    figures.judge();
  }

  private static Moments moments(long seed) {
    Company company =
        new Company(seed, Link.of("broadband", Company.BROADBAND), Link.of("cable", Company.CABLE));
    work(company);
    SplittableRandom random = new SplittableRandom(seed);
    for (int moment = 0; moment < MOMENTS; moment++) {
      Duration pause = Duration.ofMillis(80 + random.nextLong(270));
      company.hq.host.pause(pause.toNanos());
      company.run(pause.plusMillis(2_000 + random.nextLong(1_000)));
    }
    return new Moments(downs(company), company.hq.moves.size() + company.branch.moves.size());
  }

  private static void tell(Figures figures, Duration pause) {
    BySeed<Outcome> outcomes = Seeds.gather(SEEDS, seed -> story(seed, pause));
    String what = "paused " + pause.toMillis() + " ms: ";
    figures
        .line(
            what + "peers that did not see it away",
            "",
            outcomes.map(each -> each.seen ? 0.0 : 1.0))
        .totalAtMost(0);
    figures
        .line(what + "paths declared down", "", outcomes.map(each -> (double) each.downs))
        .totalAtMost(0);
    figures
        .line(what + "moves of a call", "", outcomes.map(each -> (double) each.moves))
        .totalAtMost(0)
        .worst();
    figures
        .line(
            what + "moves of classes at both ends", "", outcomes.map(each -> (double) each.classes))
        .totalAtMost(0)
        .worst();
    figures
        .line(what + "traffic after its return", "ms", outcomes.map(Outcome::backMs))
        .median()
        .p99AtMost(100)
        .worst();
  }

  private static Outcome story(long seed, Duration pause) {
    Company company =
        new Company(seed, Link.of("broadband", Company.BROADBAND), Link.of("cable", Company.CABLE));
    Call call = company.call();
    work(company);
    long atNs = company.nowNs();
    company.hq.host.pause(pause.toNanos());
    company.run(pause);
    long returnNs = company.nowNs();
    company.run(Duration.ofSeconds(20));
    return new Outcome(
        downs(company),
        call.out().movesSince(atNs) + call.back().movesSince(atNs),
        company.hq.moves.size() + company.branch.moves.size(),
        company.branch.absences.equals(List.of("away hq", "back hq")),
        Company.ms(
            Math.max(call.out().usableAfterNs(returnNs), call.back().usableAfterNs(returnNs))));
  }

  /// Lets it work for a while, and forgets what happened meanwhile.
  private static void work(Company company) {
    company.stream(company.branch, company.hq, Stream.Kind.WEB, 1_000);
    company.stream(company.hq, company.branch, Stream.Kind.WEB, 1_000);
    company.settle(Duration.ofSeconds(20));
    company.hq.changes.clear();
    company.branch.changes.clear();
    company.hq.moves.clear();
    company.branch.moves.clear();
    company.branch.absences.clear();
  }

  private static int downs(Company company) {
    return (int)
        (company.hq.changes.stream().filter(change -> change.to() == PathState.DOWN).count()
            + company.branch.changes.stream()
                .filter(change -> change.to() == PathState.DOWN)
                .count());
  }
}
