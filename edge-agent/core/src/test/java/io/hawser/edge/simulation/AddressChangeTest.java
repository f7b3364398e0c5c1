package io.hawser.edge.simulation;

import io.hawser.edge.control.VirtualEdge;
import io.hawser.edge.control.VirtualEdge.Line;
import io.hawser.edge.path.PathState;
import io.hawser.edge.path.PathView;
import io.hawser.edge.simulation.Company.Call;
import io.hawser.edge.simulation.Company.Link;
import io.hawser.lab.simnet.BySeed;
import io.hawser.lab.simnet.Nat;
import io.hawser.lab.simnet.NatBehaviour;
import io.hawser.lab.simnet.Seeds;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// `address-change`: the only link of a branch gets another address, redials, is joined by another
/// one, or loses its NAT's memory.
class AddressChangeTest {
  private static final int SEEDS = 4;
  private static final Duration WATCHED = Duration.ofSeconds(12);

  private record Outcome(double newAddress, double redial, double lateLink) {}

  private record NatOutcome(double reboot, double redial) {}

  @Test
  void aLinkIsUsableSoonAfterAnyChange() {
    BySeed<Outcome> outcomes = Seeds.gather(SEEDS, AddressChangeTest::story);
    Figures figures = new Figures("address-change");
    tell(figures, "a new address", outcomes.map(Outcome::newAddress));
    tell(figures, "a redial", outcomes.map(Outcome::redial));
    tell(figures, "a link added late", outcomes.map(Outcome::lateLink));
    figures.judge();
  }

  @Test
  void aLinkBehindAnyNatIsUsableSoonAfterThatForgotOrRedialled() {
    Figures figures = new Figures("address-change");
    Company.NATS.forEach(
        (kind, behaviour) -> {
          BySeed<NatOutcome> outcomes = Seeds.gather(SEEDS, seed -> natStory(seed, behaviour));
          tell(figures, "a reboot of a NAT, " + kind, outcomes.map(NatOutcome::reboot));
          tell(figures, "a redial of a NAT, " + kind, outcomes.map(NatOutcome::redial));
        });
    figures.judge();
  }

  private static void tell(Figures figures, String what, BySeed<Double> seconds) {
    figures
        .line("usable in both directions after " + what, "s", seconds)
        .median()
        .p99AtMost(3)
        .worst();
  }

  private static Outcome story(long seed) {
    Company company = new Company(seed, Link.of("broadband", Company.BROADBAND));
    Call call = company.call();
    company.settle(Duration.ofSeconds(20));
    long addressNs = company.nowNs();
    company.branch.setAddress("broadband", company.nextAddress());
    company.settle(WATCHED);
    company.branch.setCarrier("broadband", false);
    company.settle(Duration.ofSeconds(3));
    long redialNs = company.nowNs();
    company.branch.setAddress("broadband", company.nextAddress());
    company.branch.setCarrier("broadband", true);
    company.settle(WATCHED);
    return new Outcome(
        usableSeconds(call, addressNs), usableSeconds(call, redialNs), lateLinkSeconds(company));
  }

  private static double usableSeconds(Call call, long atNs) {
    return Company.seconds(
        Math.max(call.out().usableAfterNs(atNs), call.back().usableAfterNs(atNs)));
  }

  private static double lateLinkSeconds(Company company) {
    company.branch.attach(
        Line.of("cable", "internet"),
        host -> company.internet.attach(host, company.nextAddress(), Company.CABLE));
    company.configure();
    int steps = 0;
    while (!(isUp(company.branch) && isUp(company.hq)) && steps < 1_000) {
      company.run(Duration.ofMillis(10));
      steps++;
    }
    return steps / 100.0;
  }

  private static boolean isUp(VirtualEdge edge) {
    for (PathView path : edge.paths()) {
      boolean late = path.label().link().equals("cable") || path.label().peerLink().equals("cable");
      if (late && path.outbound() == PathState.UP) {
        return true;
      }
    }
    return false;
  }

  /// The device sees nothing of what befalls the NAT before it. Two links of the headquarters are
  /// two ends, which the NAT treats alike or not.
  private static NatOutcome natStory(long seed, NatBehaviour behaviour) {
    List<Nat> nats = new ArrayList<>();
    Link line = Link.of("broadband", Company.BROADBAND);
    Company company =
        new Company(
            seed,
            Company.RULES,
            List.of(new Link(line.line().hidden(), line.profile())),
            List.of(
                internet -> {
                  Nat nat = internet.nat(InetAddress.ofLiteral("203.0.113.1"), behaviour);
                  nats.add(nat);
                  return host ->
                      nat.attach(host, InetAddress.ofLiteral("192.168.1.2"), line.profile());
                }));
    company.addSecondFibre();
    Call call = company.call();
    company.settle(Duration.ofSeconds(20));
    long offNs = Duration.ofSeconds(2).toNanos();
    long backNs = company.nowNs() + offNs;
    nats.getFirst().reboot(offNs);
    company.settle(WATCHED);
    long redialNs = company.nowNs();
    nats.getFirst().setAddress(InetAddress.ofLiteral("203.0.113.2"));
    company.run(WATCHED);
    return new NatOutcome(usableSeconds(call, backNs), usableSeconds(call, redialNs));
  }
}
