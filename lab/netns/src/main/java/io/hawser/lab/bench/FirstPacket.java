package io.hawser.lab.bench;

import io.hawser.lab.Capture;
import io.hawser.lab.Lab;
import io.hawser.lab.company.Company;
import io.hawser.lab.scenario.ScenarioContext;
import io.hawser.lab.scenario.Spread;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// From the start of an edge, which knows its configuration from its disk, to the first packet on
/// the wire that it has sealed: WireGuard's transport message (type 4). Its peer runs and knows it.
final class FirstPacket {
  /// The type is the little-endian word that UDP's payload begins with.
  private static final String SEALED = "udp and src host %s and udp[8:4] = 0x04000000";

  private static final Duration LIMIT = Duration.ofSeconds(30);

  /// The dead one's last packets are on the wire by then, and its peer has missed it.
  private static final Duration PAUSE = Duration.ofSeconds(2);

  private static final double GOAL_S = 1.5;

  private FirstPacket() {}

  static void measure(ScenarioContext context, int rounds) throws IOException {
    Lab lab = context.up("speed");
    EdgePair edges = EdgePair.start(context, lab);
    Contender ours = edges.contender();
    List<Double> sealed = new ArrayList<>();
    List<Double> answered = new ArrayList<>();
    for (int round = 0; round < rounds; round++) {
      context.say("the edge is killed and started again");
      edges.from().kill();
      context.pass(PAUSE);
      try (Capture capture = edges.ground().to().capture("wan0", filter(edges))) {
        double startedAt = System.currentTimeMillis() / 1e3;
        edges.from().start();
        Company.awaitPing(ours.from(), ours.target(), LIMIT);
        answered.add(edges.from().secondsSinceStart());
        sealed.add(timeOfFirst(capture) - startedAt);
      }
    }
    context.facts().atMost("start to first sealed packet", Spread.of(sealed), "s", GOAL_S);
    context.facts().note("start to first ping answered", Spread.of(answered), "s");
    context.down(lab);
  }

  private static String filter(EdgePair edges) {
    Ground ground = edges.ground();
    return SEALED.formatted(ground.outer(ground.from()).getHostAddress());
  }

  private static double timeOfFirst(Capture capture) throws IOException {
    String first = capture.lines().getFirst();
    return Double.parseDouble(first.substring(0, first.indexOf(' ')));
  }
}
