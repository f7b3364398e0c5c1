package io.hawser.edge.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.edge.dataplane.FlowPage;
import io.hawser.edge.dataplane.FlowView;
import io.hawser.edge.playout.PlayoutFlowView;
import io.hawser.edge.playout.PlayoutView;
import io.hawser.edge.simulation.Company.Call;
import io.hawser.edge.simulation.Company.Link;
import io.hawser.edge.simulation.Stream.Packet;
import io.hawser.lab.simnet.BySeed;
import io.hawser.lab.simnet.LinkProfile;
import io.hawser.lab.simnet.Seeds;
import io.hawser.policy.JitterBuffer;
import io.hawser.policy.Policy;
import io.hawser.policy.SteeringMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.Test;

/// `jitter`: calls over lines whose delay varies by 30 ms, and how evenly they reach the LAN.
class JitterBufferTest {
  private static final int SEEDS = 2;
  private static final Duration JITTER = Duration.ofMillis(30);
  private static final Duration JUDGED = Duration.ofSeconds(60);
  private static final Duration UNTIL_UP = Duration.ofSeconds(5);
  private static final Duration UNDER_WAY = Duration.ofSeconds(1);

  /// The cap, and how much later a sleeping edge may wake.
  private static final double MOST_ADDED_MS = JitterBuffer.AUTO_MS + 1;

  private static final LinkProfile BROADBAND = Company.BROADBAND.withJitter(JITTER);
  private static final LinkProfile SLOWER =
      Company.CABLE.withDelay(Duration.ofMillis(60)).withJitter(JITTER);

  /// Of the packets of a call that were sent in a span.
  ///
  /// @param variationMs how much longer than the least delay 99 of 100 took at most (RFC 5481,
  ///   section 4.2)
  /// @param jitterMs mean difference of the delays of neighbours
  /// @param addedMs longest that one was held
  /// @param meanAddedMs in the mean
  /// @param otherShare of them that did not go by the line that most went by
  private record Outcome(
      double variationMs,
      double jitterMs,
      double addedMs,
      double meanAddedMs,
      double missing,
      double otherShare) {
    static Outcome of(List<Packet> packets) {
      List<Packet> arrived = packets.stream().filter(each -> each.arrivals > 0).toList();
      List<Long> delays = arrived.stream().map(Outcome::delayNs).sorted().toList();
      long spreadNs = delays.get((int) (0.99 * delays.size())) - delays.getFirst();
      long steps = 0;
      for (int i = 1; i < arrived.size(); i++) {
        steps += Math.abs(delayNs(arrived.get(i)) - delayNs(arrived.get(i - 1)));
      }
      // What parity repairs came in no datagram of its own.
      LongSummaryStatistics added =
          arrived.stream()
              .filter(each -> each.reached > 0)
              .mapToLong(Outcome::addedNs)
              .summaryStatistics();
      double byBroadband = arrived.stream().filter(each -> each.line.equals("broadband")).count();
      double share = byBroadband / arrived.size();
      return new Outcome(
          Company.ms(spreadNs),
          Company.ms(steps) / (arrived.size() - 1),
          Company.ms(added.getMax()),
          added.getAverage() / Company.NS_PER_MS,
          packets.size() - arrived.size(),
          Math.min(share, 1 - share));
    }

    private static long delayNs(Packet packet) {
      return packet.arrivedNs - packet.sentNs;
    }

    private static long addedNs(Packet packet) {
      return packet.arrivedNs - packet.reachedNs;
    }
  }

  @Test
  void aCallOverAnUnsteadyLineLeavesEvenly() {
    Figures figures = new Figures("jitter");
    BySeed<Outcome> without = Seeds.gather(SEEDS, seed -> call(seed, Policy.standard()));
    BySeed<Outcome> with =
        Seeds.gather(SEEDS, seed -> call(seed, Policies.buffering(SteeringMode.SINGLE)));
    figures
        .line("without: delay variation", "ms", without.map(Outcome::variationMs))
        .median()
        .worstAtLeast(20);
    figures.line("without: jitter", "ms", without.map(Outcome::jitterMs)).median().worstAtLeast(4);
    figures.line("without: held", "ms", without.map(Outcome::addedMs)).worstAtMost(0);
    tell(figures, "with", with, 5, 0.6);
    figures.judge();
  }

