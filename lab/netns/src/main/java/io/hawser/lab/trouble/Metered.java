package io.hawser.lab.trouble;

import io.hawser.lab.scenario.Form;
import io.hawser.lab.trouble.Branch.Way;
import java.time.Duration;

/// What a metered backup costs while it is not needed, and how soon it is there when it is.
public final class Metered extends Trial {
  private static final String COST = "all bytes on an idle metered link, for a month";
  private static final String USABLE = "gap until the metered link carries";
  private static final Duration MONTH = Duration.ofDays(30);
  private static final double MEGABYTE = 1e6;

  public Metered() {
    super("metered", "a metered backup: its bytes while idle, and how soon it carries");
  }

  /// Where each branch has paths to the others too: all of a metered link's paths cost.
  @Override
  Setting setting() {
    return Setting.three().asCompany("troubles-mesh").once(Setting.Readiness.CALM).withoutTraffic();
  }

  @Override
  void judge(Rig rig, Form form) throws Exception {
    Samples samples = new Samples(rig, form);
    // A handshake of each of its five paths: nothing else is sent there, and these keep their time.
    Duration idle = Duration.ofSeconds(form.amount(12, 160));
    // New paths, and those that carried something lately, are probed more often at first.
    rig.pass(Duration.ofSeconds(form.amount(0, 30)));
    samples.atLength(branch -> idle(branch, idle, samples));
    if (form == Form.FULL) {
      rig.narrow();
      rig.begin();
      rig.awaitCompilers();
    }
    samples.repeat(REPEATS, USABLE, branch -> need(branch, samples));
    // In the few seconds of the short form all five handshakes of 160 s may fall, or none.
    double goal = form == Form.FULL ? 40 : 80;
    samples.atMost(COST, "MB", goal, goal, "3,600 MB: a probe each 100 ms");
    samples.atMost(USABLE, "ms", 1_000, 1_000, "1 s: Peplink at its fastest, 25 s: idle glorytun");
  }

  private static void idle(Branch branch, Duration time, Samples samples) throws Exception {
    branch.awaitCalm();
    long before = branch.bytesOn(Branch.METERED);
    branch.rig().pass(time);
    long bytes = branch.bytesOn(Branch.METERED) - before;
    samples.add(COST, bytes / MEGABYTE * MONTH.toSeconds() / time.toSeconds());
  }

  private static void need(Branch branch, Samples samples) throws Exception {
    branch.awaitCalm();
    Incident incident =
        branch.suffers(
            () -> {
              for (String link : Branch.UNMETERED) {
                branch.link(link).set("blackhole=both");
              }
            },
            Duration.ofSeconds(3));
    branch.restore();
    for (Way way : Way.values()) {
      samples.add(
          USABLE, Math.max(incident.voice(way).largestGapMs(), incident.data(way).largestGapMs()));
    }
  }
}
