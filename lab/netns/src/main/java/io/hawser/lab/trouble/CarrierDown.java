package io.hawser.lab.trouble;

import io.hawser.lab.Host;
import io.hawser.lab.Link;
import io.hawser.lab.scenario.Form;
import io.hawser.lab.topology.WanLink;
import io.hawser.lab.trouble.Branch.Way;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/// The device of the link that carries everything loses its carrier, or is switched off.
public final class CarrierDown extends Trial {
  private static final double ROUND_TRIP_MS = 40;
  private static final double GOAL_MS = 50;
  private static final String TO_BEAT = "300 ms: VeloCloud";

  public CarrierDown() {
    super("carrier-down", "a link's device goes down: how long nothing arrives, each way");
  }

  /// How a device goes down.
  private enum How {
    CARRIER("carrier gone"),
    INTERFACE("interface down");

    final String words;

    How(String words) {
      this.words = words;
    }
  }

  @Override
  Setting setting() {
    return Setting.pair().sharedAs("outages");
  }

  @Override
  void judge(Rig rig, Form form) throws Exception {
    Samples samples = new Samples(rig, form).ofShortGaps();
    for (How how : How.values()) {
      samples.rounds(rounds(rig, form, 2), branch -> one(branch, how, samples));
    }
    for (How how : How.values()) {
      samples.atMost(gap(how, Way.OUT), "ms", GOAL_MS, GOAL_MS, TO_BEAT);
      samples.atMost(
          gap(how, Way.IN), "ms", ROUND_TRIP_MS + GOAL_MS, ROUND_TRIP_MS + GOAL_MS, TO_BEAT);
    }
  }

  private static String gap(How how, Way way) {
    return how.words + ", gap " + (way == Way.OUT ? "outbound" : "inbound");
  }

  private static void one(Branch branch, How how, Samples samples) throws Exception {
    branch.awaitCalm();
    String name = branch.nextLink();
    Link link = branch.link(name);
    WanLink wan = branch.wan(name);
    Host edge = branch.edge().host();
    List<Way> ways = branch.waysOn(name);
    Duration lasts = Duration.ofSeconds(2);
    Incident incident =
        switch (how) {
          case CARRIER -> branch.suffers(() -> link.set("carrier=down"), lasts);
          case INTERFACE ->
              branch.suffers(() -> ip(edge, "link set " + wan.device() + " down"), lasts);
        };
    switch (how) {
      case CARRIER -> link.restore();
      case INTERFACE -> {
        ip(edge, "link set " + wan.device() + " up");
        // What a DHCP client would do.
        branch.defaultRoute(name);
      }
    }
    for (Way way : ways) {
      samples.add(
          gap(how, way),
          Math.max(incident.voice(way).largestGapMs(), incident.data(way).largestGapMs()));
    }
  }

  private static void ip(Host host, String words) throws IOException {
    host.exec(("ip " + words).split(" ")).orThrow();
  }
}
