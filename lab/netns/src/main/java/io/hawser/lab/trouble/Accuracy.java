package io.hawser.lab.trouble;

import io.hawser.lab.company.EdgeNode;
import io.hawser.lab.scenario.Form;
import io.hawser.lab.topology.WanLink;
import io.hawser.lab.traffic.Heard;
import io.hawser.lab.traffic.Ping;
import io.hawser.lab.traffic.Stream;
import io.hawser.lab.traffic.Stream.Pace;
import io.hawser.lab.trouble.Branch.Way;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import tools.jackson.databind.JsonNode;

/// What edges say of their paths, beside what the wires did and what kernels and streams saw.
///
/// In full form between sites with eight paths. The counters of the wire of one of the branch's
/// links are the truth about all paths over that link together. Clocks of the two edges are a
/// second apart; that they drift is for virtual time.
public final class Accuracy extends Trial {
  private static final String TO_BEAT_FALSE = "50 to 82 %: bonds that count by tunnel";
  private static final String TO_BEAT_LOSS = "0.33 %: one of 300 probes, in 30 s";
  private static final Duration AHEAD = Duration.ofSeconds(1);
  private static final Duration SETTLE = Duration.ofSeconds(3);
  private static final Duration LOOK = Duration.ofMillis(500);
  private static final int ECHO_MS = 20;
  private static final double PPM_OF_PERCENT = 1e4;

  /// Of a class that balances, and has no service level that would make it leave.
  private static final int PORT = 5_000;

  private static final int WARM_UP_PORT = 5_500;

  private static final int PORTS_APART = 20;
  private static final int STREAMS = 8;
  private static final Pace PACE = new Pace(200, 300, 0);
  private static final double LOST_PERCENT = 5;

  /// Of all packets: handshakes and the edge's talk with its orchestrator, which no tunnel counts.
  private static final double LOSS_TOLERANCE_PERCENT = 0.1;

  /// One packet more or less is half a percent then.
  private static final long ENOUGH_PACKETS = 200;

  /// How often a path is probed that carries data: between the delays that its jitter compares.
  private static final double PROBE_MS = 100;

  /// Of paths that carry nothing.
  private static final Set<String> UNJUDGED = Set.of("unknown", "down");

  public Accuracy() {
    super("accuracy", "loss, delay and jitter as edges tell them, beside what the wires did");
  }

  @Override
  Setting setting() {
    return Setting.of("troubles-paths")
        .withClocksAhead(AHEAD)
        .withoutTraffic()
        .once(Setting.Readiness.CALM);
  }

  @Override
  void judge(Rig rig, Form form) throws Exception {
    Branch branch = rig.first();
    int looks = form.amount(8, 40);
    if (form == Form.FULL) {
      warmUp(rig, branch);
    }
    // Of trials before, whose loss would be found again here.
    branch.awaitCalm();
    List<Stream> streams = streams(branch, PORT);
    try {
      String link = linkOfMost(branch, streams);
      delay(rig, branch, link, form, streams, looks);
      reordering(rig, branch, form, looks);
      if (form == Form.FULL) {
        fewerPaths(rig, branch, link, form, looks);
      }
      for (WanLink each : branch.links()) {
        branch.link(each.name()).set("reorder=0%");
      }
      // The last: flows leave what loses, and come back late.
      loss(rig, branch, link, form, looks);
    } finally {
      close(streams);
      branch.restore();
    }
  }

  /// The link over which most streams go in that direction in which fewer go.
  private static String linkOfMost(Branch branch, List<Stream> streams) throws IOException {
    String link = branch.links().getFirst().name();
    long most = 0;
    for (WanLink each : branch.links()) {
      long fewer = Long.MAX_VALUE;
      for (Way way : Way.values()) {
        List<String> taken = branch.linksOf(way, of(way, streams));
        fewer = Math.min(fewer, taken.stream().filter(each.name()::equals).count());
      }
      if (fewer > most) {
        most = fewer;
        link = each.name();
      }
    }
    return link;
  }

  /// What is not compiled yet is so slow at eight paths that they are late in earnest: flows that
  /// begin meanwhile would keep to the few that are not.
  private static void warmUp(Rig rig, Branch branch) throws IOException {
    List<Stream> streams = streams(branch, WARM_UP_PORT);
    try {
      rig.awaitCompilers();
    } finally {
      close(streams);
    }
  }