  /// The first to come of each packet is held, the other one is dropped before that.
  @Test
  void soDoesOneThatGoesTwoWays() {
    Figures figures = new Figures("jitter");
    BySeed<Outcome> outcomes =
        Seeds.gather(SEEDS, seed -> call(seed, Policies.buffering(SteeringMode.DUPLICATE)));
    tell(figures, "duplicated", outcomes, 8, 0.6);
    figures.judge();
  }

  /// Both lines are alike, and take some of it each.
  @Test
  void soDoesOneThatIsBonded() {
    Figures figures = new Figures("jitter");
    BySeed<Outcome> outcomes =
        Seeds.gather(
            SEEDS, seed -> call(seed, BROADBAND, BROADBAND, Policies.buffering(SteeringMode.BOND)));
    tell(figures, "bonded", outcomes, 8, 0.8);
    figures
        .line("bonded: by the line that took less", "", outcomes.map(Outcome::otherShare))
        .worstAtLeast(0.1);
    figures.judge();
  }

  /// On lines that lose 2 % each in bursts of 2: its packets are copied as well, and bear their
  /// time whichever way they come.
  @Test
  void soDoesOneThatParityProtects() {
    LinkProfile lossy = BROADBAND.withLoss(0.02, 2);
    BySeed<Outcome> without =
        Seeds.gather(
            SEEDS, seed -> call(seed, lossy, lossy, Policies.withMode(SteeringMode.PROTECT)));
    BySeed<Outcome> with =
        Seeds.gather(
            SEEDS, seed -> call(seed, lossy, lossy, Policies.buffering(SteeringMode.PROTECT)));
    Figures figures = new Figures("jitter");
    figures
        .line("protected, without: jitter", "ms", without.map(Outcome::jitterMs))
        .median()
        .worstAtLeast(4);
    figures
        .line("protected, without: packets lost", "", without.map(Outcome::missing))
        .median()
        .worst();
    figures.line("protected: jitter", "ms", with.map(Outcome::jitterMs)).median().worstAtMost(3);
    figures
        .line("protected: held, longest", "ms", with.map(Outcome::addedMs))
        .median()
        .worstAtMost(MOST_ADDED_MS);
    figures
        .line("protected: packets lost", "", with.map(Outcome::missing))
        .median()
        .worstAtMost(0.005 * JUDGED.toSeconds() * 50);
    figures.judge();
  }

  private static void tell(
      Figures figures, String what, BySeed<Outcome> outcomes, double variation, double jitter) {
    figures
        .line(what + ": delay variation", "ms", outcomes.map(Outcome::variationMs))
        .median()
        .worstAtMost(variation);
    figures
        .line(what + ": jitter", "ms", outcomes.map(Outcome::jitterMs))
        .median()
        .worstAtMost(jitter);
    figures
        .line(what + ": held, longest", "ms", outcomes.map(Outcome::addedMs))
        .median()
        .worstAtMost(MOST_ADDED_MS);
    figures.line(what + ": held, mean", "ms", outcomes.map(Outcome::meanAddedMs)).median().worst();
    figures.line(what + ": packets lost", "", outcomes.map(Outcome::missing)).totalAtMost(0);
  }

  private static Outcome call(long seed, Policy policy) {
    return call(seed, BROADBAND, Company.CABLE.withJitter(JITTER), policy);
  }

  private static Outcome call(long seed, LinkProfile first, LinkProfile second, Policy policy) {
    Company company = new Company(seed, Link.of("broadband", first), Link.of("cable", second));
    company.configure(policy);
    Call call = company.call();
    company.data();
    company.settle(Duration.ofSeconds(20));
    long fromNs = company.nowNs();
    company.run(JUDGED);
    List<Packet> sent = call.out().sent(fromNs, company.nowNs());
    company.run(UNDER_WAY);
    checkOrder(call.out());
    return Outcome.of(sent);
  }

