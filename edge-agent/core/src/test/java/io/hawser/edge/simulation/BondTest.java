package io.hawser.edge.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.hawser.edge.bond.Absence;
import io.hawser.edge.bond.TestTcp;
import io.hawser.edge.dataplane.BondPathView;
import io.hawser.edge.dataplane.BondPathsView;
import io.hawser.edge.dataplane.DropReason;
import io.hawser.edge.dataplane.FlowPage;
import io.hawser.edge.dataplane.FlowView;
import io.hawser.edge.simulation.Company.Link;
import io.hawser.edge.simulation.Stream.Packet;
import io.hawser.lab.simnet.BlackHole;
import io.hawser.lab.simnet.BySeed;
import io.hawser.lab.simnet.LinkProfile;
import io.hawser.lab.simnet.Seeds;
import io.hawser.lab.simnet.Wire;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/// `bonding`: a flow over several links at once.
class BondTest {
  private static final int SEEDS = 3;
  private static final Duration WATCHED = Duration.ofSeconds(10);
  private static final Duration WARM_UP = Duration.ofSeconds(5);
  private static final int PERCENT = 100;

  /// Of what is lost, more bytes outside.
  private static final int LONG = 600;

  private static final long MBIT = 1_000_000;

  /// Of an inner packet of a download: IPv4, UDP, tunnel and bond around it, and its padding.
  private static final int OUTER = 20 + 8 + 32 + 12;

  /// Where a link is: its rate and delay.
  private record Member(long mbps, int delayMs) {
    Link link(int number) {
      LinkProfile profile = LinkProfile.ofDelay(Duration.ofMillis(delayMs));
      return Link.of("line" + number, profile).ofRate(mbps * MBIT);
    }
  }

  private static Company company(long seed, Member... members) {
    Link[] links = new Link[members.length];
    for (int i = 0; i < members.length; i++) {
      links[i] = members[i].link(i);
    }
    Company company = new Company(seed, links);
    company.configure(Policies.bonding());
    company.settle(Duration.ofSeconds(20));
    return company;
  }

  /// A TCP that sends all it may, and what came of it in order.
  private static final class Transfer {
    final Company company;
    final Stream stream;
    final TestTcp tcp;
    final Map<Integer, Integer> sequences = new HashMap<>();

    Transfer(Company company, long ackNs) {
      this.company = company;
      stream = company.stream(company.branch, company.hq, Stream.Kind.DOWNLOAD);
      tcp = new TestTcp(company.simulation, ackNs, true, this::send);
      stream.deliverTo(
          bytes -> {
            Integer sequence = sequences.remove(Stream.markOf(bytes).number());
            if (sequence != null) {
              tcp.onDelivered(sequence);
            }
          });
    }

    private void send(int sequence) {
      sequences.put(stream.next(), sequence);
      stream.sendOne();
    }

    /// Inner bits a second, over a span from now on.
    double bps(Duration span) {
      int before = tcp.inOrder();
      company.run(span);
      return (tcp.inOrder() - before)
          * (double) stream.packetLength()
          * Byte.SIZE
          / span.toSeconds();
    }
  }

  private static double share(double bps, Stream stream, Member... members) {
    double sum = 0;
    for (Member each : members) {
      sum += each.mbps * MBIT;
    }
    int inner = stream.packetLength();
    return PERCENT * bps / (sum * inner / (inner + OUTER));
  }

  private static double tcpShare(long seed, Member... members) {
    Company company = company(seed, members);
    Transfer transfer = new Transfer(company, Duration.ofMillis(members[0].delayMs).toNanos());
    transfer.tcp.start();
    company.run(WARM_UP);
    double share = share(transfer.bps(WATCHED), transfer.stream, members);
    System.out.printf(
        "bond seed %d: %.1f %%, reductions %d, timeouts %d%n",
        seed, share, transfer.tcp.reductions, transfer.tcp.timeouts);
    return share;
  }

  @Test
  void oneTcpFillsTwoEqualLinks() {
    Figures figures = new Figures("bonding");
    Member[] members = {new Member(20, 20), new Member(20, 20)};
    BySeed<Double> shares = Seeds.gather(SEEDS, seed -> -tcpShare(seed, members));
    figures.line("less of 2 x 20 Mbit/s, one TCP", "%", shares).median().worstAtMost(-93);
    figures.judge();
  }

