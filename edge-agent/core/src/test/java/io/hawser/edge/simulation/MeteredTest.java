package io.hawser.edge.simulation;

import io.hawser.edge.control.VirtualEdge.Line;
import io.hawser.edge.simulation.Company.Call;
import io.hawser.edge.simulation.Company.Link;
import io.hawser.lab.simnet.Host;
import io.hawser.lab.simnet.LinkProfile;
import io.hawser.lab.simnet.Seeds;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// `metered`: a metered backup that waits for a month, all its paths and both directions together,
/// and then is needed.
@Tag("goal")
class MeteredTest {
  private static final int SEEDS = 2;
  private static final int FULL_SEEDS = 200;
  private static final Duration MONTH = Duration.ofDays(30);

  /// A month over the full number of seeds.
  private static final Duration WATCHED = MONTH.dividedBy(FULL_SEEDS);

  private static final double BYTES_PER_MEGABYTE = 1e6;

  private record Outcome(double megabytesAMonth, double usableSeconds) {}

  @Test
  void costsLittleAndIsThereWhenNeeded() {
    List<Outcome> outcomes = Seeds.gather(SEEDS, MeteredTest::story);
    Figures figures = new Figures("metered");
    double days = outcomes.size() * WATCHED.toHours() / 24.0;
    figures
        .line(
            "a month of waiting, from %.1f days".formatted(days),
            "MB",
            outcomes.stream().map(Outcome::megabytesAMonth).toList())
        .meanAtMost(40)
        .worst();
    figures
        .line("usable after need", "s", outcomes.stream().map(Outcome::usableSeconds).toList())
        .median()
        .p99AtMost(1)
        .worst();
    figures.judge();
  }

  /// The headquarters have two links, so the metered one has two paths.
  private static Outcome story(long seed) {
    Company company =
        new Company(
            seed,
            Link.of("broadband", Company.BROADBAND),
            Link.of("lte", Company.LTE).meteredBackup());
    company.hq.attach(
        Line.of("second-fibre", "internet"),
        (Host host) ->
            company.internet.attach(
                host, company.nextAddress(), LinkProfile.ofDelay(Duration.ofMillis(1))));
    company.configure();
    company.settle(Duration.ofMinutes(2));
    long before = bytes(company);
    company.run(WATCHED);
    double watched = bytes(company) - before;
    Call call = company.call();
    company.run(Duration.ofSeconds(5));
    long atNs = company.nowNs();
    company.blackHole("broadband", true);
    company.run(Duration.ofSeconds(10));
    long usableNs =
        Math.max(
            call.out().longestGapNs(atNs, atNs + 5 * Company.SECOND_NS),
            call.back().longestGapNs(atNs, atNs + 5 * Company.SECOND_NS));
    return new Outcome(
        watched / BYTES_PER_MEGABYTE * MONTH.toSeconds() / WATCHED.toSeconds(),
        Company.seconds(usableNs));
  }

  private static long bytes(Company company) {
    return company.up("lte").offeredBytes() + company.down("lte").offeredBytes();
  }
}
