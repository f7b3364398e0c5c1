package io.hawser.edge.simulation;

import io.hawser.edge.simulation.Company.Call;
import io.hawser.edge.simulation.Company.Link;
import io.hawser.edge.simulation.Stream.Kind;
import io.hawser.edge.wireguard.MessageType;
import io.hawser.lab.simnet.BlackHole;
import io.hawser.lab.simnet.BySeed;
import io.hawser.lab.simnet.Seeds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// `blackhole`: a link swallows what people send, and passes what would tell that it is sound.
class SelectiveHoleTest {
  private static final int SEEDS = 4;
  private static final Duration WATCHED = Duration.ofSeconds(60);

  /// Where the gap that the hole makes ends.
  private static final Duration LONGEST_GAP = Duration.ofSeconds(10);

  /// A call's packets are longer than 200 bytes in the tunnel; probes, their answers and reports
  /// are not.
  private static final int LONGER_THAN_PROBES = 200;

  private static final int LONGER_THAN_CALLS = 1_000;

  /// Of one flow that took the link.
  private record Outcome(double leftSeconds, double gapMs, int moves) {}

  /// All of it is lost and not 5 %: the link is left as soon as then.
  @Test
  void aCallLeavesALinkThatPassesOnlyProbes() {
    Figures figures = new Figures("blackhole");
    tell(figures, "only probes pass: ", new BlackHole.LongerThan(LONGER_THAN_PROBES), 1);
    figures.judge();
  }

  /// Calls pass as well as probes, and are not what tells.
  @Test
  void dataLeavesALinkThatPassesOnlyShortPackets() {
    Figures figures = new Figures("blackhole");
    tell(figures, "only short packets pass: ", new BlackHole.LongerThan(LONGER_THAN_CALLS), 1);
    figures.judge();
  }

  /// As where somebody in between knows the tunnel's messages by their type.
  @Test
  void aCallLeavesALinkThatPassesOnlyHandshakes() {
    Figures figures = new Figures("blackhole");
    tell(figures, "only handshakes pass: ", new BlackHole.OfType(MessageType.TRANSPORT), 0.25);
    figures.judge();
  }

  private static void tell(Figures figures, String what, BlackHole blackHole, double goalSeconds) {
    BySeed<Outcome> outcomes =
        Seeds.gather(SEEDS, seed -> story(seed, blackHole)).flatMap(each -> each);
    figures
        .line(what + "the link is left after", "s", outcomes.map(Outcome::leftSeconds))
        .median()
        .p99AtMost(goalSeconds)
        .worst();
    figures.line(what + "gap at the receiver", "ms", outcomes.map(Outcome::gapMs)).median().worst();
    figures
        .line(
            what + "moves within %d s".formatted(WATCHED.toSeconds()),
            "",
            outcomes.map(each -> (double) each.moves))
        .median()
        .worst();
  }

  /// Of those that the hole swallows, and take the link.
  private static List<Outcome> story(long seed, BlackHole blackHole) {
    Company company =
        new Company(seed, Link.of("broadband", Company.BROADBAND), Link.of("cable", Company.CABLE));
    Call call = company.call();
    List<Stream> downloads =
        List.of(
            company.stream(company.branch, company.hq, Kind.DOWNLOAD, 50),
            company.stream(company.hq, company.branch, Kind.DOWNLOAD, 50));
    company.settle(Duration.ofSeconds(30));
    List<Stream> swallowed = new ArrayList<>(downloads);
    if (!blackHole.equals(new BlackHole.LongerThan(LONGER_THAN_CALLS))) {
      swallowed.addAll(call.both());
    }
    long atNs = company.nowNs();
    String link = swallowed.get((int) (seed % 2)).line();
    List<Stream> struck = swallowed.stream().filter(each -> each.line().equals(link)).toList();
    company.change(link, profile -> profile.withBlackHole(blackHole));
    company.run(LONGEST_GAP);
    List<Double> leftSeconds =
        struck.stream().map(each -> Company.seconds(each.leftAfterNs(link, atNs))).toList();
    company.run(WATCHED.minus(LONGEST_GAP));
    List<Outcome> outcomes = new ArrayList<>();
    for (int i = 0; i < struck.size(); i++) {
      Stream stream = struck.get(i);
      long gapNs = stream.longestGapNs(atNs, atNs + LONGEST_GAP.toNanos());
      outcomes.add(new Outcome(leftSeconds.get(i), Company.ms(gapNs), stream.movesSince(atNs)));
    }
    return outcomes;
  }
}