  @Test
  void oneTcpFillsUnequalLinks() {
    Figures figures = new Figures("bonding");
    Member[] two = {new Member(50, 10), new Member(15, 40)};
    BySeed<Double> shares = Seeds.gather(SEEDS, seed -> -tcpShare(seed, two));
    figures.line("less of 50 Mbit/s/20 ms + 15/80, one TCP", "%", shares).median().worstAtMost(-88);
    Member[] three = {new Member(40, 7), new Member(40, 17), new Member(20, 30)};
    shares = Seeds.gather(SEEDS, seed -> -tcpShare(seed, three));
    figures.line("less of 40/15 + 40/35 + 20/60, one TCP", "%", shares).median().worstAtMost(-88);
    figures.judge();
  }

  /// Goodput in parts of the sum of two times 20 Mbit/s from a second after a trouble of the second
  /// link on, and what still went by it then.
  private record Trouble(double share, double leftS, int timeouts) {}

  private static Trouble trouble(long seed, UnaryOperator<LinkProfile> change) {
    Member[] members = {new Member(20, 20), new Member(20, 20)};
    Company company = company(seed, members);
    Transfer transfer = new Transfer(company, Duration.ofMillis(20).toNanos());
    transfer.tcp.start();
    company.run(WARM_UP);
    int timeouts = transfer.tcp.timeouts;
    long fromNs = company.nowNs();
    company.change("line1", change);
    company.run(Duration.ofSeconds(1));
    double share = share(transfer.bps(Duration.ofSeconds(5)), transfer.stream, members[0]);
    double leftS = Company.seconds(transfer.stream.leftAfterNs("line1", fromNs));
    return new Trouble(share, leftS, transfer.tcp.timeouts - timeouts);
  }

  @Test
  void aMemberThatFailsIsOut() {
    Figures figures = new Figures("bonding");
    BySeed<Trouble> black =
        Seeds.gather(SEEDS, seed -> trouble(seed, hole -> hole.withBlackHole(true)));
    figures
        .line("less of the sum that is left, black hole", "%", black.map(each -> -each.share))
        .median()
        .worstAtMost(-90);
    figures
        .line("timeouts, black hole", "", black.map(each -> (double) each.timeouts))
        .worstAtMost(0);
    BySeed<Trouble> lossy =
        Seeds.gather(SEEDS, seed -> trouble(seed, half -> half.withLoss(0.5, 1)));
    figures
        .line("a member that loses 50 % is left after", "s", lossy.map(Trouble::leftS))
        .median()
        .worstAtMost(2);
    figures
        .line("less of the sum that is left, 50 % loss", "%", lossy.map(each -> -each.share))
        .median()
        .worstAtMost(-90);
    figures.judge();
  }

  @Test
  void aLinkThatJoinsIsUsed() {
    Figures figures = new Figures("bonding");
    BySeed<Double> shares =
        Seeds.gather(
            SEEDS,
            seed -> {
              Member[] members = {new Member(20, 20), new Member(20, 20)};
              Company company = company(seed, members);
              company.port("line1").setPlugged(false);
              company.run(Duration.ofMinutes(2));
              Transfer transfer = new Transfer(company, Duration.ofMillis(20).toNanos());
              transfer.tcp.start();
              company.run(WARM_UP);
              long fromNs = company.nowNs();
              company.port("line1").setPlugged(true);
              company.run(Duration.ofSeconds(2));
              return Company.seconds(
                  transfer.stream.sent(fromNs, Stream.NEVER).stream()
                          .filter(each -> each.line.equals("line1"))
                          .mapToLong(each -> each.sentNs)
                          .min()
                          .orElse(Stream.NEVER)
                      - fromNs);
            });
    figures.line("a link that joins is used after", "s", shares).median().worstAtMost(2);
    figures.judge();
  }

