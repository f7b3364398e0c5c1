package io.hawser.edge.bond;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.edge.bond.BondLine.Profile;
import io.hawser.edge.bond.BondRuns.Open;
import io.hawser.edge.bond.BondRuns.Result;
import io.hawser.edge.bond.BondRuns.Setup;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Bonds as a whole, in virtual time: how much of the lines' sum arrives in order. A share of 93 %
/// is all there is to be had: 72 bytes of 1,472 are the tunnel's, and a link is sent to at 98 %.
class BondSimulationTest {
  private static final List<Profile> FIBRE_AND_SATELLITE =
      List.of(new Profile(50, 20, 0), new Profile(15, 80, 0));
  private static final List<Profile> FIBRE_AND_MODEM =
      List.of(new Profile(100, 10, 0), new Profile(2, 1, 0));
  private static final List<Profile> THREE =
      List.of(new Profile(40, 15, 0), new Profile(40, 35, 0), new Profile(20, 60, 0));
  private static final List<Profile> EQUAL =
      List.of(new Profile(20, 20, 0), new Profile(20, 20, 0));

  private static List<Profile> cell(String name) {
    return switch (name) {
      case "50/20+15/80" -> FIBRE_AND_SATELLITE;
      case "100/10+2/1" -> FIBRE_AND_MODEM;
      case "40/15+40/35+20/60" -> THREE;
      case "20/20+20/20" -> EQUAL;
      default -> throw new IllegalArgumentException(name);
    };
  }

  private static void print(String what, double megabits, double of, String more) {
    System.out.printf(
        Locale.ROOT,
        "bond %-44s %6.2f of %6.2f Mbit/s, %5.1f %%  %s%n",
        what,
        megabits,
        of,
        100 * megabits / of,
        more);
  }

  @ParameterizedTest
  @CsvSource({
    "50/20+15/80, true, 1", "50/20+15/80, false, 2",
    "100/10+2/1, true, 1", "100/10+2/1, false, 2",
    "40/15+40/35+20/60, true, 1", "40/15+40/35+20/60, false, 2",
    "20/20+20/20, true, 1", "20/20+20/20, false, 2"
  })
  void bringsTcpNearlyTheSumOfItsLines(String name, boolean cubic, long seed) {
    List<Profile> lines = cell(name);
    Result result = BondRuns.tcpOverBond(seed, lines, cubic, Setup.STANDARD, 3, 13);
    print(
        (cubic ? "cubic " : "newreno ") + name,
        result.megabits(),
        BondRuns.sum(lines),
        result.text());
    assertThat(result.megabits()).isGreaterThan(0.88 * BondRuns.sum(lines));
  }

  /// Whose queue is watched by CoDel, which must not take what waits for the slower line as one
  /// that stands.
  @ParameterizedTest
  @CsvSource({
    "50/20+15/80, 1",
    "100/10+2/1, 1",
    "40/15+40/35+20/60, 1",
    "20/20+20/20, 1",
  })
  void bringsTcpTheSumBehindCoDelThatKnowsOfTheBond(String name, long seed) {
    List<Profile> lines = cell(name);
    Result without = BondRuns.tcpOverBond(seed, lines, true, new Setup(true, true, false), 3, 13);
    print("codel, no credit, " + name, without.megabits(), BondRuns.sum(lines), without.text());
    Result result = BondRuns.tcpOverBond(seed, lines, true, new Setup(true, true, true), 3, 13);
    print("codel, credit, " + name, result.megabits(), BondRuns.sum(lines), result.text());
    double best =
        lines.stream()
            .mapToDouble(line -> BondRuns.tcpOverLine(seed, line, true, true, 3, 13))
            .max()
            .orElseThrow();
    print("codel, best alone, " + name, best, BondRuns.sum(lines), "");
    assertThat(result.megabits()).isGreaterThan(0.95 * best);
  }

