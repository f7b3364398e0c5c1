package io.hawser.lab.trouble;

import io.hawser.lab.Link;
import io.hawser.lab.company.Company;
import io.hawser.lab.scenario.Bench;
import io.hawser.lab.scenario.BenchOptions;
import io.hawser.lab.scenario.Figures;
import io.hawser.lab.scenario.Form;
import io.hawser.lab.scenario.NotMeasurableException;
import io.hawser.lab.scenario.ScenarioContext;
import io.hawser.lab.scenario.Spread;
import io.hawser.lab.traffic.Heard;
import io.hawser.lab.traffic.Stream;
import io.hawser.lab.traffic.Stream.Pace;
import io.hawser.lab.traffic.TcpSessions;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The same blackout for the edges and for others, in turn: A B A B. How long a call hears nothing,
/// and how long a TCP session stands still.
///
/// All run all the time, between the same machines and over the same links; each turn is for the
/// link that its contender's traffic takes then.
public final class Failover implements Bench {
  private static final Duration BLACKOUT = Duration.ofSeconds(5);
  private static final Duration AFTERWARDS = Duration.ofSeconds(3);
  private static final Duration BEFORE = Duration.ofSeconds(2);
  private static final Duration READY_LIMIT = Duration.ofSeconds(60);
  private static final int PORT = 16_500;
  private static final int TCP_PORT = 8085;
  private static final TcpSessions.Pace PACE = new TcpSessions.Pace(200, 20);

  private final BenchOptions options;

  public Failover() {
    this(BenchOptions.none());
  }

  private Failover(BenchOptions options) {
    this.options = options;
  }

  @Override
  public Bench with(BenchOptions wanted) {
    return new Failover(wanted);
  }

  @Override
  public String name() {
    return "failover";
  }

  @Override
  public String about() {
    return "the same blackout for the edges, for FRR with BFD, for OpenVPN, for static routes";
  }

  @Override
  public List<String> programs() {
    return List.of("wireguard-go", "wg", "ping");
  }

  @Override
  public boolean needsPunctualWires() {
    return false;
  }

  @Override
  public boolean judgesGaps() {
    return false;
  }

  @Override
  public Figures run(ScenarioContext context, Form form) throws Exception {
    try (Rig rig = Rig.up(context, "troubles-pair")) {
      List<Rival> rivals = new ArrayList<>();
      try {
        rivals.add(new HawserRival(rig.first()));
        rivals.add(StaticRival.start(rig.first()));
        if (BfdRival.isInstalled()) {
          rivals.add(BfdRival.start(rig.first()));
        } else {
          rig.figures().left("frr with ospf and bfd", "not installed");
        }
        if (OpenVpnRival.isInstalled()) {
          rivals.add(OpenVpnRival.start(rig.first()));
        } else {
          rig.figures().left("openvpn with two remotes", "not installed");
        }
        compare(rig, rivals);
      } finally {
        for (Rival rival : rivals) {
          rival.close();
        }
      }
    }
    return context.facts();
  }

  /// What a contender's users noticed.
  private static final class Noticed {
    final List<Double> gapsMs = new ArrayList<>();
    final List<Double> stallsMs = new ArrayList<>();
  }

  private void compare(Rig rig, List<Rival> rivals) throws Exception {
    Map<Rival, Noticed> all = new LinkedHashMap<>();
    for (int round = 0; round < options.rounds(); round++) {
      for (Rival rival : rivals) {
        turn(rig, rival, all.computeIfAbsent(rival, _ -> new Noticed()));
      }
    }
    all.forEach(
        (rival, noticed) -> {
          rig.figures().note("gap of a call: " + rival.name(), Spread.of(noticed.gapsMs), "ms");
          rig.figures()
              .note("stall of a TCP session: " + rival.name(), Spread.of(noticed.stallsMs), "ms");
        });
    Noticed ours = all.entrySet().iterator().next().getValue();
    all.forEach(
        (rival, theirs) -> {
          if (theirs != ours) {
            ahead(rig, "gap of a call", rival, ours.gapsMs, theirs.gapsMs);
            ahead(rig, "stall of a TCP session", rival, ours.stallsMs, theirs.stallsMs);
          }
        });
  }

  private static void ahead(
      Rig rig, String what, Rival rival, List<Double> ours, List<Double> theirs) {
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < ours.size(); i++) {
      ratios.add(ours.get(i) / theirs.get(i));
    }
    rig.figures().atMost(what + ", by that of " + rival.name(), Spread.of(ratios), "×", 1);
  }

  /// One blackout; again where this machine did not keep time.
  private static void turn(Rig rig, Rival rival, Noticed noticed) throws Exception {
    for (int spare = 2; ; spare--) {
      Company.until(rival.name() + " is ready", READY_LIMIT, rival::isReady);
      String why = blackout(rig, rival, noticed);
      if (why.isEmpty()) {
        return;
      }
      rig.say("no measure: " + why);
      if (spare == 0) {
        throw new NotMeasurableException(why);
      }
    }
  }

  private static String blackout(Rig rig, Rival rival, Noticed noticed) throws IOException {
    Branch branch = rig.first();
    try (Stream call =
            Stream.start(
                branch.host(), rival.near(), branch.hubHost(), rival.far(), PORT, Pace.VOICE);
        TcpSessions session =
            TcpSessions.start(
                branch.host(), branch.hubHost(), rival.far(), TCP_PORT, 1, PACE, Duration.ZERO)) {
      rig.pass(BEFORE);
      Link link = branch.link(rival.link());
      rig.watchTime();
      session.mark();
      long startNs = System.nanoTime();
      link.set("blackhole=both");
      rig.pass(BLACKOUT);
      link.restore();
      rig.pass(AFTERWARDS);
      Heard heard = call.heard(startNs - BEFORE.toNanos() / 2, System.nanoTime() - 500_000_000L);
      TcpSessions.Report report = session.mark();
      String why = rig.whyNoMeasure();
      if (why.isEmpty()) {
        noticed.gapsMs.add(heard.largestGapMs());
        noticed.stallsMs.add(report.longestStallMs());
      }
      return why;
    }
  }
}