  /// What people see of a bond: who is in and why not, and what each carried.
  @Test
  void tellsWhatItsMembersDo() {
    Seeds.forEach(
        SEEDS,
        seed -> {
          Company company = company(seed, new Member(20, 10), new Member(20, 40));
          company.change("line1", lossy -> lossy.withLoss(0.01, 1));
          Stream stream = company.stream(company.branch, company.hq, Stream.Kind.DOWNLOAD, 3_000);
          company.run(WATCHED);
          List<BondPathView> both = members(company);
          assertThat(both)
              .extracting(BondPathView::path, BondPathView::bitsPerSecond, BondPathView::assumed)
              .containsExactly(
                  tuple("line0>hq/fibre", 20 * MBIT, false),
                  tuple("line1>hq/fibre", 20 * MBIT, false));
          assertThat(both).allMatch(each -> each.in() && each.absence() == null);
          assertThat(both.get(0).behindNs()).isZero();
          assertThat(Company.ms(both.get(1).behindNs())).isBetween(25.0, 35.0);
          // The quicker one is used alone until it is full.
          assertThat(Company.ms(both.get(0).backlogNs())).isBetween(4.0, 10.0);
          assertThat(both.get(1).repeated())
              .isBetween(both.get(1).packets() / 200, both.get(1).packets() / 50);
          assertThat(paths(company)).containsExactly("line0>hq/fibre", "line1>hq/fibre");

          stream.stop();
          company.run(Duration.ofSeconds(1));
          List<BondPathView> after = members(company);
          // A report may just leave; a packet of the stream takes 0.5 ms.
          assertThat(after).allMatch(each -> Company.ms(each.backlogNs()) < 0.1);
          long sentOnce = after.stream().mapToLong(each -> each.packets() - each.repeated()).sum();
          assertThat(sentOnce).isEqualTo(stream.sent(0, Stream.NEVER).size() - dropped(company));

          company.change("line1", lossy -> lossy.withLoss(0.1, 1));
          company.stream(company.branch, company.hq, Stream.Kind.DOWNLOAD, 3_000);
          company.run(Duration.ofSeconds(3));
          assertThat(members(company))
              .extracting(BondPathView::path, BondPathView::in, BondPathView::absence)
              .containsExactly(
                  tuple("line0>hq/fibre", true, null),
                  tuple("line1>hq/fibre", false, Absence.LOSES));
          assertThat(paths(company)).containsExactly("line0>hq/fibre");
        });
  }

  private static List<BondPathView> members(Company company) {
    List<BondPathsView> bonds = new ArrayList<>();
    company.branch.core.outbound().onDescribeBonds(bonds::addAll);
    return bonds.stream()
        .filter(each -> each.peer().equals("hq") && carries(each))
        .findFirst()
        .orElseThrow()
        .paths();
  }

  /// Packets that never left, as they waited for too long or behind too many.
  private static long dropped(Company company) {
    Map<DropReason, Long> drops = company.branch.core.drops();
    return drops.getOrDefault(DropReason.QUEUE_STOOD, 0L)
        + drops.getOrDefault(DropReason.QUEUE_FULL, 0L);
  }

  private static boolean carries(BondPathsView bond) {
    return bond.paths().stream().anyMatch(each -> each.packets() > 0);
  }

  /// By which the one bonded flow goes.
  private static List<String> paths(Company company) {
    List<FlowPage> pages = new ArrayList<>();
    for (int next = FlowPage.FIRST; next != FlowPage.END; next = pages.getLast().next()) {
      company.branch.core.outbound().onDescribeFlows(next, company.nowNs(), pages::add);
    }
    return pages.stream()
        .flatMap(page -> page.flows().stream())
        .map(FlowView::bondedPaths)
        .filter(each -> !each.isEmpty())
        .findFirst()
        .orElseThrow();
  }

  /// The grid's cells that matter most; the whole of it is in `BondSimulationTest`, without edges.
  @Test
  void isNoWorseThanItsBestMember() {
    Figures figures = new Figures("bonding");
    for (double loss : new double[] {0.001, 0.01}) {
      for (Member[] members :
          List.of(
              new Member[] {new Member(20, 20), new Member(2, 40)},
              new Member[] {new Member(50, 10), new Member(15, 40)})) {
        BySeed<Double> shares =
            Seeds.gather(
                SEEDS,
                seed -> {
                  Company company = company(seed, members);
                  company.change("line1", lossy -> lossy.withLoss(loss, 1));
                  company.run(Duration.ofSeconds(30));
                  Transfer transfer =
                      new Transfer(company, Duration.ofMillis(members[0].delayMs).toNanos());
                  transfer.tcp.start();
                  company.run(WARM_UP);
                  return -share(transfer.bps(WATCHED), transfer.stream, members[0]);
                });
        figures
            .line(
                "less of the best, %d + %d Mbit/s, %.1f %% loss"
                    .formatted(members[0].mbps, members[1].mbps, loss * PERCENT),
                "%",
                shares)
            .median()
            .worstAtMost(-95);
      }
    }
    figures.judge();
  }