  /// The queues are in modems, and nobody knows what they send at.
  @ParameterizedTest
  @CsvSource({
    "50/20+15/80, 1",
    "100/10+2/1, 1",
    "40/15+40/35+20/60, 1",
    "20/20+20/20, 1",
  })
  void isNoSlowerThanItsBestLineWhereNoRateIsKnown(String name, long seed) {
    List<Profile> lines = cell(name).stream().map(Profile::unshaped).toList();
    Result result = BondRuns.tcpOverBond(seed, lines, true, Setup.STANDARD, 5, 15);
    double best =
        lines.stream()
            .mapToDouble(line -> BondRuns.tcpOverLine(seed, line, true, false, 5, 15))
            .max()
            .orElseThrow();
    print("unknown rates " + name, result.megabits(), BondRuns.sum(lines), result.text());
    assertThat(result.megabits()).isGreaterThan(0.95 * best);
  }

  @ParameterizedTest
  @CsvSource({
    "50/20+15/80, 1",
    "100/10+2/1, 1",
    "40/15+40/35+20/60, 1",
    "20/20+20/20, 1",
  })
  void deliversAConstantRateInOrder(String name, long seed) {
    List<Profile> lines = cell(name);
    Open open = new Open(seed, lines, 0.92 * BondRuns.sum(lines), Setup.STANDARD);
    open.run(1);
    double megabits = open.run(5);
    print(
        "constant " + name,
        megabits,
        BondRuns.sum(lines),
        open.pair.resequencers.view().toString());
    assertThat(megabits).isGreaterThan(0.91 * BondRuns.sum(lines));
    assertThat(open.outOfOrder).isLessThanOrEqualTo(open.inOrder / 10_000);
  }

  @ParameterizedTest
  @CsvSource({"50/20+15/80, 5, 1", "40/15+40/35+20/60, 10, 2", "20/20+20/20, 20, 3"})
  void bearsJitter(String name, double jitterMs, long seed) {
    List<Profile> lines = cell(name).stream().map(line -> line.withJitterMs(jitterMs)).toList();
    Result result = BondRuns.tcpOverBond(seed, lines, true, Setup.STANDARD, 3, 13);
    print(
        "jitter " + jitterMs + " ms " + name,
        result.megabits(),
        BondRuns.sum(lines),
        result.text());
    assertThat(result.megabits()).isGreaterThan(0.85 * BondRuns.sum(lines));
  }

  /// Without asking, and with.
  @ParameterizedTest
  @CsvSource({"0.001, 1", "0.002, 4", "0.004, 5", "0.01, 2", "0.015, 3"})
  void mendsWhatAMemberLoses(double loss, long seed) {
    List<Profile> lines = List.of(new Profile(50, 20, loss), new Profile(15, 80, 0));
    Result without = BondRuns.tcpOverBond(seed, lines, true, new Setup(false, false, true), 3, 13);
    print("no asks, loss " + loss, without.megabits(), BondRuns.sum(lines), without.text());
    Result result = BondRuns.tcpOverBond(seed, lines, true, Setup.STANDARD, 3, 13);
    print("asks, loss " + loss, result.megabits(), BondRuns.sum(lines), result.text());
    assertThat(result.megabits()).isGreaterThan(0.85 * BondRuns.sum(lines));
  }

  /// Five rates, four round trips, three losses, beside a line of 20 Mbit/s with 20 ms.
  @ParameterizedTest
  @ValueSource(doubles = {2, 10, 20, 50, 100})
  void isNeverSlowerThanItsBestLine(double rate) {
    double worst = Double.MAX_VALUE;
    String where = "";
    for (double rttMs : new double[] {5, 20, 80, 300}) {
      for (double loss : new double[] {0, 0.001, 0.01}) {
        for (boolean cubic : loss == 0.001 ? new boolean[] {true} : new boolean[] {true, false}) {
          long seed = (long) (rate * 1_000 + rttMs);
          List<Profile> lines = List.of(new Profile(20, 10, 0), new Profile(rate, rttMs / 2, loss));
          double best =
              Math.max(
                  BondRuns.tcpOverLine(seed, lines.get(0), cubic, false, 3, 11),
                  BondRuns.tcpOverLine(seed, lines.get(1), cubic, false, 3, 11));
          Result result = BondRuns.tcpOverBond(seed, lines, cubic, Setup.STANDARD, 3, 11);
          String cell =
              String.format(
                  Locale.ROOT,
                  "20/20 + %.0f/%.0f, %.1f %%, %s",
                  rate,
                  rttMs,
                  loss * 100,
                  cubic ? "cubic" : "newreno");
          double constant = constant(seed, lines);
          print(
              cell,
              result.megabits(),
              BondRuns.sum(lines),
              String.format(
                  Locale.ROOT,
                  "best alone %6.2f (%5.1f %%), constant %5.1f %% of the sum; %s",
                  best,
                  100 * result.megabits() / best,
                  100 * constant,
                  result.text()));
          if (result.megabits() / best < worst) {
            worst = result.megabits() / best;
            where = cell;
          }
          double bestConstant = 0.91 * Math.max(20, rate * (1 - loss)) / BondRuns.sum(lines);
          // A line that is too far away to be in together with the other is left for its loss, as
          // TCP
          // would have it; a sender that does not care for loss would not.
          if (rttMs < 300 || loss == 0) {
            assertThat(constant)
                .as("constant rate over " + cell)
                .isGreaterThan(0.95 * bestConstant);
          }
        }
      }
    }
    System.out.printf(
        Locale.ROOT, "bond worst of the grid at %.0f: %.3f at %s%n", rate, worst, where);
    assertThat(worst).as(where).isGreaterThan(0.95);
  }

