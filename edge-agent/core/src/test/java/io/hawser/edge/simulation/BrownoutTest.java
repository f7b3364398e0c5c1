package io.hawser.edge.simulation;

import io.hawser.edge.simulation.Company.Call;
import io.hawser.edge.simulation.Company.Link;
import io.hawser.lab.simnet.LinkProfile;
import io.hawser.lab.simnet.Seeds;
import io.hawser.lab.simnet.Wire;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/// `brownout`: the link of a call becomes worse in one direction and goes on carrying. A fifth of
/// the kernel's data beside the call: of a hundred packets a second fewer than three are lost
/// within a second too often, and two are chance.
class BrownoutTest {
  private static final int SEEDS = 8;
  private static final Duration WATCHED = Duration.ofSeconds(15);

  @Test
  void aCallLeavesALinkThatBecomesMuchWorseWithinASecond() {
    Figures figures = new Figures("brownout");
    tell(figures, "loss 0 to 5 %", 1, profile -> profile.withLoss(0.05, 1));
    tell(figures, "jitter +40 ms", 1, profile -> Company.jittery(profile, Duration.ofMillis(40)));
    figures.judge();
  }

  @Test
  void aCallLeavesALinkThatBecomesWorse() {
    Figures figures = new Figures("brownout");
    tell(figures, "loss 0 to 2 %", 3, profile -> profile.withLoss(0.02, 1));
    tell(
        figures,
        "delay +100 ms",
        1,
        profile -> profile.withDelay(Duration.ofNanos(profile.delayNs()).plusMillis(100)));
    figures.judge();
  }

  private static void tell(
      Figures figures, String what, double goalSeconds, UnaryOperator<LinkProfile> worse) {
    figures
        .line(what + " left after", "s", Seeds.gather(SEEDS, seed -> story(seed, worse)))
        .median()
        .p99AtMost(goalSeconds)
        .worst();
  }

  private static double story(long seed, UnaryOperator<LinkProfile> worse) {
    Company company =
        new Company(seed, Link.of("broadband", Company.BROADBAND), Link.of("cable", Company.CABLE));
    Call call = company.call();
    company.stream(company.branch, company.hq, Stream.Kind.WEB, 200);
    company.stream(company.hq, company.branch, Stream.Kind.WEB, 200);
    company.settle(Duration.ofSeconds(70));
    String link = call.out().line();
    Wire wire = company.up(link);
    long atNs = company.nowNs();
    wire.set(worse.apply(wire.profile()));
    company.run(WATCHED);
    return Company.seconds(call.out().leftAfterNs(link, atNs));
  }
}