  @Test
  void aCallIsUnhurtBesideATransfer() {
    Figures figures = new Figures("bonding");
    BySeed<Double> added =
        Seeds.gather(
            SEEDS,
            seed -> {
              Company company = company(seed, new Member(20, 20), new Member(20, 40));
              Transfer transfer = new Transfer(company, Duration.ofMillis(20).toNanos());
              Company.Call call = company.call();
              company.run(WARM_UP);
              transfer.tcp.start();
              company.run(WARM_UP);
              long fromNs = company.nowNs();
              company.run(Duration.ofSeconds(20));
              long toNs = company.nowNs();
              company.run(Duration.ofSeconds(1));
              List<Packet> packets = call.out().sent(fromNs, toNs);
              assertThat(packets).noneMatch(each -> each.arrivedNs == Stream.NEVER);
              long[] delaysNs =
                  packets.stream()
                      .mapToLong(each -> each.arrivedNs - each.sentNs)
                      .sorted()
                      .toArray();
              return Company.ms(delaysNs[delaysNs.length * 99 / 100]) - 20;
            });
    figures.line("delay added to a call, p99", "ms", added).median().worstAtMost(10);
    figures.judge();
  }

  /// Each is put in order for itself: where long packets are lost, short ones need not wait.
  @Test
  void whatOneFlowLosesDelaysNoOther() {
    Figures figures = new Figures("bonding");
    BySeed<Double> added = Seeds.gather(SEEDS, seed -> besideMs(seed, 0.02) - besideMs(seed, 0));
    figures
        .line("loss on one flow adds to another's delay, p99", "ms", added)
        .median()
        .worstAtMost(5);
    figures.judge();
  }

  /// Delay of a flow of short packets of the same class, p99.
  private static double besideMs(long seed, double lost) {
    Company company = company(seed, new Member(20, 20), new Member(20, 40));
    List<Wire> wires = List.of(company.port("line0").up(), company.port("line1").up());
    BlackHole hole = new BlackHole.Some(lost, new BlackHole.LongerThan(LONG));
    wires.forEach(wire -> wire.set(wire.profile().withBlackHole(hole)));
    Stream loser = company.stream(company.branch, company.hq, Stream.Kind.DOWNLOAD, 2_500);
    Stream other = company.stream(company.branch, company.hq, Stream.Kind.WEB, 200);
    company.run(WARM_UP);
    long fromNs = company.nowNs();
    company.run(WATCHED);
    long toNs = company.nowNs();
    company.run(Duration.ofSeconds(2));
    long[] delaysNs =
        other.sent(fromNs, toNs).stream()
            .mapToLong(each -> each.arrivedNs - each.sentNs)
            .sorted()
            .toArray();
    assertThat(delaysNs[0]).as("of what was not to be lost").isPositive();
    assertThat(loser.sent(fromNs, toNs).stream().map(each -> each.line).distinct())
        .as("lines in use")
        .hasSize(2);
    assertThat(wires).allMatch(wire -> lost == 0 || wire.blackHoled() > 0);
    return Company.ms(delaysNs[delaysNs.length * 99 / 100]);
  }

  /// The far end remembers no flow for that long; a request after a pause is not to wait for those
  /// before it.
  @Test
  void aFlowThatPausesIsNotHeldUp() {
    Seeds.forEach(
        SEEDS,
        seed -> {
          Company company = company(seed, new Member(20, 10), new Member(20, 40));
          Stream stream = company.stream(company.branch, company.hq, Stream.Kind.DOWNLOAD);
          for (int n = 0; n < 20; n++) {
            stream.sendOne();
            company.run(Duration.ofMillis(50));
          }
          company.run(Duration.ofSeconds(12));
          stream.sendOne();
          company.run(Duration.ofSeconds(1));
          Packet last = stream.packet(20);
          assertThat(Company.ms(last.arrivedNs - last.sentNs)).isLessThan(15);
        });
  }

  @Test
  void aFlowArrivesInOrder() {
    Seeds.forEach(
        SEEDS,
        seed -> {
          Company company = company(seed, new Member(20, 10), new Member(20, 40));
          Stream stream = company.stream(company.branch, company.hq, Stream.Kind.DOWNLOAD, 3_000);
          company.run(WATCHED);
          stream.stop();
          company.run(Duration.ofSeconds(1));
          List<Packet> packets = new ArrayList<>(stream.sent(0, Stream.NEVER));
          assertThat(packets).noneMatch(each -> each.arrivedNs == Stream.NEVER);
          for (int n = 1; n < packets.size(); n++) {
            assertThat(packets.get(n).arrivedNs)
                .isGreaterThanOrEqualTo(packets.get(n - 1).arrivedNs);
          }
          assertThat(packets.stream().map(each -> each.line).distinct()).hasSize(2);
        });
  }
}
