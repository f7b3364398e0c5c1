package io.hawser.lab.trouble;

import io.hawser.lab.company.EdgeNode;
import io.hawser.lab.scenario.Form;
import io.hawser.lab.scenario.ScenarioContext;
import io.hawser.lab.topology.WanLink;
import io.hawser.lab.traffic.Heard;
import io.hawser.lab.traffic.Stream;
import io.hawser.lab.traffic.Stream.Pace;
import io.hawser.lab.trouble.Branch.Way;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import tools.jackson.databind.JsonNode;

/// What edges say of their paths, beside what the wires did and what streams saw.
///
/// The MPLS carries one path only, so that its wire's counters are that path's truth. Clocks of the
/// two edges are a second apart; that they drift is for virtual time.
public final class Accuracy extends Trial {
  private static final String FALSE_LOSS = "false loss at 30 % reordering over ";
  private static final String TO_BEAT_FALSE = "50 to 82 %: bonds that count by tunnel";
  private static final String LINK = "mpls";
  private static final Duration AHEAD = Duration.ofSeconds(1);
  private static final Duration SETTLE = Duration.ofSeconds(3);
  private static final Duration LOOK = Duration.ofMillis(500);
  private static final double PPM_OF_PERCENT = 1e4;

  /// Of a class that balances, and has no service level that would make it leave.
  private static final int PORT = 5_000;

  private static final int PORTS_APART = 20;
  private static final int STREAMS = 8;
  private static final Pace PACE = new Pace(200, 300, 0);
  private static final double LOST_PERCENT = 5;

  /// A report is of the last second and the wire's counters are of now: half of that at both ends
  /// of a time of 20 s.
  private static final double LOSS_TOLERANCE_PERCENT = 0.2;

  /// How often a path is probed that carries data: between the delays that its jitter compares.
  private static final double PROBE_MS = 100;

  public Accuracy() {
    super("accuracy", "loss, delay and jitter as edges tell them, beside what the wires did");
  }

  @Override
  Rig rig(ScenarioContext context) throws Exception {
    return Rig.idle(context, "troubles-pair", AHEAD);
  }

  @Override
  void judge(Rig rig, Form form) throws Exception {
    Branch branch = rig.first();
    int looks = form.amount(8, 40);
    List<Stream> streams = streams(branch);
    try {
      loss(rig, branch, form, looks);
      delay(rig, branch, form, streams, looks);
      reordering(rig, branch, form, looks);
    } finally {
      close(streams);
      branch.restore();
    }
    if (form == Form.FULL) {
      manyPaths(rig, form, looks);
    }
  }

  private static List<Stream> streams(Branch branch) throws IOException {
    List<Stream> streams = new ArrayList<>();
    for (int i = 0; i < STREAMS; i++) {
      for (Way way : Way.values()) {
        streams.add(branch.stream(way, PORT + i * PORTS_APART, PACE));
      }
    }
    branch.rig().pass(SETTLE);
    return streams;
  }

  private static void close(List<Stream> streams) throws IOException {
    for (Stream stream : streams) {
      stream.close();
    }
  }

  // ---------------------------------------------------------------- loss by direction

  private static void loss(Rig rig, Branch branch, Form form, int looks) throws IOException {
    for (Way way : Way.values()) {
      String direction = way == Way.OUT ? "up" : "down";
      branch.link(LINK).set(direction + ".loss=" + LOST_PERCENT + "%");
      rig.pass(SETTLE);
      Map<String, Long> before = counters(branch, direction);
      Mean there = new Mean();
      Mean other = new Mean();
      for (int i = 0; i < looks; i++) {
        rig.pass(LOOK);
        there.add(lossPercent(branch, way));
        other.add(lossPercent(branch, way == Way.OUT ? Way.IN : Way.OUT));
      }
      Map<String, Long> after = counters(branch, direction);
      branch.link(LINK).restore();
      double truth =
          100.0
              * difference(before, after, "dropped-loss")
              / difference(before, after, "received-packets");
      String where = way == Way.OUT ? "outbound" : "inbound";
      rig.figures().note("loss " + where + ", by the wire", truth, "%");
      rig.figures().note("loss " + where + ", by both edges", there.value(), "%");
      rig.figures()
          .atMost(
              "loss " + where + ", wrong by",
              Math.abs(there.value() - truth),
              "%",
              form.bound(2, LOSS_TOLERANCE_PERCENT));
      rig.figures()
          .atMost("false loss in the other direction", other.value(), "%", form.bound(1, 0.1));
      rig.pass(SETTLE);
    }
  }

  private static Map<String, Long> counters(Branch branch, String direction) {
    return Objects.requireNonNull(branch.link(LINK).counters().get(direction));
  }

  private static long difference(Map<String, Long> before, Map<String, Long> after, String name) {
    return after.getOrDefault(name, 0L) - before.getOrDefault(name, 0L);
  }

  /// Of one direction of the path over the MPLS, as both ends tell it.
  private static double lossPercent(Branch branch, Way way) throws IOException {
    Mean mean = new Mean();
    for (EdgeNode edge : List.of(branch.edge(), branch.rig().hub())) {
      boolean sender = (edge == branch.edge()) == (way == Way.OUT);
      JsonNode path = path(edge, branch);
      mean.add(path.path(sender ? "lossOutPpm" : "lossInPpm").asLong() / PPM_OF_PERCENT);
    }
    return mean.value();
  }

