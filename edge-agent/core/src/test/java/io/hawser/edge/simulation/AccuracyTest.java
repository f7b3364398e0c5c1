package io.hawser.edge.simulation;

import io.hawser.edge.control.VirtualEdge;
import io.hawser.edge.path.PathView;
import io.hawser.edge.simulation.Company.Link;
import io.hawser.edge.simulation.Stream.Kind;
import io.hawser.lab.simnet.BySeed;
import io.hawser.lab.simnet.LinkProfile;
import io.hawser.lab.simnet.Seeds;
import io.hawser.lab.simnet.Wire;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

/// `accuracy`: what the edges say of their paths beside what the wires did, with clocks half a
/// second apart that drift.
class AccuracyTest {
  private static final int SEEDS = 2;
  private static final int SECONDS = 60;

  private static final int LOSS_SECONDS = 120;

  /// Before and after: what is said is of the last minute at most, so its mean over all of the time
  /// leaves nothing out.
  private static final int CLEAN_SECONDS = 61;

  private static final int LOOKS_PER_SECOND = 5;
  private static final double PPM_PER_PERCENT = 1e4;

  /// Handshake messages are no counted packets, and nobody misses the last packet of a session. Nor
  /// do probes of full size count: of one a second the wire loses 5 %.
  private static final int LOST_UNCOUNTED = 10;

  /// What is said of a path, averaged over a while, beside the truth.
  private record Reading(double said, double truth) {
    double error() {
      return Math.abs(said - truth);
    }
  }

  @Test
  void lossIsExactInEachDirection() {
    BySeed<List<Reading>> readings = Seeds.gather(SEEDS, AccuracyTest::losses);
    Figures figures = new Figures("accuracy");
    figures
        .line("loss said beside the wire's", "% points", errors(readings))
        .median()
        .p99AtMost(0.1)
        .worst();
    figures.judge();
  }

  @Test
  void whatIsCountedAsMissingIsWhatTheWireLost() {
    BySeed<List<Reading>> readings = Seeds.gather(SEEDS, AccuracyTest::counts);
    Figures figures = new Figures("accuracy");
    figures
        .line("packets counted as missing beside those that the wire lost", "", errors(readings))
        .median()
        .p99AtMost(LOST_UNCOUNTED)
        .worst();
    figures.judge();
  }

  private static List<Reading> counts(long seed) {
    String link = "broadband";
    Company company = new Company(seed, Link.of(link, Company.BROADBAND));
    files(company, 10);
    company.settle(Duration.ofSeconds(10));
    List<View> said =
        List.of(
            view(company.branch, link, path -> path.outboundCount().missing()),
            view(company.hq, link, path -> path.inboundCount().missing()),
            view(company.hq, link, path -> path.outboundCount().missing()),
            view(company.branch, link, path -> path.inboundCount().missing()));
    company.up(link).set(Company.BROADBAND.withLoss(0.05, 2));
    company.down(link).set(Company.BROADBAND.withLoss(0.02, 1));
    company.run(Duration.ofSeconds(SECONDS));
    company.change(link, profile -> profile.withLoss(0, 1));
    company.run(Duration.ofSeconds(2));
    List<Reading> readings = new ArrayList<>();
    for (int i = 0; i < said.size(); i++) {
      Wire wire = i < 2 ? company.up(link) : company.down(link);
      readings.add(new Reading(said.get(i).read(), wire.lost()));
    }
    return readings;
  }

  /// One link, so that no flow can leave it and the rate stays the same.
  private static List<Reading> losses(long seed) {
    String link = "broadband";
    Company company = new Company(seed, Link.of(link, Company.BROADBAND));
    files(company, 10);
    company.settle(Duration.ofSeconds(70));
    List<Loss> losses =
        List.of(
            new Loss(company.up(link), view(company.branch, link, path -> path.outboundLossPpm())),
            new Loss(company.down(link), view(company.branch, link, path -> path.inboundLossPpm())),
            new Loss(company.down(link), view(company.hq, link, path -> path.outboundLossPpm())),
            new Loss(company.up(link), view(company.hq, link, path -> path.inboundLossPpm())));
    look(company, losses, CLEAN_SECONDS);
    company.up(link).set(Company.BROADBAND.withLoss(0.01, 1));
    company.down(link).set(Company.BROADBAND.withLoss(0.03, 2));
    look(company, losses, LOSS_SECONDS);
    company.change(link, profile -> profile.withLoss(0, 1));
    look(company, losses, CLEAN_SECONDS);
    return losses.stream().map(Loss::reading).toList();
  }

