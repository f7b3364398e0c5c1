package io.hawser.lab.bonding;

import io.hawser.lab.scenario.Form;
import io.hawser.lab.scenario.ScenarioContext;
import io.hawser.lab.traffic.Heard;
import io.hawser.lab.traffic.Stream;
import io.hawser.lab.traffic.Stream.Pace;
import io.hawser.lab.traffic.Surge;
import java.time.Duration;

/// A flow of short packets in the bond of TCP that fills it, while the wires lose long packets and
/// while they lose none, in turn: each flow is put in order for itself.
final class LossBeside {
  private static final Pace SHORT = new Pace(200, 172, 0);
  private static final String LOSSY = "loss=2%";
  private static final String CLEAN = "loss=0%";
  private static final String ONLY_LONG = "loss-over=600";
  private static final int SATURATING = 4;
  private static final double P99 = 0.99;
  private static final Duration WARM_UP = Duration.ofSeconds(2);

  /// What was sent in the last moments may still come.
  private static final Duration ON_ITS_WAY = Duration.ofMillis(500);

  private static final String ADDED = "added";
  private static final String LOST = "lost";

  private LossBeside() {}

  static void measure(ScenarioContext context, BondedBranch branch, Form form) throws Exception {
    Duration time = Duration.ofSeconds(form.amount(4, 10));
    Samples samples = new Samples(context, branch, form);
    try (Stream other = Stream.start(branch.pc(), branch.hubPc(), Way.BOND, SHORT);
        Surge _ =
            Surge.start(branch.pc(), branch.hubPc(), branch.hubPc().ipv4(), Way.BOND, SATURATING)) {
      samples.rounds(
          form.amount(1, 5),
          (into, _) -> {
            Heard beforehand = heard(context, branch, CLEAN, other, time);
            Heard beside = heard(context, branch, LOSSY, other, time);
            into.add(ADDED, beside.delayQuantileMs(P99) - beforehand.delayQuantileMs(P99));
            into.add(LOST, beside.lost());
          });
    } finally {
      lose(branch, CLEAN);
    }
    String what = branch.set().text() + ", 2 % loss on TCP ×4, to another flow: ";
    samples
        .figures()
        .atMost(what + "p99 of its delay, added", samples.of(ADDED), "ms", form.bound(100, 5));
    samples.figures().note(what + "packets lost", samples.of(LOST), "");
  }

  private static void lose(BondedBranch branch, String share) {
    for (int member = 0; member < branch.set().size(); member++) {
      branch.link(member).set(share, ONLY_LONG);
    }
  }

  private static Heard heard(
      ScenarioContext context, BondedBranch branch, String loss, Stream other, Duration time) {
    lose(branch, loss);
    context.pass(WARM_UP);
    long startNs = System.nanoTime();
    context.pass(time);
    long endNs = System.nanoTime();
    context.pass(ON_ITS_WAY);
    return other.heard(startNs, endNs);
  }
}