  /// Share of the sum that comes in order of what is offered at 92 % of it.
  private static double constant(long seed, List<Profile> lines) {
    Open open = new Open(seed, lines, 0.92 * BondRuns.sum(lines), Setup.STANDARD);
    open.run(2);
    return open.run(3) / BondRuns.sum(lines);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void leavesAMemberThatLosesHalfWithinTwoSeconds(long seed) {
    List<Profile> lines = List.of(new Profile(20, 20, 0), new Profile(20, 30, 0));
    Open open = new Open(seed, lines, 30, Setup.STANDARD);
    open.run(3);
    assertThat(open.pair.members).allMatch(BondMember::isIn);
    open.pair.line(1).loss = 0.5;
    open.run(2);
    BondMember lossy = open.pair.members.get(1);
    assertThat(lossy.isIn()).isFalse();
    assertThat(lossy.absence()).isIn(Absence.LOSES, Absence.SILENT);
    assertThat(open.pair.members.get(0).isIn()).isTrue();
  }

  /// Of what the other lines carry, in the second after the hole.
  @ParameterizedTest
  @CsvSource({
    "50/20+15/80, 1, 1",
    "50/20+15/80, 0, 2",
    "40/15+40/35+20/60, 1, 3",
    "20/20+20/20, 0, 4"
  })
  void survivesABlackHole(String name, int dead, long seed) {
    List<Profile> lines = cell(name);
    double left = BondRuns.sum(lines) - lines.get(dead).rateBps() / 1e6;
    Open open = new Open(seed, lines, 0.92 * BondRuns.sum(lines), Setup.STANDARD);
    open.run(3);
    open.pair.line(dead).dead = true;
    open.offer(0.92 * left);
    open.run(1);
    double after = open.run(1);
    BondView view = open.pair.resequencers.view();
    print(
        "constant, black hole " + dead + ", " + name,
        after,
        left,
        view + ", resent " + open.pair.resent);
    assertThat(after).isGreaterThan(0.90 * left);
    assertThat(open.pair.members.get(dead).absence()).isEqualTo(Absence.SILENT);
    for (boolean codel : new boolean[] {false, true}) {
      Result tcp = BondRuns.tcpThroughBlackHole(seed, lines, dead, codel, 5);
      print(
          "tcp, black hole " + dead + ", codel " + codel + ", " + name,
          tcp.megabits(),
          left,
          tcp.text());
    }
  }

  /// A member comes back after it was clean for the stated time, and not sooner.
  @Test
  void takesBackAMemberThatIsClean() {
    List<Profile> lines = List.of(new Profile(20, 20, 0), new Profile(20, 30, 0));
    Open open = new Open(7, lines, 30, Setup.STANDARD);
    open.run(2);
    open.pair.line(1).loss = 0.5;
    open.run(2);
    assertThat(open.pair.members.get(1).isIn()).isFalse();
    open.pair.line(1).loss = 0;
    open.run(Membership.CLEAN_NS / 1e9 - 1);
    assertThat(open.pair.members.get(1).isIn()).isFalse();
    open.run(4);
    assertThat(open.pair.members.get(1).isIn()).isTrue();
  }
}