  private static void look(Company company, List<Loss> losses, int seconds) {
    for (int i = 0; i < seconds * LOOKS_PER_SECOND; i++) {
      company.run(Duration.ofSeconds(1).dividedBy(LOOKS_PER_SECOND));
      losses.forEach(Loss::look);
    }
  }

  /// Loss on a wire, said at each look and true from before the first one on.
  private static final class Loss {
    private final Wire wire;
    private final View said;
    private final long offeredBefore;
    private final long lostBefore;
    private double sumPpm;
    private int looks;

    Loss(Wire wire, View said) {
      this.wire = wire;
      this.said = said;
      offeredBefore = wire.offered();
      lostBefore = wire.lost();
    }

    void look() {
      sumPpm += said.read();
      looks++;
    }

    Reading reading() {
      double lost = wire.lost() - lostBefore;
      return new Reading(
          sumPpm / looks / PPM_PER_PERCENT, 100 * lost / (wire.offered() - offeredBefore));
    }
  }

  private interface View {
    double read();
  }

  /// A value of the path that leads over a link of the branch, read anew each time.
  private static View view(VirtualEdge edge, String link, ToDoubleFunction<PathView> value) {
    return () ->
        edge.paths().stream()
            .filter(
                path -> path.label().link().equals(link) || path.label().peerLink().equals(link))
            .mapToDouble(value)
            .findFirst()
            .orElseThrow();
  }

  @Test
  void reorderingIsNoLossOnTwoFourOrEightPaths() {
    Figures figures = new Figures("accuracy");
    for (int paths : new int[] {2, 4, 8}) {
      figures
          .line(
              "most loss said of " + paths + " paths that reorder 30 %",
              "%",
              Seeds.gather(SEEDS, seed -> mostLossOfReordering(seed, paths)))
          .median()
          .p99AtMost(0.1)
          .worst();
    }
    figures.judge();
  }

  private static double mostLossOfReordering(long seed, int paths) {
    Link[] links = new Link[paths];
    for (int i = 0; i < paths; i++) {
      LinkProfile profile = LinkProfile.ofDelay(Duration.ofMillis(20 + 3L * i));
      links[i] = Link.of("link" + i, profile.withReordering(0.3, Duration.ofMillis(15)));
    }
    Company company = new Company(seed, links);
    files(company, 32);
    company.settle(Duration.ofSeconds(10));
    double most = 0;
    for (int i = 0; i < SECONDS; i++) {
      company.run(Duration.ofSeconds(1));
      for (VirtualEdge edge : List.of(company.branch, company.hq)) {
        for (PathView path : edge.paths()) {
          long ppm = Math.max(path.outboundLossPpm(), path.inboundLossPpm());
          most = Math.max(most, ppm / PPM_PER_PERCENT);
        }
      }
    }
    return most;
  }

  @Test
  void theDelayBesideTheQuickestPathIsTrue() {
    Figures figures = new Figures("accuracy");
    figures
        .line(
            "one-way delay beside the quickest path's",
            "ms",
            errors(Seeds.gather(SEEDS, AccuracyTest::delaysBehind)))
        .median()
        .p99AtMost(0.5)
        .worst();
    figures.judge();
  }

  /// Lines that are quick one way and slow the other, so that half a round trip tells something
  /// else; one direction of one changes after half of the time. A call keeps one path busy.
  private static List<Reading> delaysBehind(long seed) {
    List<String> links = List.of("broadband", "cable", "radio");
    Company company =
        new Company(
            seed,
            Link.of("broadband", Company.BROADBAND),
            Link.of("cable", Company.CABLE),
            Link.of("radio", Company.BROADBAND));
    List<Duration> up =
        List.of(Duration.ofMillis(20), Duration.ofMillis(50), Duration.ofMillis(31));
    List<Duration> down =
        List.of(Duration.ofMillis(45), Duration.ofMillis(24), Duration.ofMillis(30));
    for (int i = 0; i < links.size(); i++) {
      String link = links.get(i);
      company.up(link).set(LinkProfile.ofDelay(up.get(i)));
      company.down(link).set(LinkProfile.ofDelay(down.get(i)));
    }
    company.call();
    company.settle(Duration.ofSeconds(40));
    List<Reading> readings = new ArrayList<>(delaysBehind(company, links));
    company.up("cable").set(LinkProfile.ofDelay(Duration.ofMillis(12)));
    company.settle(Duration.ofSeconds(40));
    readings.addAll(delaysBehind(company, links));
    return readings;
  }

