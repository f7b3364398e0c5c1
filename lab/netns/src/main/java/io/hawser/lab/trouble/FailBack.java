package io.hawser.lab.trouble;

import io.hawser.lab.scenario.Form;
import io.hawser.lab.traffic.Stream;
import io.hawser.lab.traffic.Stream.Pace;
import io.hawser.lab.traffic.TcpSessions;
import io.hawser.lab.trouble.Branch.Way;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/// All but the metered link are away for a while; clients begin anew meanwhile.
public final class FailBack extends Trial {
  private static final String TIME = "from the links' return to the last user packet on the LTE";
  private static final String PACKETS = "user packets on the LTE afterwards";
  private static final String BYTES = "bytes of everything on the LTE in a minute after all that";
  private static final int NEW_VOICE_PORT = 20_000;
  private static final int NEW_DATA_PORT = 7_050;
  private static final int WEB_PORT = 8080;
  private static final int SESSIONS = 20;
  private static final int TIMES = 3;

  /// Clients that reconnect are besides what flows anyway.
  private static final Pace NEW_DATA = new Pace(100, 300, 0);

  private static final Duration LOOK = Duration.ofSeconds(2);
  private static final Duration MINUTE = Duration.ofSeconds(60);

  /// What 40 MB a month allow, and one more probe of each path with its answer.
  private static final double IDLE_BYTES_A_MINUTE = 40e6 / 30 / 24 / 60 + 5 * 500;

  public FailBack() {
    super("fail-back", "after an outage of all but the metered link nothing stays on that");
  }

  @Override
  Setting setting() {
    return Setting.three().sharedAs("steady");
  }

  @Override
  void judge(Rig rig, Form form) throws Exception {
    Samples samples = new Samples(rig, form);
    Duration outage = Duration.ofSeconds(form.amount(3, 10));
    Duration afterwards = Duration.ofSeconds(form.amount(6, 60));
    Duration limit = Duration.ofSeconds(form.amount(100, 240));
    int branches = rig.branches().size();
    int times = form == Form.FULL ? (TIMES + branches - 1) / branches : 1;
    samples.atLength(times, branch -> one(branch, outage, afterwards, limit, samples));
    if (form == Form.FULL) {
      samples.atLength(branch -> quiet(branch, samples));
    }
    samples.note(TIME, "s");
    samples.eachAtMost(PACKETS, "packets", 0, "all flows of the outage: mwan3 and its like");
    if (form == Form.FULL) {
      samples.eachAtMost(BYTES, "bytes", IDLE_BYTES_A_MINUTE, "3,472: 5 MB a day, users' wish");
    }
  }

  private static void one(
      Branch branch, Duration outage, Duration afterwards, Duration limit, Samples samples)
      throws Exception {
    branch.awaitCalm();
    for (String link : Branch.UNMETERED) {
      branch.link(link).set("blackhole=both");
    }
    branch.rig().pass(outage);
    // A port of its own for each branch: all have the same server.
    int port = WEB_PORT + branch.rig().branches().indexOf(branch);
    try (Stream call = branch.stream(Way.OUT, NEW_VOICE_PORT, Pace.VOICE);
        Stream data = branch.stream(Way.IN, NEW_DATA_PORT, NEW_DATA);
        TcpSessions web =
            TcpSessions.start(
                branch.host(), branch.hubHost(), branch.hubHost().ipv4(), port, SESSIONS)) {
      branch.rig().pass(outage);
      branch.restore();
      long startNs = System.nanoTime();
      samples.add(TIME, secondsUntilLeft(branch, startNs, limit));
      try (Tap tap = Tap.on(branch, Branch.METERED)) {
        branch.rig().pass(afterwards);
        tap.stop();
        samples.add(PACKETS, tap.packets());
      }
      alive(List.of(call, data), web);
    }
  }

  /// Until then paths were on probation, for which they are probed.
  private static void quiet(Branch branch, Samples samples) throws Exception {
    branch.awaitCalm();
    long before = bytes(branch);
    branch.rig().pass(MINUTE);
    samples.add(BYTES, bytes(branch) - before);
  }

  /// That nothing is on the LTE says little where nothing is anywhere.
  private static void alive(List<Stream> streams, TcpSessions web) throws IOException {
    long nowNs = System.nanoTime();
    for (Stream stream : streams) {
      if (stream.heard(nowNs - 2_000_000_000L, nowNs - 500_000_000L).lossPercent() > 50) {
        throw new IOException("stream to port " + stream.port() + ": broken (expected: alive)");
      }
    }
    TcpSessions.Report report = web.mark();
    if (!report.allSurvived()) {
      throw new IOException("sessions: " + report + " (expected: all alive)");
    }
  }

  /// Waits until two looks in a row see no more on the LTE than probes are.
  private static double secondsUntilLeft(Branch branch, long startNs, Duration limit) {
    int quiet = 0;
    long leftNs = startNs;
    while (quiet < 2) {
      if (System.nanoTime() - startNs > limit.toNanos()) {
        return Double.POSITIVE_INFINITY;
      }
      long before = bytes(branch);
      long lookNs = System.nanoTime();
      branch.rig().pass(LOOK);
      boolean isQuiet = bytes(branch) - before < Branch.USER_BYTES_A_SECOND;
      leftNs = isQuiet && quiet == 0 ? lookNs : leftNs;
      quiet = isQuiet ? quiet + 1 : 0;
    }
    return (leftNs - startNs) / 1e9;
  }

  private static long bytes(Branch branch) {
    return branch.bytesOn(Branch.METERED);
  }
}
