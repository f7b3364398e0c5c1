package io.hawser.edge.path;

import java.time.Duration;

/// When to probe and when to judge. Every length in nanoseconds.
///
/// @param activeProbeNs between probes of a path that carries data. 100 ms: the usual rate of the
///   field; acknowledged data tells more
/// @param idleProbeNs of an idle path. 500 ms: 0.6 GB a month, and a dead backup is known before it
///   is needed
/// @param meteredProbeNs of a metered path that is not up. 30 s
/// @param meteredCheckNs between handshakes of an idle metered path, which are all that is sent
///   there. 160 s: a key serves for 180 s, so a session is always at hand, with four tries to make
///   the next one; they cost 5.8 MB a month
/// @param meteredStandInNs after which the other end begins one, where the first does not. 170 s:
///   two tries before the key ends
/// @param recheckProbeNs once an answer is overdue. 40 ms: seven answers can go missing within 400
///   ms, and one loss is told from a failure without a change of state
/// @param spreadFloorNs least allowance above the smoothed round trip before an answer is overdue.
///   20 ms: the scheduling of two busy hosts
/// @param firstAnswerNs allowance while no round trip is measured. 250 ms
/// @param doubtTailNs how long a path stays in doubt after it answered again. 1 s: real-time
///   packets are few, and who hiccups once does so again
/// @param suspectNs least silence that makes suspect. 110 ms: two probes of 40 ms unanswered, and
///   the time in which one could have been. A path whose silences of that length turn out to be
///   hiccups is given longer, and one that loses all the time 200 ms more
/// @param downNs least silence that makes down. 400 ms: longer than a satellite's or a radio's
///   hiccup
/// @param downAnswers answers that must be overdue as well. 7: at 5 % loss each way once in years
/// @param unknownDownNs silence of a path never heard before it counts as down. 6 s: one WireGuard
///   handshake retry (5.3 s) fits in
/// @param returnAnswers answers in a row that bring a down path back. 3
/// @param probationNs clean time that makes a returned path trusted. 30 s
/// @param shortWindowNs loss and delay that make degraded are taken from this. 1 s: leave fast
/// @param longWindowNs loss that makes clean is taken from this. 10 s: return late
/// @param degradedLossPpm loss that makes degraded, exceeded by four standard deviations. 10 %: no
///   class works there; what a class tolerates below that is for its SLA
/// @param degradedDelayNs rise of the least one-way delay of the last 600 ms above what it was in
///   the last minute. 80 ms; the *least* delay, as hiccups of less than that are no brownout
/// @param feedbackNs least time between two reports about one session. 25 ms
/// @param idleFeedbackNs between reports while only probes arrive, not on metered paths. 1 s
/// @param reorderNs how late a packet may be before it counts as lost. 100 ms: an LTE
///   retransmission and a spread of one path's delay, not of two paths'
/// @param awayNs for so long nothing is heard of a peer, all of whose paths are in doubt, until it
///   counts as *away*. 250 ms: half of the shortest pause that is to be seen, and six probes on
///   each path
/// @param awayDownNs how long a silent peer keeps its paths' places. 10 s: longer than a pause or
///   the restart of an agent, and then a second hub may take over; the paths come back trusted at
///   their first answer
/// @param ownPauseNs lateness of a tick that means this edge itself stood still. 150 ms
public record PathTiming(
    long activeProbeNs,
    long idleProbeNs,
    long meteredProbeNs,
    long meteredCheckNs,
    long meteredStandInNs,
    long recheckProbeNs,
    long spreadFloorNs,
    long firstAnswerNs,
    long doubtTailNs,
    long suspectNs,
    long downNs,
    int downAnswers,
    long unknownDownNs,
    int returnAnswers,
    long probationNs,
    long shortWindowNs,
    long longWindowNs,
    long degradedLossPpm,
    long degradedDelayNs,
    long feedbackNs,
    long idleFeedbackNs,
    long reorderNs,
    long awayNs,
    long awayDownNs,
    long ownPauseNs) {

  public static final PathTiming DEFAULT =
      new PathTiming(
          inNs(100),
          inNs(500),
          inNs(30_000),
          inNs(160_000),
          inNs(170_000),
          inNs(40),
          inNs(20),
          inNs(250),
          inNs(1_000),
          inNs(110),
          inNs(400),
          7,
          inNs(6_000),
          3,
          inNs(30_000),
          inNs(1_000),
          inNs(10_000),
          100_000,
          inNs(80),
          inNs(25),
          inNs(1_000),
          inNs(100),
          inNs(250),
          inNs(10_000),
          inNs(150));

  public PathTiming {
    positive("activeProbeNs", activeProbeNs);
    positive("idleProbeNs", idleProbeNs);
    positive("meteredProbeNs", meteredProbeNs);
    positive("meteredCheckNs", meteredCheckNs);
    positive("recheckProbeNs", recheckProbeNs);
    positive("spreadFloorNs", spreadFloorNs);
    positive("firstAnswerNs", firstAnswerNs);
    positive("doubtTailNs", doubtTailNs);
    positive("suspectNs", suspectNs);
    positive("downAnswers", downAnswers);
    positive("unknownDownNs", unknownDownNs);
    positive("returnAnswers", returnAnswers);
    positive("probationNs", probationNs);
    positive("shortWindowNs", shortWindowNs);
    positive("degradedLossPpm", degradedLossPpm);
    positive("degradedDelayNs", degradedDelayNs);
    positive("feedbackNs", feedbackNs);
    positive("idleFeedbackNs", idleFeedbackNs);
    positive("reorderNs", reorderNs);
    positive("awayNs", awayNs);
    positive("awayDownNs", awayDownNs);
    positive("ownPauseNs", ownPauseNs);
    if (meteredStandInNs <= meteredCheckNs) {
      throw new IllegalArgumentException(
          "meteredStandInNs: "
              + meteredStandInNs
              + " (expected: more than meteredCheckNs, "
              + meteredCheckNs
              + ")");
    }
    if (downNs < suspectNs) {
      throw new IllegalArgumentException(
          "downNs: " + downNs + " (expected: suspectNs, " + suspectNs + ", or more)");
    }
    if (longWindowNs < shortWindowNs) {
      throw new IllegalArgumentException(
          "longWindowNs: "
              + longWindowNs
              + " (expected: shortWindowNs, "
              + shortWindowNs
              + ", or more)");
    }
  }

  private static void positive(String name, long value) {
    if (value <= 0) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: more than 0)");
    }
  }

  private static long inNs(long milliseconds) {
    return Duration.ofMillis(milliseconds).toNanos();
  }
}