  /// Of two that came in the order of their sending none left before the other; and none twice.
  private static void checkOrder(Stream stream) {
    List<Packet> byReach =
        stream.sent(0, Stream.NEVER).stream()
            .filter(each -> each.arrivals > 0 && each.reached > 0)
            .sorted(Comparator.comparingLong(each -> each.reachedNs))
            .toList();
    Packet before = byReach.getFirst();
    for (Packet packet : byReach) {
      assertThat(packet.arrivals).isEqualTo(1);
      if (packet.sentNs >= before.sentNs) {
        assertThat(packet.arrivedNs).isGreaterThanOrEqualTo(before.arrivedNs);
        before = packet;
      }
    }
  }

  /// The broadband becomes so slow that calls go by a line of 60 ms in place of 20.
  @Test
  void goesOnEvenlyWhereACallMovesToASlowerLine() {
    Figures figures = new Figures("jitter");
    BySeed<List<Outcome>> stories = Seeds.gather(SEEDS, JitterBufferTest::move);
    tell(figures, "before a move to a slower line", stories.map(List::getFirst), 5, 0.6);
    tell(figures, "after it, from 5 s on", stories.map(each -> each.get(1)), 5, 0.6);
    BySeed<Outcome> meanwhile = stories.map(List::getLast);
    figures
        .line("meanwhile: held, longest", "ms", meanwhile.map(Outcome::addedMs))
        .worstAtMost(MOST_ADDED_MS);
    figures.line("meanwhile: packets lost", "", meanwhile.map(Outcome::missing)).totalAtMost(0);
    figures.judge();
  }

  private static List<Outcome> move(long seed) {
    Company company = new Company(seed, Link.of("broadband", BROADBAND), Link.of("cable", SLOWER));
    company.configure(Policies.buffering(SteeringMode.SINGLE));
    Call call = company.call();
    company.settle(Duration.ofSeconds(30));
    long fromNs = company.nowNs();
    company.run(Duration.ofSeconds(30));
    assertThat(call.out().line()).isEqualTo("broadband");
    long movedNs = company.nowNs();
    company.change("broadband", profile -> profile.withDelay(Duration.ofMillis(200)));
    company.run(Duration.ofSeconds(5));
    assertThat(call.out().line()).isEqualTo("cable");
    long settledNs = company.nowNs();
    company.run(Duration.ofSeconds(20));
    long endNs = company.nowNs();
    company.run(UNDER_WAY);
    checkOrder(call.out());
    return List.of(
        Outcome.of(call.out().sent(fromNs, movedNs)),
        Outcome.of(call.out().sent(settledNs, endNs)),
        Outcome.of(call.out().sent(movedNs, settledNs)));
  }

  @Test
  void flowsBesideACallAreNotHeld() {
    Seeds.forEach(
        2,
        seed -> {
          Company company = new Company(seed, Link.of("broadband", BROADBAND));
          company.configure(Policies.buffering(SteeringMode.SINGLE));
          company.run(UNTIL_UP);
          Call call = company.call();
          Stream web = company.stream(company.branch, company.hq, Stream.Kind.WEB, 200);
          company.run(Duration.ofSeconds(20));
          web.stop();
          call.both().forEach(Stream::stop);
          company.run(UNDER_WAY);

          assertThat(longest(web, Outcome::addedNs)).isZero();
          assertThat(longest(call.out(), Outcome::addedNs)).isPositive();
          assertThat(web.missing() + call.out().missing() + call.back().missing()).isZero();
          PlayoutView view = company.hq.playout();
          assertThat(view.inTime() + view.late()).isEqualTo(call.out().next());
          assertThat(view.early() + view.unheld() + view.held()).isZero();
        });
  }

  /// 20,000 packets a second: more of them are under way than are held of one flow.
  @Test
  void aFlowOfWhichTooMuchIsHeldLosesNothing() {
    Seeds.forEach(
        1,
        seed -> {
          Company company = new Company(seed, Link.of("broadband", BROADBAND));
          company.configure(Policies.buffering(SteeringMode.SINGLE));
          company.run(UNTIL_UP);
          Stream flood = company.stream(company.branch, company.hq, Stream.Kind.VOICE, 20_000);
          company.run(Duration.ofSeconds(1));
          flood.stop();
          company.run(UNDER_WAY);

          PlayoutView view = company.hq.playout();
          assertThat(view.early()).isPositive();
          assertThat(view.inTime() + view.late() + view.early()).isEqualTo(flood.next());
          assertThat(view.held()).isZero();
          assertThat(flood.missing()).isZero();
          checkOrder(flood);
        });
  }

