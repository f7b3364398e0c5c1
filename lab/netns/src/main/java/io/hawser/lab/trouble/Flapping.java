package io.hawser.lab.trouble;

import io.hawser.lab.Link;
import io.hawser.lab.scenario.Form;
import io.hawser.lab.traffic.Heard;
import io.hawser.lab.traffic.Stream;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;

/// The link that carries everything comes and goes.
public final class Flapping extends Trial {
  private static final String RETURNS = "returns to a link that flaps";
  private static final String LOSS = "packets lost meanwhile";
  private static final int PHASE_S = 5;
  private static final long STILL_COMING_NS = 500_000_000;
  private static final Duration LOOK = Duration.ofSeconds(1);

  /// Data runs over the link where it carries half of it or more.
  private static final long DATA_PACKETS = Stream.Pace.DATA.perSecond() / 2;

  public Flapping() {
    super("flapping", "a link is up for 5 s and down for 5 s, for 10 minutes");
  }

  @Override
  Setting setting() {
    return Setting.three().relaxed();
  }

  @Override
  void judge(Rig rig, Form form) throws Exception {
    Samples samples = new Samples(rig, form);
    int flaps = form.amount(2, 60);
    samples.atLength(branch -> one(branch, flaps, samples));
    samples.eachAtMost(RETURNS, "times", 3, "each time: hold-downs that are fixed and short");
    samples.atMost(LOSS, "%", 0.5, 0.5, "50 %: who detects in more than 5 s");
  }

  private static void one(Branch branch, int flaps, Samples samples) throws Exception {
    branch.awaitCalm();
    Link link = branch.link(branch.voiceLink());
    int returns = 0;
    boolean on = true;
    long startNs = System.nanoTime();
    for (int flap = 0; flap < flaps; flap++) {
      for (String phase : new String[] {"both", "none"}) {
        link.set("blackhole=" + phase);
        for (int second = 0; second < PHASE_S; second++) {
          boolean now = carries(branch, link);
          returns += now && !on ? 1 : 0;
          on = now;
        }
      }
    }
    long endNs = System.nanoTime() - STILL_COMING_NS;
    int sent = 0;
    int lost = 0;
    for (Stream stream : branch.streams()) {
      Heard heard = stream.heard(startNs, endNs);
      sent += heard.sent();
      lost += heard.lost();
    }
    samples.add(RETURNS, returns);
    samples.add(LOSS, 100.0 * lost / sent);
    link.restore();
  }

  /// Looks for [#LOOK] whether data leaves by the link, at the wire.
  private static boolean carries(Branch branch, Link link) {
    long before = received(link);
    branch.rig().pass(LOOK);
    return received(link) - before > DATA_PACKETS;
  }

  private static long received(Link link) {
    Map<String, Long> up = Objects.requireNonNull(link.counters().get("up"));
    return up.getOrDefault("received-packets", 0L);
  }
}
