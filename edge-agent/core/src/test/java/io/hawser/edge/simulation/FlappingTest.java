package io.hawser.edge.simulation;

import io.hawser.edge.simulation.Company.Call;
import io.hawser.edge.simulation.Company.Link;
import io.hawser.edge.simulation.Stream.Packet;
import io.hawser.lab.simnet.BySeed;
import io.hawser.lab.simnet.Seeds;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// `flapping`: the link of a call is up for 5 s and black for 5 s, for 10 minutes. The other link
/// is one like it, or a metered one: for that a class comes back to a link that it left once, and
/// not to one that it left again.
class FlappingTest {
  private static final int SEEDS = 2;
  private static final int FLAPS = 60;

  private record Outcome(double failBacks, double lossPercent) {}

  @Test
  void aCallDoesNotFollowALinkThatFlaps() {
    judge("other link free", Link.of("cable", Company.CABLE));
    judge("other link metered", Link.of("cable", Company.CABLE).metered());
  }

  private static void judge(String what, Link other) {
    BySeed<Outcome> outcomes =
        Seeds.gather(SEEDS, seed -> story(seed, other)).flatMap(each -> each);
    Figures figures = new Figures("flapping");
    figures
        .line(what + ", fail-backs", "", outcomes.map(Outcome::failBacks))
        .median()
        .worstAtMost(3);
    figures
        .line(what + ", loss", "%", outcomes.map(Outcome::lossPercent))
        .median()
        .p99AtMost(0.5)
        .worst();
    figures.judge();
  }

  /// Of either direction.
  private static List<Outcome> story(long seed, Link other) {
    Company company = new Company(seed, Link.of("broadband", Company.BROADBAND), other);
    Call call = company.call();
    company.data();
    company.settle(Duration.ofSeconds(20));
    company.branch.moves.clear();
    company.hq.moves.clear();
    long atNs = company.nowNs();
    String link = call.both().get((int) (seed % 2)).line();
    for (int i = 0; i < FLAPS; i++) {
      company.blackHole(link, true);
      company.run(Duration.ofSeconds(5));
      company.blackHole(link, false);
      company.run(Duration.ofSeconds(5));
    }
    return call.both().stream()
        .map(stream -> outcome(stream, link, atNs, company.nowNs()))
        .toList();
  }

  private static Outcome outcome(Stream stream, String link, long atNs, long endNs) {
    long failBacks = stream.from.movesOf("voice").stream().filter(to -> to.contains(link)).count();
    List<Packet> sent = stream.sent(atNs, endNs - Company.SECOND_NS);
    long lost = sent.stream().filter(packet -> packet.arrivedNs == Stream.NEVER).count();
    return new Outcome(failBacks, 100.0 * lost / sent.size());
  }
}
