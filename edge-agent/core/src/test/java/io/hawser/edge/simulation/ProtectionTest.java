package io.hawser.edge.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.edge.simulation.Company.Link;
import io.hawser.edge.simulation.Stream.Kind;
import io.hawser.edge.simulation.Stream.Packet;
import io.hawser.lab.simnet.BySeed;
import io.hawser.lab.simnet.LinkProfile;
import io.hawser.lab.simnet.Seeds;
import io.hawser.policy.Policy;
import io.hawser.policy.SteeringMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Parity of whole edges: what it leaves of losses, what it costs in bytes on the links, and that
/// it is off where it would do harm.
class ProtectionTest {
  private static final int SEEDS = 4;
  private static final Duration LEARNING = Duration.ofSeconds(30);
  private static final Duration JUDGED = Duration.ofMinutes(2);
  private static final Duration UNDER_WAY = Duration.ofSeconds(1);
  private static final long RATE = 4_000_000;

  /// What is sent, and how often a second.
  private record Load(Kind kind, int packetsPerSecond) {}

  private static final List<Load> CALLS = List.of(new Load(Kind.FILES, 300));

  /// Of one class: what acknowledges downloads, requests, and downloads.
  private static final List<Load> MIXED =
      List.of(new Load(Kind.SIGNS, 150), new Load(Kind.WEB, 50), new Load(Kind.DOWNLOAD, 300));

  private record Outcome(double residualPercent, double overheadPercent) {}

  /// Parity goes by the other link, which loses as much.
  @Test
  void repairsWhatALinkLoses() {
    Figures figures = new Figures("protection");
    tell(figures, "200 bytes, ", CALLS, 0.02, 1, 0.05);
    tell(figures, "200 bytes, ", CALLS, 0.02, 2, 0.3);
    tell(figures, "200 bytes, ", CALLS, 0.02, 4, 1.0);
    tell(figures, "200 bytes, ", CALLS, 0.05, 1, 0.1);
    tell(figures, "200 bytes, ", CALLS, 0.05, 2, 1.0);
    tell(figures, "200 bytes, ", CALLS, 0.05, 4, 2.0);
    figures.judge();
  }

  @Test
  void repairsPacketsOfAllLengths() {
    Figures figures = new Figures("protection");
    tell(figures, "68 to 1,328 bytes, ", MIXED, 0.02, 2, 0.3);
    tell(figures, "68 to 1,328 bytes, ", MIXED, 0.05, 2, 1.0);
    figures.judge();
  }

  private static void tell(
      Figures figures, String what, List<Load> loads, double loss, int burst, double goalPercent) {
    BySeed<Outcome> outcomes = Seeds.gather(SEEDS, seed -> outcome(seed, loads, loss, burst));
    String where = what + "%.0f %% in bursts of %d: ".formatted(100 * loss, burst);
    figures
        .line(where + "residual loss", "%", outcomes.map(Outcome::residualPercent))
        .meanAtMost(goalPercent)
        .worst();
    figures
        .line(where + "more bytes", "%", outcomes.map(Outcome::overheadPercent))
        .meanAtMost(20)
        .worst();
  }

  /// The overhead is that of all that is sent on both links, beside the same without protection.
  private static Outcome outcome(long seed, List<Load> loads, double loss, int burst) {
    Run plain = run(seed, loads, loss, burst, SteeringMode.SINGLE);
    Run repaired = run(seed, loads, loss, burst, SteeringMode.PROTECT);
    assertThat(plain.residualPercent).isBetween(80 * loss, 120 * loss);
    assertThat(repaired.parity).isPositive();
    return new Outcome(
        repaired.residualPercent, 100.0 * (repaired.bytes - plain.bytes) / plain.bytes);
  }

  private record Run(double residualPercent, long bytes, long parity) {}

  private static Run run(long seed, List<Load> loads, double loss, int burst, SteeringMode mode) {
    LinkProfile lossy = Company.BROADBAND.withLoss(loss, burst);
    Company company = new Company(seed, Link.of("broadband", lossy), Link.of("cable", lossy));
    company.configure(Policies.withMode(mode));
    List<Stream> streams = start(company, loads);
    company.run(LEARNING);
    long fromNs = company.nowNs();
    long before = bytes(company);
    company.run(JUDGED);
    long bytes = bytes(company) - before;
    long untilNs = company.nowNs();
    company.run(UNDER_WAY);
    List<Packet> sent = new ArrayList<>();
    streams.forEach(stream -> sent.addAll(stream.sent(fromNs, untilNs)));
    assertThat(sent).allMatch(packet -> packet.arrivals <= 1);
    long lost = sent.stream().filter(packet -> packet.arrivals == 0).count();
    return new Run(100.0 * lost / sent.size(), bytes, company.books.parity());
  }

