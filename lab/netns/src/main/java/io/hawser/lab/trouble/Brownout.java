package io.hawser.lab.trouble;

import io.hawser.lab.Link;
import io.hawser.lab.scenario.Form;
import io.hawser.lab.traffic.Stream.Pace;
import io.hawser.lab.trouble.Branch.Way;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// The link that carries everything becomes bad: when everything has left it.
public final class Brownout extends Trial {
  private static final Duration PATIENCE = Duration.ofSeconds(12);

  /// The captures have the time; edges that are asked more often have less time for packets.
  private static final Duration POLL = Duration.ofMillis(500);

  /// What was already given to the device when the decision fell.
  private static final Duration AFTERMATH = Duration.ofMillis(300);

  /// Jitter is what RFC 3550 makes of the steps between probes 100 ms apart. Not by a delay that
  /// wanders: one that never falls below nothing stays there for a second now and then.
  private static final String STEPS_OF_40_MS = "spread=170ms";

  /// What was lost, both ends remember for most of a minute, until which nothing is calm: longer
  /// than what is done 20 times.
  private static final int REPEATS_OF_LOSS = 12;

  /// A way to become bad.
  ///
  /// @param times how often, each direction of each branch for one
  /// @param words for the link
  /// @param goalS when all must have left
  private record Kind(String name, int times, String words, double goalS, String toBeat) {
    /// Whether two processors bear it at one branch only: packets out of order cost several times
    /// as much, and then all links of all branches become slow and unsteady.
    boolean isDear() {
      return words.equals(STEPS_OF_40_MS);
    }
  }

  private static final List<Kind> KINDS =
      List.of(
          new Kind("loss 0 to 5 %", REPEATS_OF_LOSS, "loss=5%", 1, "1 s: EdgeConnect"),
          new Kind("loss 0 to 2 %", REPEATS_OF_LOSS, "loss=2%", 3, "10 s: Cisco, enhanced AAR"),
          new Kind("delay +100 ms", REPEATS, "delay=110ms", 1, "1 s: EdgeConnect"),
          new Kind("jitter +40 ms", REPEATS, STEPS_OF_40_MS, 1, "1 s: EdgeConnect"));

  public Brownout() {
    super("brownout", "a link begins to lose, to be slow, to be unsteady: when it is left");
  }

  /// Three branches at once where the machine bears it, as each needs a while to be calm again.
  /// Each direction is left by another edge's decision, so that a round of both is two repetitions.
  @Override
  Setting setting() {
    return Setting.three().sharedAs("steady");
  }

  @Override
  void judge(Rig rig, Form form) throws Exception {
    Samples samples = new Samples(rig, form);
    // One only in a short time: what a link lost counts against it for minutes, so that the next
    // kind would find no link that is better.
    List<Kind> kinds = form == Form.SHORT ? List.of(KINDS.getFirst()) : KINDS;
    for (Kind kind : kinds) {
      rig.say(kind.name());
      if (kind.isDear()) {
        rig.narrow();
      }
      samples.repeat(kind.times(), figure("voice", kind), branch -> one(branch, kind, samples));
      rig.widen();
    }
    for (Kind kind : kinds) {
      samples.atMost(figure("voice", kind), "s", kind.goalS(), kind.goalS(), kind.toBeat());
      samples.atMost(figure("data", kind), "s", kind.goalS(), kind.goalS(), kind.toBeat());
    }
  }

  private static String figure(String traffic, Kind kind) {
    return kind.name() + ": last " + traffic + " packet on the link";
  }

  private static void one(Branch branch, Kind kind, Samples samples) throws Exception {
    branch.awaitCalm();
    String name = branch.nextLink();
    Link link = branch.link(name);
    try (Tap tap = Tap.on(branch, name)) {
      // They may have gone elsewhere while the captures began.
      List<Way> ways = branch.waysOn(name);
      double startS = epochS();
      link.set(kind.words());
      boolean left = awaitLeft(branch, name);
      branch.rig().pass(AFTERMATH);
      tap.stop();
      link.restore();
      for (Way way : ways) {
        samples.add(figure("voice", kind), seconds(tap, way, Pace.VOICE, left, startS));
        samples.add(figure("data", kind), seconds(tap, way, Pace.DATA, left, startS));
      }
    }
  }

  private static double seconds(Tap tap, Way way, Pace pace, boolean left, double startS) {
    return left ? Math.max(0, tap.lastEpochS(way, pace) - startS) : Double.POSITIVE_INFINITY;
  }

  private static boolean awaitLeft(Branch branch, String link) throws IOException {
    long startNs = System.nanoTime();
    while (System.nanoTime() - startNs < PATIENCE.toNanos()) {
      if (!branch.allLinks().contains(link)) {
        return true;
      }
      branch.rig().pass(POLL);
    }
    return false;
  }

  private static double epochS() {
    return System.currentTimeMillis() / (double) TimeUnit.SECONDS.toMillis(1);
  }
}
