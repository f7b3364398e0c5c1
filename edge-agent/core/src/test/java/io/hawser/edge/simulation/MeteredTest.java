package io.hawser.edge.simulation;

import io.hawser.edge.simulation.Company.Call;
import io.hawser.edge.simulation.Company.Link;
import io.hawser.lab.simnet.BySeed;
import io.hawser.lab.simnet.Host;
import io.hawser.lab.simnet.Nat;
import io.hawser.lab.simnet.NatBehaviour;
import io.hawser.lab.simnet.Network;
import io.hawser.lab.simnet.Port;
import io.hawser.lab.simnet.Seeds;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/// `metered`: a metered backup that waits for a month, all its paths and both directions together,
/// and then is needed; on a public address, and behind a mobile operator's NAT that forgets it
/// between any two handshakes.
class MeteredTest {
  private static final int SEEDS = 2;
  private static final int FULL_SEEDS = 200;
  private static final Duration MONTH = Duration.ofDays(30);

  /// A month over the full number of seeds, half of it behind a NAT.
  private static final Duration WATCHED = MONTH.dividedBy(2L * FULL_SEEDS);

  private static final double BYTES_PER_MEGABYTE = 1e6;

  private static final Link BROADBAND = Link.of("broadband", Company.BROADBAND);
  private static final Link LTE = Link.of("lte", Company.LTE).meteredBackup();

  /// Less than the time between two handshakes of a path.
  private static final Duration FORGETS = Duration.ofSeconds(30);

  /// Some handshakes of each path.
  private static final Duration SHORT = Duration.ofMinutes(10);

  private record Outcome(double megabytesAMonth, double usableSeconds) {}

  @Test
  void costsLittleAndIsThereWhenNeeded() {
    Figures figures = new Figures("metered");
    BySeed<Outcome> plain =
        Seeds.gather(SEEDS, seed -> story(new Company(seed, BROADBAND, LTE), WATCHED));
    BySeed<Outcome> behindNat =
        Seeds.gather(SEEDS, seed -> story(behindNat(seed, NatBehaviour.SYMMETRIC), WATCHED));
    tell(figures, "", plain);
    tell(figures, "behind a NAT: ", behindNat);
    figures.judge();
  }

  /// Of any kind that forgets.
  @Test
  void isThereWhenNeededBehindAnyNat() {
    Figures figures = new Figures("metered");
    Company.NATS.forEach(
        (kind, behaviour) ->
            usable(
                figures,
                "behind a NAT, " + kind + ": ",
                Seeds.gather(SEEDS, seed -> story(behindNat(seed, behaviour), SHORT))));
    figures.judge();
  }

  /// While the ordinary link carries a call and data, its reports included.
  @Test
  void costsNoMoreWhileAnotherLinkIsBusy() {
    Figures figures = new Figures("metered");
    figures
        .line(
            "a month beside a busy link",
            "MB",
            Seeds.gather(SEEDS, MeteredTest::megabytesBesideABusyLink))
        .meanAtMost(40)
        .worst();
    figures.judge();
  }

  private static double megabytesBesideABusyLink(long seed) {
    Company company = new Company(seed, BROADBAND, LTE);
    company.call();
    company.stream(company.branch, company.hq, Stream.Kind.WEB, 300);
    company.stream(company.hq, company.branch, Stream.Kind.WEB, 300);
    company.settle(Duration.ofMinutes(1));
    long before = company.up("lte").offeredBytes() + company.down("lte").offeredBytes();
    Duration watched = Duration.ofMinutes(6);
    company.run(watched);
    long bytes = company.up("lte").offeredBytes() + company.down("lte").offeredBytes() - before;
    return bytes / BYTES_PER_MEGABYTE * MONTH.toSeconds() / watched.toSeconds();
  }

  private static void tell(Figures figures, String where, BySeed<Outcome> outcomes) {
    double days = outcomes.size() * WATCHED.toSeconds() / (double) Duration.ofDays(1).toSeconds();
    figures
        .line(
            where + "a month of waiting, from %.1f days".formatted(days),
            "MB",
            outcomes.map(Outcome::megabytesAMonth))
        .meanAtMost(40)
        .worst();
    usable(figures, where, outcomes);
  }

  private static void usable(Figures figures, String where, BySeed<Outcome> outcomes) {
    figures
        .line(where + "usable after need", "s", outcomes.map(Outcome::usableSeconds))
        .median()
        .p99AtMost(1)
        .worst();
  }

  private static Company behindNat(long seed, NatBehaviour behaviour) {
    Function<Network, Function<Host, Port>> straight =
        internet ->
            host -> internet.attach(host, InetAddress.ofLiteral("192.0.2.99"), Company.BROADBAND);
    Function<Network, Function<Host, Port>> translated =
        internet -> {
          Nat nat = internet.nat(InetAddress.ofLiteral("203.0.113.1"), behaviour.withIdle(FORGETS));
          return host -> nat.attach(host, InetAddress.ofLiteral("192.168.1.2"), Company.LTE);
        };
    return new Company(
        seed,
        Company.RULES,
        List.of(BROADBAND, new Link(LTE.line().hidden(), LTE.profile())),
        List.of(straight, translated));
  }

  /// The headquarters have two links, so the metered one has two paths.
  private static Outcome story(Company company, Duration watched) {
    company.addSecondFibre();
    company.settle(Duration.ofMinutes(2));
    long before = bytes(company);
    company.run(watched);
    double waited = bytes(company) - before;
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
        waited / BYTES_PER_MEGABYTE * MONTH.toSeconds() / watched.toSeconds(),
        Company.seconds(usableNs));
  }

  private static long bytes(Company company) {
    return company.up("lte").offeredBytes() + company.down("lte").offeredBytes();
  }
}
