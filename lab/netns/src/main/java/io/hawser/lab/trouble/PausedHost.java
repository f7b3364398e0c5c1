package io.hawser.lab.trouble;

import io.hawser.lab.company.EdgeLog;
import io.hawser.lab.company.EdgeNode;
import io.hawser.lab.linux.Libc;
import io.hawser.lab.scenario.Form;
import io.hawser.lab.traffic.Heard;
import io.hawser.lab.traffic.Stream;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/// An edge stands still for a moment: it is not the paths' fault.
public final class PausedHost extends Trial {
  private static final Duration AFTERWARDS = Duration.ofSeconds(2);
  private static final List<Duration> PAUSES =
      List.of(Duration.ofMillis(500), Duration.ofMillis(2_000));

  private static final String TO_BEAT = "all, unstable after 300 ms of silence: VeloCloud";

  /// Noticed by whoever is busy too.
  private static final Duration LONG = Duration.ofSeconds(2);

  public PausedHost() {
    super("paused-host", "an edge is stopped for 500 ms and 2 s: nobody blames a path");
  }

  @Override
  Setting setting() {
    return Setting.three().once(Setting.Readiness.COMPILED).sharedAs("steady");
  }

  @Override
  void judge(Rig rig, Form form) throws Exception {
    Samples samples = new Samples(rig, form);
    for (Duration pause : PAUSES) {
      samples.rounds(rounds(rig, form, 1), branch -> one(branch, pause, samples));
    }
    for (Duration pause : PAUSES) {
      samples.eachAtMost(figure(pause, "paths that the edge declared down"), "", 0, TO_BEAT);
      samples.eachAtMost(figure(pause, "paths that its peer declared down"), "", 0, TO_BEAT);
      judgeMoves(pause, samples, form);
      judgeAway(pause, samples, form);
      samples.atMost(
          figure(pause, "traffic runs after its return"), "ms", 100, 100, Samples.NONE_KNOWN);
    }
  }

  /// A machine that is busy stops hosts too, and not all of them.
  private static void judgeMoves(Duration pause, Samples samples, Form form) {
    String moves = figure(pause, "moves at both ends");
    if (form == Form.FULL) {
      samples.eachAtMost(moves, "", 0, TO_BEAT);
    } else {
      samples.note(moves, "");
    }
  }

  /// A peer that was stopped itself meanwhile by a busy machine forgives all silence, and misses a
  /// short absence.
  private static void judgeAway(Duration pause, Samples samples, Form form) {
    String away = figure(pause, "peer said *away* (1: yes)");
    if (form == Form.FULL || pause.compareTo(LONG) >= 0) {
      samples.eachAtLeast(away, "", 1, Samples.NONE_KNOWN);
    } else {
      samples.note(away, "");
    }
  }

  private static String figure(Duration pause, String what) {
    return "stopped for " + pause.toMillis() + " ms: " + what;
  }

  private static void one(Branch branch, Duration pause, Samples samples) throws Exception {
    branch.awaitCalm();
    EdgeNode hub = branch.rig().hub();
    EdgeLog.Mark mine = branch.edge().markLog();
    EdgeLog.Mark theirs = hub.markLog();
    signal(branch, Libc.SIGSTOP);
    branch.rig().pass(pause);
    long returnNs = System.nanoTime();
    signal(branch, Libc.SIGCONT);
    branch.rig().pass(AFTERWARDS);
    samples.add(figure(pause, "traffic runs after its return"), latestMs(branch, returnNs));
    EdgeLog my = mine.since();
    EdgeLog their = theirs.since();
    long moves = moves(my, Rig.HUB) + moves(their, branch.name());
    samples.add(figure(pause, "paths that the edge declared down"), downs(my, Rig.HUB));
    samples.add(figure(pause, "paths that its peer declared down"), downs(their, branch.name()));
    samples.add(figure(pause, "moves at both ends"), moves);
    samples.add(figure(pause, "peer said *away* (1: yes)"), their.saysAway(branch.name()) ? 1 : 0);
  }

  /// Without those that go back after an earlier trouble, whose time has come.
  private static long moves(EdgeLog log, String peer) {
    return log.moves().stream()
        .filter(move -> move.peer().equals(peer) && !move.isReturn())
        .count();
  }

  /// Of the paths to that peer: others may be stopped at the same time.
  private static long downs(EdgeLog log, String peer) {
    return log.downs().stream().filter(down -> down.path().contains(">" + peer + "/")).count();
  }

  /// Not by a command: to start one takes longer than what is judged.
  private static void signal(Branch branch, int signal) throws IOException {
    int pid = Math.toIntExact(branch.edge().process().pid());
    if (Libc.kill(pid, signal) != 0) {
      throw new IOException("edge of " + branch.name() + ": " + pid + " (expected: a process)");
    }
  }

  /// When the slowest stream ran again.
  private static double latestMs(Branch branch, long sinceNs) {
    double latestMs = 0;
    for (Stream stream : branch.streams()) {
      long firstNs = stream.firstArrivalAfterNs(sinceNs);
      latestMs =
          Math.max(
              latestMs,
              firstNs == Heard.NEVER ? Double.POSITIVE_INFINITY : (firstNs - sinceNs) / 1e6);
    }
    return latestMs;
  }
}