  private static List<Stream> start(Company company, List<Load> loads) {
    List<Stream> streams = new ArrayList<>();
    for (Load load : loads) {
      streams.add(company.stream(company.branch, company.hq, load.kind, load.packetsPerSecond));
    }
    return streams;
  }

  private static long bytes(Company company) {
    return company.up("broadband").offeredBytes() + company.up("cable").offeredBytes();
  }

  @Test
  void costsACleanLinkNothing() {
    Company company =
        new Company(1, Link.of("broadband", Company.BROADBAND), Link.of("cable", Company.CABLE));
    company.configure(Policies.withMode(SteeringMode.PROTECT));
    List<Stream> streams = start(company, MIXED);
    company.run(LEARNING);
    long fromNs = company.nowNs();
    company.run(Duration.ofMinutes(1));
    long untilNs = company.nowNs();
    company.run(UNDER_WAY);
    assertThat(company.books.parity()).isZero();
    for (Stream stream : streams) {
      assertThat(stream.sent(fromNs, untilNs))
          .allMatch(packet -> packet.arrivals == 1)
          .allMatch(packet -> packet.links.size() == 1);
    }
  }

  /// Two packets of 10,000 in a row.
  @Test
  void costsANearlyCleanLinkNextToNothing() {
    BySeed<Double> overhead =
        Seeds.gather(
            SEEDS,
            seed ->
                100.0
                    * (run(seed, MIXED, 0.0002, 2, SteeringMode.PROTECT).bytes
                            / (double) run(seed, MIXED, 0.0002, 2, SteeringMode.SINGLE).bytes
                        - 1));
    Figures figures = new Figures("protection");
    figures.line("0.02 % in bursts of 2: more bytes", "%", overhead).meanAtMost(1).worst();
    figures.judge();
  }

  /// The edge knows what its only link carries, and more is to be sent.
  @Test
  void isOffSoonWhereTheLinkIsFull() {
    Figures figures = new Figures("protection");
    figures
        .line(
            "a link of known rate is full, parity ends after",
            "s",
            Seeds.gather(SEEDS, seed -> endsAfter(seed, lossy(0.02).ofRate(RATE))))
        .meanAtMost(2)
        .worst();
    figures.judge();
  }

  /// The edge does not know the rate of the link, whose modem has a queue of 120 ms.
  @Test
  void isOffSoonWhereTheLossIsSelfMade() {
    Link link = new Link(lossy(0.02).line(), lossy(0.02).profile().withRate(RATE, 60_000));
    Figures figures = new Figures("protection");
    figures
        .line(
            "a link of unknown rate overflows, parity ends after",
            "s",
            Seeds.gather(SEEDS, seed -> endsAfter(seed, link.unknown())))
        .meanAtMost(2)
        .worst();
    figures.judge();
  }

  private static Link lossy(double share) {
    return Link.of("broadband", Company.BROADBAND.withLoss(share, 2));
  }

  /// From the beginning of more load than the link carries to the last parity for ten seconds.
  private static double endsAfter(long seed, Link link) {
    Company company = new Company(seed, link);
    Policy policy = Policies.withMode(SteeringMode.PROTECT);
    company.configure(policy);
    start(company, CALLS);
    company.settle(LEARNING);
    long before = company.books.parity();
    company.run(Duration.ofSeconds(2));
    assertThat(company.books.parity()).as("with little load").isGreaterThan(before + 20);
    long fromNs = company.nowNs();
    Stream load = company.stream(company.branch, company.hq, Kind.DOWNLOAD, 450);
    company.run(Duration.ofSeconds(12));
    double after = Company.seconds(company.books.lastParityNs() - fromNs);
    load.stop();
    company.run(Duration.ofSeconds(90));
    before = company.books.parity();
    company.run(Duration.ofSeconds(2));
    assertThat(company.books.parity()).as("when the load is gone").isGreaterThan(before + 20);
    return after;
  }
}