  private static long longest(Stream stream, ToLongFunction<Packet> what) {
    return stream.sent(0, Stream.NEVER).stream().mapToLong(what).max().orElseThrow();
  }

  /// The headquarters still have a policy without the word, as an edge that does not know it has:
  /// it takes the packets for such as have no time, and its own have none.
  @Test
  void aPeerThatDoesNotKnowOfItGetsAndSendsPlainPackets() {
    Seeds.forEach(
        2,
        seed -> {
          Company company = new Company(seed, Link.of("broadband", BROADBAND));
          company.branch.configure(Policies.buffering(SteeringMode.SINGLE), company.hq);
          company.run(UNTIL_UP);
          Call call = company.call();
          company.run(Duration.ofSeconds(20));
          call.both().forEach(Stream::stop);
          company.run(UNDER_WAY);

          for (Stream stream : call.both()) {
            assertThat(stream.missing()).isZero();
            assertThat(longest(stream, Outcome::addedNs)).isZero();
          }
          assertThat(company.hq.playout()).isEqualTo(new PlayoutView(0, 0, 0, 0, 0, 0, 0));
          assertThat(company.branch.playout().unheld()).isEqualTo(call.back().next());
        });
  }

  @Test
  void aPolicyWithoutTheWordEndsItAndLosesNothing() {
    Seeds.forEach(
        2,
        seed -> {
          Company company = new Company(seed, Link.of("broadband", BROADBAND));
          company.configure(Policies.buffering(SteeringMode.SINGLE));
          company.run(UNTIL_UP);
          Call call = company.call();
          company.settle(Duration.ofSeconds(10));
          company.configure();
          company.run(Duration.ofSeconds(1));
          long fromNs = company.nowNs();
          company.run(Duration.ofSeconds(5));
          call.both().forEach(Stream::stop);
          company.run(UNDER_WAY);

          assertThat(call.out().missing()).isZero();
          assertThat(call.out().sent(fromNs, Stream.NEVER))
              .allMatch(packet -> packet.arrivedNs == packet.reachedNs);
          checkOrder(call.out());
        });
  }

  @Test
  void tellsOfAFlowWhatIsDoneForIt() {
    Company company = new Company(1, Link.of("broadband", BROADBAND));
    company.configure(Policies.buffering(SteeringMode.SINGLE));
    company.run(UNTIL_UP);
    Call call = company.call();
    company.run(Duration.ofSeconds(30));

    FlowView leaving = flow(company.branch.core.outbound()::onDescribeFlows);
    assertThat(leaving.jitterBufferNs()).isEqualTo(JitterBuffer.AUTO_MS * 1_000_000L);
    assertThat(leaving.playout()).isNull();
    FlowView arriving = flow(company.hq.core.inbound()::onDescribeFlows);
    PlayoutFlowView playout = Objects.requireNonNull(arriving.playout());
    assertThat(playout.packets()).isBetween(call.out().next() - 10L, (long) call.out().next());
    assertThat(playout.capUs()).isEqualTo(60_000);
    assertThat(playout.waitUs()).isBetween(20_000L, 35_000L);
    assertThat(playout.arrivingJitterUs()).isGreaterThan(2_000);
    assertThat(playout.leavingJitterUs()).isLessThan(1_000);
    assertThat(playout.late()).isLessThan(playout.packets() / 20);
  }

  private interface Asking {
    void ask(int from, long nowNs, Consumer<FlowPage> sink);
  }

  private static FlowView flow(Asking asking) {
    List<FlowPage> pages = new ArrayList<>();
    for (int next = FlowPage.FIRST; next != FlowPage.END; next = pages.getLast().next()) {
      asking.ask(next, 0, pages::add);
    }
    return pages.stream()
        .flatMap(page -> page.flows().stream())
        .filter(each -> each.trafficClass().equals("voice"))
        .findFirst()
        .orElseThrow();
  }
}
