package io.hawser.lab.trouble;

import io.hawser.lab.company.EdgeLog;
import io.hawser.lab.company.EdgeNode;
import io.hawser.lab.scenario.Form;
import io.hawser.lab.traffic.Stream;
import io.hawser.lab.traffic.Stream.Pace;
import io.hawser.lab.trouble.Branch.Way;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Two links that are equally good and equally unsteady: nothing has a reason to move.
///
/// Hours of loss, of satellite spikes and of LTE are for virtual time.
public final class FalseAlarms extends Trial {
  private static final String DOWNS = "directions of paths declared down, two equal links";
  private static final String MOVES = "moves of a class, two equal links";

  /// Of a class that prefers no transport.
  private static final int PLAIN_PORT = 9_000;

  /// Its class only has to have something to move: what is judged has traffic enough.
  private static final Pace PLAIN = new Pace(100, 300, 0);

  private static final Duration SETTLE = Duration.ofSeconds(5);

  public FalseAlarms() {
    super("false-alarms", "two equal links with jitter: nothing is declared down, nothing moves");
  }

  @Override
  Setting setting() {
    return Setting.three().once(Setting.Readiness.COMPILED).sharedAs("steady");
  }

  @Override
  void judge(Rig rig, Form form) throws Exception {
    Samples samples = new Samples(rig, form);
    Duration time = Duration.ofSeconds(form.amount(6, 120));
    samples.atLength(branch -> one(branch, time, samples));
    samples.eachAtMost(DOWNS, "", 0, "108 a day: three missed probes at 5 % loss");
    samples.eachAtMost(MOVES, "", 1, "more, between equal links: users of today's systems");
  }

  private static void one(Branch branch, Duration time, Samples samples) throws Exception {
    branch.awaitCalm();
    EdgeNode hub = branch.rig().hub();
    try (Stream _ = branch.stream(Way.OUT, PLAIN_PORT, PLAIN);
        Stream _ = branch.stream(Way.IN, PLAIN_PORT, PLAIN)) {
      for (String link : Branch.UNMETERED) {
        branch.link(link).set("jitter=3ms");
      }
      branch.rig().pass(SETTLE);
      EdgeLog.Mark mine = branch.edge().markLog();
      EdgeLog.Mark theirs = hub.markLog();
      branch.rig().pass(time);
      EdgeLog my = mine.since();
      EdgeLog their = theirs.since();
      samples.add(DOWNS, my.downs().size() + their.downs().size());
      samples.add(MOVES, Math.max(most(my, Rig.HUB), most(their, branch.name())));
    }
    branch.restore();
  }

  /// Moves of the class that moved most; who comes back had to leave first, which counts.
  private static int most(EdgeLog log, String peer) {
    Map<String, Integer> moves = new HashMap<>();
    List<Integer> counts = new ArrayList<>(List.of(0));
    for (EdgeLog.Move move : log.moves()) {
      if (move.peer().equals(peer) && !move.isReturn()) {
        counts.add(moves.merge(move.trafficClass(), 1, Integer::sum));
      }
    }
    return counts.stream().mapToInt(Integer::intValue).max().orElse(0);
  }
}
