package io.hawser.lab.bonding;

import io.hawser.lab.scenario.Form;
import io.hawser.lab.scenario.ScenarioContext;
import io.hawser.lab.traffic.Heard;
import io.hawser.lab.traffic.Stream;
import io.hawser.lab.traffic.Stream.Pace;
import io.hawser.lab.traffic.Surge;
import java.time.Duration;

/// A call beside TCP that fills a bond.
final class VoiceBeside {
  private static final int VOICE_PORT = 16_384;
  private static final int SATURATING = 4;
  private static final double P99 = 0.99;
  private static final Duration WARM_UP = Duration.ofSeconds(2);

  /// What was sent in the last moments may still come.
  private static final Duration ON_ITS_WAY = Duration.ofMillis(500);

  /// A pause of the sender looks like one of the network.
  private static final double LATE_SENDER_MS = 20;

  private static final String ALONE = "alone";
  private static final String ADDED = "added";
  private static final String LOST = "lost";

  private VoiceBeside() {}

  static void measure(ScenarioContext context, BondedBranch branch, Form form) throws Exception {
    Duration time = Duration.ofSeconds(form.amount(4, 10));
    Samples samples = new Samples(context, branch, form);
    try (Stream voice = Stream.start(branch.pc(), branch.hubPc(), VOICE_PORT, Pace.VOICE)) {
      samples.rounds(
          form.amount(1, 5),
          (into, _) -> {
            context.pass(WARM_UP);
            double aloneMs = heard(context, voice, time).delayQuantileMs(P99);
            try (Surge _ =
                Surge.start(
                    branch.pc(), branch.hubPc(), branch.hubPc().ipv4(), Way.BOND, SATURATING)) {
              context.pass(WARM_UP);
              Heard beside = heard(context, voice, time);
              if (form == Form.FULL && beside.senderLateMs() > LATE_SENDER_MS) {
                into.spoil("the speaker was late by " + beside.senderLateMs() + " ms");
              }
              into.add(ALONE, aloneMs);
              into.add(ADDED, beside.delayQuantileMs(P99) - aloneMs);
              into.add(LOST, beside.lost());
            }
          });
    }
    String call = branch.set().text() + ", a call beside TCP ×4: ";
    samples.figures().note(call + "its delay alone, p99", samples.of(ALONE), "ms");
    samples
        .figures()
        .atMost(call + "p99 of its delay, added", samples.of(ADDED), "ms", form.bound(100, 10));
    samples.figures().allAtMost(call + "packets lost", samples.of(LOST), "", form.bound(10, 0));
  }

  private static Heard heard(ScenarioContext context, Stream voice, Duration time) {
    long startNs = System.nanoTime();
    context.pass(time);
    long endNs = System.nanoTime();
    context.pass(ON_ITS_WAY);
    return voice.heard(startNs, endNs);
  }
}
