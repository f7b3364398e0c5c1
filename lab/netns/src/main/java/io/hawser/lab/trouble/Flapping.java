package io.hawser.lab.trouble;

import io.hawser.lab.Link;
import io.hawser.lab.scenario.Form;
import io.hawser.lab.traffic.Heard;
import io.hawser.lab.traffic.Stream;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/// The link that carries everything comes and goes.
public final class Flapping extends Trial {
  private static final String RETURNS = "returns to a link that flaps, of a direction";
  private static final String LOSS = "packets lost meanwhile";
  private static final int PHASE_S = 5;
  private static final long STILL_COMING_NS = 500_000_000;
  private static final Duration LOOK = Duration.ofSeconds(1);

  /// Data runs over the link where it carries half of it or more.
  private static final long DATA_PACKETS = Stream.Pace.DATA.perSecond() / 2;

  public Flapping() {
    super("flapping", "a link is up for 5 s and down for 5 s, for 10 minutes");
  }

  /// A company of its own: hold-downs that grew before would be no fail-backs either, and after
  /// this edges are patient for ten minutes with links that come and go.
  @Override
  Setting setting() {
    return Setting.three().once(Setting.Readiness.CALM);
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
    Map<String, Integer> returns = new HashMap<>(Map.of("up", 0, "down", 0));
    Map<String, Boolean> on = new HashMap<>(Map.of("up", true, "down", true));
    long startNs = System.nanoTime();
    for (int flap = 0; flap < flaps; flap++) {
      for (String phase : new String[] {"both", "none"}) {
        link.set("blackhole=" + phase);
        for (int second = 0; second < PHASE_S; second++) {
          Map<String, Boolean> now = carries(branch, link);
          for (Map.Entry<String, Boolean> way : now.entrySet()) {
            boolean was = Boolean.TRUE.equals(on.put(way.getKey(), way.getValue()));
            returns.merge(way.getKey(), way.getValue() && !was ? 1 : 0, Integer::sum);
          }
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
    returns.values().forEach(each -> samples.add(RETURNS, each));
    samples.add(LOSS, 100.0 * lost / sent);
    link.restore();
  }

  /// Looks for [#LOOK] in which directions data runs over the link, at the wire.
  private static Map<String, Boolean> carries(Branch branch, Link link) {
    Map<String, Map<String, Long>> before = link.counters();
    branch.rig().pass(LOOK);
    Map<String, Boolean> carries = new HashMap<>();
    link.counters()
        .forEach(
            (way, now) -> {
              long packets = received(now) - received(before.getOrDefault(way, Map.of()));
              carries.put(way, packets > DATA_PACKETS);
            });
    return carries;
  }

  private static long received(Map<String, Long> counters) {
    return counters.getOrDefault("received-packets", 0L);
  }
}
