package io.hawser.lab.trouble;

import io.hawser.lab.scenario.Form;
import io.hawser.lab.traffic.CallQuality;
import io.hawser.lab.traffic.Heard;
import io.hawser.lab.trouble.Branch.Way;
import java.io.IOException;
import java.time.Duration;
import java.time.LocalTime;

/// Calls of a minute while links fail, become bad, or are bad all the time.
public final class VoiceCalls extends Trial {
  private static final String TO_BEAT_FAILOVER = "4.41: FortiGate";
  private static final String TO_BEAT_WORST = "4.41 on average: FortiGate";
  private static final String TO_BEAT_IMPAIRED = "4.33: FortiGate";

  /// Both directions of each are judged.
  private static final int CALLS_OF_A_KIND = 3;

  private static final int REHEARSED_S = 20;

  /// What a call goes through.
  private enum Kind {
    BLACKOUT("through a blackout"),
    BROWNOUT("through a brownout of 5 % loss"),
    IMPAIRED("over links that all lose 2 % in bursts of 2, jitter 30 ms");

    final String words;

    Kind(String words) {
      this.words = words;
    }

    String average() {
      return "MOS " + words + ", average";
    }

    String worst() {
      return "MOS " + words + ", worst 10 s";
    }

    String delay() {
      return "one-way delay " + words;
    }
  }

  public VoiceCalls() {
    super("voice", "calls of 60 s through a blackout, a brownout and over impaired links");
  }

  @Override
  Setting setting() {
    return Setting.three().sharedAs("steady");
  }

  @Override
  void judge(Rig rig, Form form) throws Exception {
    Samples samples = new Samples(rig, form);
    int seconds = form.amount(12, 60);
    int rounds = form.amount(1, CALLS_OF_A_KIND * Kind.values().length / rig.branches().size());
    if (form == Form.FULL) {
      // As everywhere, nobody judges the first trouble of a kind.
      rig.trace("samples", "the first calls, which are not judged:\n");
      rig.eachBranch(branch -> call(branch, kind(0, branch), REHEARSED_S, new Samples(rig, form)));
      rig.awaitCompilers();
    }
    for (int each = 0; each < rounds; each++) {
      int round = each;
      // Branches suffer different things at a time, in turn.
      samples.rounds(1, branch -> call(branch, kind(round, branch), seconds, samples));
    }
    judge(Kind.BLACKOUT, samples, form);
    if (form == Form.FULL) {
      judge(Kind.BROWNOUT, samples, form);
      judge(Kind.IMPAIRED, samples, form);
    }
  }

  private static Kind kind(int round, Branch branch) {
    int turn = round + branch.rig().branches().indexOf(branch);
    return Kind.values()[turn % Kind.values().length];
  }

  private static void judge(Kind kind, Samples samples, Form form) {
    switch (kind) {
      case BLACKOUT, BROWNOUT -> {
        samples.eachAtLeast(kind.average(), "", form.bound(3.5, 4.38), TO_BEAT_FAILOVER);
        samples.eachAtLeast(kind.worst(), "", form.bound(3, 4), TO_BEAT_WORST);
      }
      case IMPAIRED ->
          samples.eachAtLeast(kind.average(), "", form.bound(3.5, 4.33), TO_BEAT_IMPAIRED);
    }
    samples.note(kind.delay(), "ms");
  }

  private static void call(Branch branch, Kind kind, int seconds, Samples samples)
      throws Exception {
    branch.awaitCalm();
    String link = branch.voiceLink();
    Duration quarter = Duration.ofSeconds(seconds).dividedBy(4);
    if (kind == Kind.IMPAIRED) {
      trouble(branch, kind, link);
    }
    LocalTime start = LocalTime.now();
    long startNs = System.nanoTime();
    branch.rig().pass(quarter);
    if (kind != Kind.IMPAIRED) {
      trouble(branch, kind, link);
    }
    branch.rig().pass(quarter.multipliedBy(2));
    if (kind != Kind.IMPAIRED) {
      branch.restore();
    }
    branch.rig().pass(quarter);
    long endNs = System.nanoTime();
    branch.rig().pass(Duration.ofMillis(500));
    branch.restore();
    for (Way way : Way.values()) {
      Heard heard = branch.voice(way).heard(startNs, endNs);
      CallQuality quality = CallQuality.of(heard);
      samples.add(kind.average(), quality.average());
      samples.add(kind.worst(), quality.worst());
      samples.add(kind.delay(), heard.delayMedianMs());
      branch.traceMissing("calls", way + " " + kind, start, heard);
    }
  }

  private static void trouble(Branch branch, Kind kind, String link) throws IOException {
    switch (kind) {
      case BLACKOUT -> branch.link(link).set("blackhole=both");
      case BROWNOUT -> branch.link(link).set("loss=5%");
      case IMPAIRED -> {
        for (String each : Branch.UNMETERED) {
          branch.link(each).set("loss=2%", "burst=2", "jitter=30ms");
        }
      }
    }
  }
}
