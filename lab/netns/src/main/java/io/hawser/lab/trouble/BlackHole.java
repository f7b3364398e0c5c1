package io.hawser.lab.trouble;

import io.hawser.lab.Link;
import io.hawser.lab.scenario.Form;
import io.hawser.lab.traffic.Heard;
import io.hawser.lab.trouble.Branch.Way;
import java.time.Duration;
import java.util.List;

/// The link that carries everything swallows everything, its carrier stays up.
public final class BlackHole extends Trial {
  private static final String VOICE = "voice gap at a black hole";
  private static final String DATA = "data gap at a black hole";
  private static final String MISSING = "voice packets missing or later than 150 ms, black hole";

  public BlackHole() {
    super("blackhole", "a link swallows everything with its carrier up: how long nothing arrives");
  }

  @Override
  Setting setting() {
    return Setting.pair().sharedAs("outages");
  }

  @Override
  void judge(Rig rig, Form form) throws Exception {
    Samples samples = new Samples(rig, form);
    samples.rounds(rounds(rig, form, 2), branch -> one(branch, samples));
    samples.atMost(VOICE, "ms", 150, 250, "300 ms: VeloCloud");
    samples.atMost(DATA, "ms", 150, 250, "300 ms: VeloCloud");
    samples.medianAtMost(MISSING, "packets", 1, "15: VeloCloud, 300 ms");
  }

  private static void one(Branch branch, Samples samples) throws Exception {
    branch.awaitCalm();
    String name = branch.nextLink();
    Link link = branch.link(name);
    List<Way> ways = branch.waysOn(name);
    Incident incident = branch.suffers(() -> link.set("blackhole=both"), Duration.ofSeconds(2));
    link.restore();
    for (Way way : ways) {
      Heard voice = incident.voice(way);
      samples.add(VOICE, voice.largestGapMs());
      samples.add(MISSING, voice.missing());
      samples.add(DATA, incident.data(way).largestGapMs());
    }
  }
}