  private static List<Stream> streams(Branch branch, int base) throws IOException {
    List<Stream> streams = new ArrayList<>();
    for (int i = 0; i < STREAMS; i++) {
      for (Way way : Way.values()) {
        streams.add(branch.stream(way, base + i * PORTS_APART, PACE));
      }
    }
    branch.rig().pass(SETTLE);
    return streams;
  }

  private static List<Stream> of(Way way, List<Stream> streams) {
    List<Stream> some = new ArrayList<>();
    for (int i = way.ordinal(); i < streams.size(); i += Way.values().length) {
      some.add(streams.get(i));
    }
    return some;
  }

  private static void close(List<Stream> streams) throws IOException {
    for (Stream stream : streams) {
      stream.close();
    }
  }

  // ---------------------------------------------------------------- loss by direction

  /// Wires and edges count from before the wire begins to lose until all that it lost is told, so
  /// that they count the same packets.
  private static void loss(Rig rig, Branch branch, String link, Form form, int looks)
      throws IOException {
    for (Way way : Way.values()) {
      Way back = way == Way.OUT ? Way.IN : Way.OUT;
      Counted before = counted(branch, link, way);
      Counted backBefore = counted(branch, link, back);
      branch.link(link).set(direction(way) + ".loss=" + LOST_PERCENT + "%");
      rig.pass(LOOK.multipliedBy(looks));
      branch.link(link).restore();
      rig.pass(SETTLE);
      judgeLoss(rig, form, way, counted(branch, link, way).since(before));
      Counted there = counted(branch, link, back).since(backBefore);
      rig.figures()
          .atMost(
              "false loss in the other direction",
              there.worstError(),
              "%",
              form.bound(1, LOSS_TOLERANCE_PERCENT))
          .toBeat(TO_BEAT_LOSS);
    }
  }

  private static void judgeLoss(Rig rig, Form form, Way way, Counted counted) {
    String where = way == Way.OUT ? "loss outbound" : "loss inbound";
    double goal = form.bound(1, LOSS_TOLERANCE_PERCENT);
    long packets = counted.bySender.packets;
    if (packets < ENOUGH_PACKETS) {
      String why = "too little went over it to compare: " + packets + " packets";
      if (form == Form.SHORT) {
        // In a company where much has happened streams may be on another link.
        rig.figures().left(where, why);
      } else {
        rig.figures().notMeasured(where + ", wrong by", why, "<= %.2f".formatted(goal));
      }
      return;
    }
    rig.figures().note(where + ", packets that the sender counted", packets, "");
    rig.figures().note(where + ", by the wire", counted.byWire.percent(), "%");
    rig.figures().note(where + ", by the sender", counted.bySender.percent(), "%");
    rig.figures().note(where + ", by the receiver", counted.byReceiver.percent(), "%");
    rig.figures()
        .atMost(where + ", wrong by", counted.worstError(), "%", goal)
        .toBeat(TO_BEAT_LOSS);
  }

  /// Packets that went into a direction, and those that did not come out of it.
  private record Lost(long packets, long lost) {
    Lost plus(Lost other) {
      return new Lost(packets + other.packets, lost + other.lost);
    }

    Lost since(Lost before) {
      return new Lost(packets - before.packets, lost - before.lost);
    }

    double percent() {
      return packets == 0 ? 0 : 100.0 * lost / packets;
    }
  }

  /// What all three say of one direction of the paths over a link.
  private record Counted(Lost byWire, Lost bySender, Lost byReceiver) {
    Counted since(Counted before) {
      return new Counted(
          byWire.since(before.byWire),
          bySender.since(before.bySender),
          byReceiver.since(before.byReceiver));
    }

    /// Of the packets that were lost, by all of the wire's: of those that were not, the latest are
    /// in its number only.
    double worstError() {
      long wrong =
          Math.max(Math.abs(bySender.lost - byWire.lost), Math.abs(byReceiver.lost - byWire.lost));
      return byWire.packets == 0 ? 0 : 100.0 * wrong / byWire.packets;
    }
  }

