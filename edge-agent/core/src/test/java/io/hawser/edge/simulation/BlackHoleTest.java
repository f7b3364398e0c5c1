package io.hawser.edge.simulation;

import io.hawser.edge.simulation.Company.Call;
import io.hawser.edge.simulation.Company.Link;
import io.hawser.lab.simnet.BySeed;
import io.hawser.lab.simnet.Seeds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// `blackhole`: the link of a call swallows everything, its carrier stays up.
class BlackHoleTest {
  private static final int SEEDS = 10;
  private static final Duration LATEST = Duration.ofMillis(150);

  private record Outcome(double gapMs, int missing) {}

  /// RTT 40 ms on both links; data has no copies.
  @Test
  void dataGoesOnToo() {
    BySeed<Double> gapsMs = Seeds.gather(SEEDS, BlackHoleTest::dataStory).flatMap(each -> each);
    Figures figures = new Figures("blackhole");
    figures
        .line("gap of data at the receiver", "ms", gapsMs)
        .medianAtMost(150)
        .p99AtMost(250)
        .worst();
    figures.judge();
  }

  private static List<Double> dataStory(long seed) {
    Company company =
        new Company(
            seed, Link.of("broadband", Company.BROADBAND), Link.of("cable", Company.BROADBAND));
    company.call();
    List<Stream> streams =
        List.of(
            company.stream(company.branch, company.hq, Stream.Kind.WEB, 1_000),
            company.stream(company.hq, company.branch, Stream.Kind.WEB, 1_000));
    company.settle(Duration.ofSeconds(10));
    long atNs = company.nowNs();
    String link = linkOf(streams, seed);
    List<Stream> struck = streams.stream().filter(each -> each.line().equals(link)).toList();
    company.blackHole(link, true);
    company.run(Duration.ofSeconds(3));
    return struck.stream()
        .map(stream -> Company.ms(stream.longestGapNs(atNs, atNs + 2 * Company.SECOND_NS)))
        .toList();
  }

  /// What thin flows sent into the hole is sent again by the edge: of a request and of its answer
  /// nothing follows that would tell the receiver of the loss.
  @Test
  void requestsArriveBeforeTheirSendersWouldRepeatThem() {
    BySeed<Integer> late = Seeds.gather(SEEDS, BlackHoleTest::requestsStory);
    Figures figures = new Figures("blackhole");
    figures
        .line("requests missing or later than 240 ms", "", late.map(Integer::doubleValue))
        .worstAtMost(0);
    figures.judge();
  }

  private static int requestsStory(long seed) {
    Company company =
        new Company(
            seed, Link.of("broadband", Company.BROADBAND), Link.of("cable", Company.BROADBAND));
    company.call();
    company.data();
    List<Stream> requests = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      requests.add(company.stream(company.branch, company.hq, Stream.Kind.WEB, 5));
      requests.add(company.stream(company.hq, company.branch, Stream.Kind.WEB, 5));
    }
    company.settle(Duration.ofSeconds(10));
    long atNs = company.nowNs();
    company.blackHole(requests.get((int) (seed % 2)).line(), true);
    company.run(Duration.ofSeconds(3));
    long late =
        requests.stream()
            .flatMap(each -> each.sent(atNs - Company.SECOND_NS, atNs + Company.SECOND_NS).stream())
            .filter(packet -> packet.isMissing(Duration.ofMillis(240).toNanos()))
            .count();
    return (int) late;
  }

  @Test
  void aCallGoesOnByAnotherLinkBeforeAnybodyNotices() {
    BySeed<Outcome> outcomes = Seeds.gather(SEEDS, BlackHoleTest::story).flatMap(each -> each);
    Figures figures = new Figures("blackhole");
    figures
        .line("gap at the receiver", "ms", outcomes.map(Outcome::gapMs))
        .medianAtMost(150)
        .p99AtMost(250)
        .worst();
    figures
        .line(
            "packets missing or later than 150 ms", "", outcomes.map(each -> (double) each.missing))
        .medianAtMost(1)
        .worst();
    figures.judge();
  }

  /// Of the directions that take the link.
  private static List<Outcome> story(long seed) {
    Company company =
        new Company(seed, Link.of("broadband", Company.BROADBAND), Link.of("cable", Company.CABLE));
    Call call = company.call();
    company.data();
    company.settle(Duration.ofSeconds(20));
    long atNs = company.nowNs();
    String link = linkOf(call.both(), seed);
    List<Stream> struck = call.both().stream().filter(each -> each.line().equals(link)).toList();
    company.blackHole(link, true);
    company.run(Duration.ofSeconds(5));
    return struck.stream().map(stream -> outcome(stream, atNs, company.nowNs())).toList();
  }

  /// Directions are steered each for itself: the link of one of them, now outwards and now inwards.
  private static String linkOf(List<Stream> bothWays, long seed) {
    return bothWays.get((int) (seed % 2)).line();
  }

  private static Outcome outcome(Stream stream, long atNs, long endNs) {
    long missing =
        stream.sent(atNs - Company.SECOND_NS, endNs - Company.SECOND_NS).stream()
            .filter(packet -> packet.isMissing(LATEST.toNanos()))
            .count();
    return new Outcome(
        Company.ms(stream.longestGapNs(atNs, endNs - Company.SECOND_NS)), (int) missing);
  }
}
