package io.hawser.edge.simulation;

import io.hawser.edge.simulation.Company.Link;
import io.hawser.edge.simulation.Stream.Kind;
import io.hawser.lab.simnet.BySeed;
import io.hawser.lab.simnet.Seeds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// `fail-back`: the only ordinary link is away for two minutes, in which a metered backup carries
/// everything, conversations that begin meanwhile too.
class FailBackTest {
  private static final int SEEDS = 4;

  /// What began on the metered link, the first to answer, has left it by then.
  private static final Duration SETTLED = Duration.ofSeconds(60);

  /// Two minutes after the link's return nothing is to be left on the metered one.
  private static final Duration COMPLETE = Duration.ofMinutes(2);

  private record Outcome(double carried, double lastSeconds, double bytesAfterwards) {}

  @Test
  void nothingStaysOnAMeteredLink() {
    BySeed<Outcome> outcomes = Seeds.gather(SEEDS, FailBackTest::story);
    Figures figures = new Figures("fail-back");
    figures
        .line("packets on the metered link meanwhile", "", outcomes.map(Outcome::carried))
        .median()
        .worstAtLeast(10_000);
    figures
        .line("the last one after the return", "s", outcomes.map(Outcome::lastSeconds))
        .median()
        .worst();
    figures
        .line("bytes of users on it afterwards", "", outcomes.map(Outcome::bytesAfterwards))
        .worstAtMost(0);
    figures.judge();
  }

  /// As where a host in between stands still: copies of a call are no reason to pay.
  @Test
  void aHiccupOfAllOthersSendsNothingOverAMeteredLink() {
    BySeed<Double> packets =
        Seeds.gather(SEEDS, seed -> onMetered(seed, Duration.ofMillis(100), Duration.ofSeconds(5)));
    Figures figures = new Figures("fail-back");
    figures.line("packets on the metered link, hiccup", "", packets).worstAtMost(0);
    figures.judge();
  }

  /// The metered link carries the call then, and what was lost of it meanwhile.
  @Test
  void theEndOfAllOthersCostsACallLittle() {
    BySeed<Double> missing =
        Seeds.gather(
            SEEDS,
            seed -> {
              Company company = threeLinks(seed);
              Company.Call call = company.call();
              company.settle(SETTLED);
              long atNs = company.nowNs();
              strike(company, true);
              company.run(Duration.ofSeconds(5));
              return (double)
                  call.out().sent(atNs - Company.SECOND_NS, atNs + 3 * Company.SECOND_NS).stream()
                      .filter(packet -> packet.isMissing(Duration.ofMillis(400).toNanos()))
                      .count();
            });
    Figures figures = new Figures("fail-back");
    figures
        .line("packets of a call missing or later than 400 ms, all others gone", "", missing)
        .median()
        .worstAtMost(5);
    figures.judge();
  }

  private static double onMetered(long seed, Duration hiccup, Duration watched) {
    Company company = threeLinks(seed);
    Company.Call call = company.call();
    company.settle(SETTLED);
    long atNs = company.nowNs();
    strike(company, true);
    company.run(hiccup);
    strike(company, false);
    company.run(watched);
    return count(call.both(), atNs, Stream.NEVER);
  }

  private static Company threeLinks(long seed) {
    return new Company(
        seed,
        Link.of("broadband", Company.BROADBAND),
        Link.of("cable", Company.CABLE),
        Link.of("lte", Company.LTE).meteredBackup());
  }

  private static void strike(Company company, boolean black) {
    company.blackHole("broadband", black);
    company.blackHole("cable", black);
  }

  private static Outcome story(long seed) {
    Company company =
        new Company(
            seed,
            Link.of("broadband", Company.BROADBAND),
            Link.of("lte", Company.LTE).meteredBackup());
    List<Stream> streams = new ArrayList<>(company.call().both());
    streams.add(company.stream(company.branch, company.hq, Kind.WEB, 50));
    company.settle(Duration.ofSeconds(20));
    company.blackHole("broadband", true);
    company.run(Duration.ofSeconds(60));
    streams.add(company.stream(company.branch, company.hq, Kind.WEB, 25));
    streams.add(company.stream(company.hq, company.branch, Kind.WEB, 25));
    company.run(Duration.ofSeconds(60));
    long atNs = company.nowNs();
    company.blackHole("broadband", false);
    company.run(COMPLETE);
    long completeNs = company.nowNs();
    company.run(Duration.ofMinutes(2));
    return new Outcome(
        count(streams, 0, atNs), lastSeconds(streams, atNs), bytes(streams, completeNs));
  }

  private static double count(List<Stream> streams, long fromNs, long untilNs) {
    return streams.stream()
        .flatMap(stream -> stream.sent(fromNs, untilNs).stream())
        .filter(packet -> packet.links.contains("lte"))
        .count();
  }

  private static double lastSeconds(List<Stream> streams, long atNs) {
    return Company.seconds(
        streams.stream()
            .flatMap(stream -> stream.sent(atNs, Stream.NEVER).stream())
            .filter(packet -> packet.links.contains("lte"))
            .mapToLong(packet -> packet.sentNs - atNs)
            .max()
            .orElse(0));
  }

  private static double bytes(List<Stream> streams, long fromNs) {
    return streams.stream()
        .mapToDouble(each -> count(List.of(each), fromNs, Stream.NEVER) * each.packetLength())
        .sum();
  }
}