  private static Counted counted(Branch branch, String link, Way way) throws IOException {
    Map<String, Long> wire =
        Objects.requireNonNull(branch.link(link).counters().get(direction(way)));
    long dropped = 0;
    for (Map.Entry<String, Long> counter : wire.entrySet()) {
      dropped += counter.getKey().startsWith("dropped-") ? counter.getValue() : 0;
    }
    EdgeNode edge = branch.edge();
    EdgeNode hub = branch.rig().hub();
    return new Counted(
        new Lost(wire.getOrDefault("received-packets", 0L), dropped),
        told(way == Way.OUT ? edge : hub, branch, link, "Out"),
        told(way == Way.OUT ? hub : edge, branch, link, "In"));
  }

  private static Lost told(EdgeNode edge, Branch branch, String link, String direction)
      throws IOException {
    Lost all = new Lost(0, 0);
    for (JsonNode path : paths(edge, branch, link)) {
      long packets = path.path("expected" + direction).asLong();
      all = all.plus(new Lost(packets, path.path("missing" + direction).asLong()));
    }
    return all;
  }

  private static String direction(Way way) {
    return way == Way.OUT ? "up" : "down";
  }

  /// All between the two edges over one of the branch's links, as one of them tells them.
  private static List<JsonNode> paths(EdgeNode edge, Branch branch, String link)
      throws IOException {
    boolean mine = edge == branch.edge();
    String peer = mine ? Rig.HUB : branch.name();
    List<JsonNode> paths = new ArrayList<>();
    for (JsonNode path : edge.poll("paths")) {
      if (path.path("peer").asString().equals(peer)
          && path.path(mine ? "link" : "peerLink").asString().equals(link)) {
        paths.add(path);
      }
    }
    if (paths.isEmpty()) {
      throw new IOException(edge.name() + ": no path over " + link + " (expected: one at least)");
    }
    return paths;
  }

  // ---------------------------------------------------------------- delay and jitter

  private static void delay(
      Rig rig, Branch branch, String link, Form form, List<Stream> streams, int looks)
      throws IOException {
    branch.link(link).set("up.delay=30ms");
    Seen asymmetric = look(rig, branch, link, streams, looks);
    if (form == Form.SHORT && Double.isNaN(asymmetric.streamedMs())) {
      // In a company where much has happened each link may carry one direction only.
      branch.link(link).restore();
      rig.figures().left("round trip and jitter", "no streams both ways over any link");
      return;
    }
    rig.figures().note("round trip, by streams through both edges", asymmetric.streamedMs(), "ms");
    rig.figures().note("round trip, by the kernels' echo", asymmetric.roundTripMs(), "ms");
    rig.figures().note("round trip, by both edges", asymmetric.toldRoundTripMs(), "ms");
    rig.figures()
        .atMost(
            "round trip, wrong by",
            Math.abs(asymmetric.toldRoundTripMs() - asymmetric.roundTripMs()),
            "ms",
            form.bound(5, 0.5))
        .toBeat(Samples.NONE_KNOWN);
    branch.link(link).restore();
    branch.link(link).set("jitter=5ms");
    Seen unsteady = look(rig, branch, link, streams, looks);
    rig.figures().note("jitter, by a stream", unsteady.jitterMs(), "ms");
    rig.figures().note("jitter, by both edges", unsteady.toldJitterMs(), "ms");
    rig.figures()
        .atMost(
            "jitter, wrong by",
            Math.abs(unsteady.toldJitterMs() - unsteady.jitterMs()),
            "ms",
            form.bound(10, 1))
        .toBeat(Samples.NONE_KNOWN);
    branch.link(link).restore();
  }

  /// What the kernels and streams saw on the link, and what edges told. Streams pass both edges and
  /// their TUNs twice besides, which takes up to a millisecond and is not the path's.
  private record Seen(
      double roundTripMs,
      double streamedMs,
      double jitterMs,
      double toldRoundTripMs,
      double toldJitterMs) {}