  /// Ten times, a second apart.
  private static List<Reading> delaysBehind(Company company, List<String> links) {
    List<Reading> readings = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      company.run(Duration.ofSeconds(1));
      for (String link : links) {
        View out = view(company.branch, link, path -> Company.ms(path.behindNs()));
        View back = view(company.hq, link, path -> Company.ms(path.behindNs()));
        readings.add(new Reading(out.read(), behindMs(link, links, company::up)));
        readings.add(new Reading(back.read(), behindMs(link, links, company::down)));
      }
    }
    return readings;
  }

  private static double behindMs(String link, List<String> links, Function<String, Wire> wires) {
    long quickestNs =
        links.stream().mapToLong(each -> wires.apply(each).profile().delayNs()).min().orElseThrow();
    return Company.ms(wires.apply(link).profile().delayNs() - quickestNs);
  }

  @Test
  void roundTripAndJitterAreTrue() {
    BySeed<List<Reading>> rtts = Seeds.gather(SEEDS, AccuracyTest::roundTrips);
    BySeed<List<Reading>> jitters = Seeds.gather(SEEDS, AccuracyTest::jitters);
    Figures figures = new Figures("accuracy");
    figures.line("round trip", "ms", errors(rtts)).median().p99AtMost(0.5).worst();
    figures.line("jitter", "ms", errors(jitters)).median().p99AtMost(1).worst();
    figures.judge();
  }

  private static List<Reading> roundTrips(long seed) {
    Company company =
        new Company(seed, Link.of("broadband", Company.BROADBAND), Link.of("cable", Company.CABLE));
    company.call();
    company.settle(Duration.ofSeconds(30));
    List<Reading> readings = new ArrayList<>();
    for (VirtualEdge edge : List.of(company.branch, company.hq)) {
      for (String link : List.of("broadband", "cable")) {
        double truthMs = 2 * Company.ms(company.up(link).profile().delayNs());
        View rtt = view(edge, link, path -> Company.ms(path.smoothedRttNs()));
        readings.add(new Reading(rtt.read(), truthMs));
      }
    }
    return readings;
  }

  /// The truth is that of the call's packets, as far apart as probes are.
  private static List<Reading> jitters(long seed) {
    LinkProfile jittery = Company.jittery(Company.BROADBAND, Duration.ofMillis(6));
    Company company = new Company(seed, Link.of("broadband", jittery));
    Company.Call call = company.call();
    company.settle(Duration.ofSeconds(30));
    long atNs = company.nowNs();
    View out = view(company.branch, "broadband", path -> Company.ms(path.jitterNs()));
    View back = view(company.hq, "broadband", path -> Company.ms(path.jitterNs()));
    double outSum = 0;
    double backSum = 0;
    for (int i = 0; i < SECONDS; i++) {
      company.run(Duration.ofSeconds(1));
      outSum += out.read();
      backSum += back.read();
    }
    return List.of(
        new Reading(outSum / SECONDS, meanChangeMs(call.out(), atNs)),
        new Reading(backSum / SECONDS, meanChangeMs(call.back(), atNs)));
  }

  private static double meanChangeMs(Stream stream, long fromNs) {
    int apart = 5;
    List<Stream.Packet> packets = stream.sent(fromNs, fromNs + (SECONDS - 1) * Company.SECOND_NS);
    double sum = 0;
    for (int i = apart; i < packets.size(); i++) {
      sum += Math.abs(delayNs(packets.get(i)) - delayNs(packets.get(i - apart)));
    }
    return sum / (packets.size() - apart) / Company.NS_PER_MS;
  }

  private static double delayNs(Stream.Packet packet) {
    return packet.arrivedNs - packet.sentNs;
  }

  private static void files(Company company, int flows) {
    for (int i = 0; i < flows; i++) {
      company.stream(company.branch, company.hq, Kind.FILES, 12);
      company.stream(company.hq, company.branch, Kind.FILES, 12);
    }
  }

  private static BySeed<Double> errors(BySeed<List<Reading>> readings) {
    return readings.flatMap(each -> each).map(Reading::error);
  }
}
