package io.hawser.edge.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.edge.simulation.Company.Link;
import io.hawser.lab.simnet.BySeed;
import io.hawser.lab.simnet.Seeds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// `tcp-survival`: the link that carries most of a thousand TCP sessions swallows everything.
class TcpSurvivalTest {
  private static final int SEEDS = 2;
  private static final int SESSIONS = 1_000;

  /// Both paths are up and measured.
  private static final Duration UP = Duration.ofSeconds(4);

  /// Over which the beginnings are spread: a thousand SYNs at once are no ordinary traffic.
  private static final Duration BEGIN = Duration.ofSeconds(1);

  private static final Duration TALK = Duration.ofMillis(500);
  private static final Duration WATCHED = Duration.ofSeconds(3);

  /// @param stallsMs the longest of each session, sorted
  private record Outcome(double broken, List<Double> stallsMs) {
    double share(double share) {
      return stallsMs.get((int) Math.ceil(share * stallsMs.size()) - 1);
    }
  }

  @Test
  void aThousandSessionsGoOnOverABlackHole() {
    BySeed<Outcome> outcomes = Seeds.gather(SEEDS, TcpSurvivalTest::story);
    Figures figures = new Figures("tcp-survival");
    figures
        .line("sessions of " + SESSIONS + " that broke", "", outcomes.map(Outcome::broken))
        .worstAtMost(0);
    figures
        .line(
            "stall that 99 % of the sessions do not exceed",
            "ms", outcomes.map(each -> each.share(0.99)))
        .median()
        .p99AtMost(400)
        .worst();
    figures.line("stall of a session", "ms", outcomes.flatMap(Outcome::stallsMs)).median().worst();
    figures.judge();
  }

  private static Outcome story(long seed) {
    Company company =
        new Company(
            seed, Link.of("broadband", Company.BROADBAND), Link.of("cable", Company.BROADBAND));
    company.run(UP);
    List<TcpSession> sessions = begin(company);
    company.run(BEGIN);
    company.settle(TALK);
    assertThat(sessions).as("that talk").allMatch(each -> each.answered() > 0);
    sessions.forEach(TcpSession::mark);
    company.blackHole(linkOf(sessions), true);
    company.run(WATCHED);
    List<String> broken =
        sessions.stream().map(TcpSession::broken).filter(why -> !why.isEmpty()).toList();
    if (!broken.isEmpty()) {
      System.out.println("simnet tcp-survival: seed " + seed + ": " + broken.getFirst());
    }
    return new Outcome(
        broken.size(),
        sessions.stream().map(each -> Company.ms(each.longestStallNs())).sorted().toList());
  }

  private static List<TcpSession> begin(Company company) {
    SplittableRandom random = company.simulation.newRandom();
    List<TcpSession> sessions = new ArrayList<>();
    for (int i = 0; i < SESSIONS; i++) {
      TcpSession session = new TcpSession(company, i, random.nextInt());
      company.simulation.after(random.nextLong(BEGIN.toNanos()), session::begin);
      sessions.add(session);
    }
    return sessions;
  }

  /// Of most of them.
  private static String linkOf(List<TcpSession> sessions) {
    Map<String, Integer> links = new TreeMap<>();
    sessions.forEach(each -> links.merge(each.line(), 1, Integer::sum));
    return links.entrySet().stream().max(Map.Entry.comparingByValue()).orElseThrow().getKey();
  }
}