  private static Seen look(Rig rig, Branch branch, String link, List<Stream> streams, int looks)
      throws IOException {
    rig.pass(SETTLE);
    long startNs = System.nanoTime();
    CompletableFuture<Double> echo =
        CompletableFuture.supplyAsync(
            () -> echoMs(branch, link, looks), task -> Thread.ofPlatform().start(task));
    Mean roundTrip = new Mean();
    Mean jitter = new Mean();
    for (int i = 0; i < looks; i++) {
      rig.pass(LOOK);
      for (EdgeNode edge : List.of(branch.edge(), rig.hub())) {
        for (JsonNode path : paths(edge, branch, link)) {
          roundTrip.add(path.path("rttUs").asLong() / 1e3);
          jitter.add(path.path("jitterUs").asLong() / 1e3);
        }
      }
    }
    long endNs = System.nanoTime() - LOOK.toNanos();
    Mean out = new Mean();
    Mean in = new Mean();
    Mean steps = new Mean();
    for (int i = 0; i < streams.size(); i++) {
      Stream stream = streams.get(i);
      Way way = Way.values()[i % Way.values().length];
      if (branch.linkOf(way, stream).equals(link)) {
        Heard heard = stream.heard(startNs, endNs);
        (way == Way.OUT ? out : in).add(heard.delayMedianMs());
        steps.add(heard.meanDelayStepMs(PROBE_MS));
      }
    }
    return new Seen(
        echo.join(), out.value() + in.value(), steps.value(), roundTrip.value(), jitter.value());
  }

  /// The mean round trip on the link's wires between the two edges' kernels, as long as the looks
  /// last.
  private static double echoMs(Branch branch, String link, int looks) {
    WanLink mine = branch.wan(link);
    InetAddress hub = branch.hubLink(mine.transport()).addresses().getFirst().ip();
    int count = (int) (looks * LOOK.toMillis() / ECHO_MS);
    try {
      return Ping.run(branch.edge().host(), mine.device(), hub, count, ECHO_MS).averageMs();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  // ---------------------------------------------------------------- reordering

  /// What paths say of loss while nothing is lost. A path that was down already is none; every
  /// other one is judged at every look, whatever is thought of it. Only a metered one may have
  /// nothing to say while it is idle, as hardly anything is sent there.
  private static void reordering(Rig rig, Branch branch, Form form, int looks) throws IOException {
    int expected = 0;
    for (WanLink link : branch.links()) {
      if (branch.link(link.name()).settings().carrierUp()) {
        branch.link(link.name()).set("reorder=30%", "reorder-by=10ms");
        boolean metered = link.name().equals(Branch.METERED);
        expected += metered ? 0 : branch.hubLinks(link.transport()).size();
      }
    }
    rig.pass(SETTLE);
    double worst = 0;
    int fewest = Integer.MAX_VALUE;
    for (int i = 0; i < looks; i++) {
      rig.pass(LOOK);
      int ends = 0;
      for (EdgeNode edge : List.of(branch.edge(), rig.hub())) {
        for (JsonNode path : edge.poll("paths")) {
          long out = path.path("lossOutPpm").asLong();
          long in = path.path("lossInPpm").asLong();
          boolean isJudged = !UNJUDGED.contains(path.path("stateOut").asString());
          if (isJudged && out >= 0 && in >= 0) {
            ends += path.path("metered").asBoolean() ? 0 : 1;
            worst = Math.max(worst, Math.max(out, in) / PPM_OF_PERCENT);
          }
        }
      }
      fewest = Math.min(fewest, ends);
    }
    String where = "at 30 % reordering over " + expected + " paths";
    rig.figures().exactly("ends that told of loss, fewest " + where, fewest, "", 2 * expected);
    rig.figures()
        .atMost("false loss " + where + ", worst look", worst, "%", form.bound(1, 0.1))
        .toBeat(TO_BEAT_FALSE);
  }

  /// Half of the links are taken away, and half of the rest.
  private static void fewerPaths(Rig rig, Branch branch, String kept, Form form, int looks)
      throws IOException {
    List<String> others = new ArrayList<>(branch.links().stream().map(WanLink::name).toList());
    others.remove(kept);
    while (!others.isEmpty()) {
      int leaving = (others.size() + 1) / 2;
      for (String link : others.subList(0, leaving)) {
        branch.link(link).set("carrier=down");
      }
      others.subList(0, leaving).clear();
      rig.pass(SETTLE);
      reordering(rig, branch, form, looks);
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