  private static JsonNode path(EdgeNode edge, Branch branch) throws IOException {
    String peer = edge == branch.edge() ? Rig.HUB : branch.name();
    for (JsonNode path : edge.poll("paths")) {
      if (path.path("peer").asString().equals(peer) && path.path("link").asString().equals(LINK)) {
        return path;
      }
    }
    throw new IOException(edge.name() + ": no path over " + LINK + " (expected: one)");
  }

  // ---------------------------------------------------------------- delay and jitter

  private static void delay(Rig rig, Branch branch, Form form, List<Stream> streams, int looks)
      throws IOException {
    branch.link(LINK).set("up.delay=30ms");
    Seen asymmetric = look(rig, branch, streams, looks);
    if (form == Form.SHORT && Double.isNaN(asymmetric.roundTripMs())) {
      // In a company where much has happened a link may carry one direction only.
      branch.link(LINK).restore();
      rig.figures().left("round trip and jitter", "no streams both ways over the MPLS");
      return;
    }
    rig.figures().note("round trip, by streams", asymmetric.roundTripMs(), "ms");
    rig.figures().note("round trip, by both edges", asymmetric.toldRoundTripMs(), "ms");
    rig.figures()
        .atMost(
            "round trip, wrong by",
            Math.abs(asymmetric.toldRoundTripMs() - asymmetric.roundTripMs()),
            "ms",
            form.bound(5, 0.5));
    branch.link(LINK).restore();
    branch.link(LINK).set("jitter=5ms");
    Seen unsteady = look(rig, branch, streams, looks);
    rig.figures().note("jitter, by a stream", unsteady.jitterMs(), "ms");
    rig.figures().note("jitter, by both edges", unsteady.toldJitterMs(), "ms");
    rig.figures()
        .atMost(
            "jitter, wrong by",
            Math.abs(unsteady.toldJitterMs() - unsteady.jitterMs()),
            "ms",
            form.bound(10, 1));
    branch.link(LINK).restore();
  }

  /// What streams saw on the link, and what edges told.
  private record Seen(
      double roundTripMs, double jitterMs, double toldRoundTripMs, double toldJitterMs) {}

  private static Seen look(Rig rig, Branch branch, List<Stream> streams, int looks)
      throws IOException {
    rig.pass(SETTLE);
    long startNs = System.nanoTime();
    Mean roundTrip = new Mean();
    Mean jitter = new Mean();
    for (int i = 0; i < looks; i++) {
      rig.pass(LOOK);
      for (EdgeNode edge : List.of(branch.edge(), rig.hub())) {
        JsonNode path = path(edge, branch);
        roundTrip.add(path.path("rttUs").asLong() / 1e3);
        jitter.add(path.path("jitterUs").asLong() / 1e3);
      }
    }
    long endNs = System.nanoTime() - LOOK.toNanos();
    Mean out = new Mean();
    Mean in = new Mean();
    Mean steps = new Mean();
    for (int i = 0; i < streams.size(); i++) {
      Stream stream = streams.get(i);
      Way way = Way.values()[i % Way.values().length];
      if (branch.linkOf(way, stream).equals(LINK)) {
        Heard heard = stream.heard(startNs, endNs);
        (way == Way.OUT ? out : in).add(heard.delayMedianMs());
        steps.add(heard.meanDelayStepMs(PROBE_MS));
      }
    }
    return new Seen(out.value() + in.value(), steps.value(), roundTrip.value(), jitter.value());
  }

  // ---------------------------------------------------------------- reordering

  private static void reordering(Rig rig, Branch branch, Form form, int looks) throws IOException {
    int paths = 0;
    for (WanLink link : branch.links()) {
      if (branch.link(link.name()).settings().carrierUp()) {
        branch.link(link.name()).set("reorder=30%", "reorder-by=10ms");
      }
    }
    rig.pass(SETTLE);
    double worst = 0;
    for (int i = 0; i < looks; i++) {
      rig.pass(LOOK);
      paths = 0;
      for (EdgeNode edge : List.of(branch.edge(), rig.hub())) {
        for (JsonNode path : edge.poll("paths")) {
          if (path.path("stateOut").asString().equals("up")) {
            paths++;
            worst = Math.max(worst, path.path("lossOutPpm").asLong() / PPM_OF_PERCENT);
            worst = Math.max(worst, path.path("lossInPpm").asLong() / PPM_OF_PERCENT);
          }
        }
      }
    }
    rig.figures()
        .atMost(FALSE_LOSS + paths / 2 + " paths, worst look", worst, "%", form.bound(1, 0.1))
        .toBeat(TO_BEAT_FALSE);
  }

  /// In another company: 8 paths, and fewer as links are switched off.
  private static void manyPaths(Rig rig, Form form, int looks) throws Exception {
    rig.close();
    rig.context().down(rig.lab());
    try (Rig other = Rig.idle(rig.context(), "troubles-paths", AHEAD)) {
      Branch branch = other.first();
      List<Stream> streams = streams(branch);
      try {
        reordering(other, branch, form, looks);
        for (String[] away : new String[][] {{"line-3", "line-4"}, {"line-2"}}) {
          for (String link : away) {
            branch.link(link).set("carrier=down");
          }
          other.pass(SETTLE);
          reordering(other, branch, form, looks);
        }
      } finally {
        close(streams);
      }
    }
  }

  /// Of what was measured: edges tell what they have not measured as -1.
  private static final class Mean {
    private double sum;
    private int count;

    void add(double value) {
      if (value >= 0) {
        sum += value;
        count++;
      }
    }

    double value() {
      return count == 0 ? Double.NaN : sum / count;
    }
  }
}
