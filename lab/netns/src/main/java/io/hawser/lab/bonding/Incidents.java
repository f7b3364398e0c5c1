package io.hawser.lab.bonding;

import io.hawser.lab.scenario.Figures;
import io.hawser.lab.scenario.Form;
import io.hawser.lab.scenario.ScenarioContext;
import io.hawser.lab.traffic.Surge;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/// What one TCP session over a bond goes through: members that swallow everything, that lose half
/// of all, that join. One session for all of it, in turns over the members.
final class Incidents {
  private static final Duration SETTLED = Duration.ofSeconds(8);
  private static final Duration LASTS = Duration.ofSeconds(5);
  private static final Duration WARM_UP = Duration.ofSeconds(4);
  private static final Duration BACK_LIMIT = Duration.ofSeconds(120);
  private static final Duration JOIN_LIMIT = Duration.ofSeconds(30);
  private static final Duration POLL = Duration.ofMillis(50);
  private static final long SECOND_NS = 1_000_000_000L;

  /// Just before something happens nothing stands still yet.
  private static final long BEFORE_NS = 100_000_000L;

  /// Of a member's rate: less is not used, and no more than probes.
  private static final double OUT = 0.1;

  /// Of a member's rate: from here on it is used.
  private static final double IN = 0.5;

  private static final String GOODPUT = "goodput";
  private static final String STALL = "stall";
  private static final String BACK = "back";
  private static final String OUT_AFTER = "out after";
  private static final String BESIDE = "beside it";
  private static final String USED = "used after";
  private static final String ORDERED = "ordered before";

  private final ScenarioContext context;
  private final BondedBranch branch;
  private final Form form;

  Incidents(ScenarioContext context, BondedBranch branch, Form form) {
    this.context = context;
    this.branch = branch;
    this.form = form;
  }

  private Surge surge() throws IOException {
    return Surge.start(branch.pc(), branch.hubPc(), branch.hubPc().ipv4(), Way.BOND, 1);
  }

  private WireWatch watch() {
    return WireWatch.start(IntStream.range(0, branch.set().size()).mapToObj(branch::link).toList());
  }

  /// Members fail, one after another.
  ///
  /// @param capacities of the links as they are now, Mbit/s
  void failures(List<Double> capacities) throws Exception {
    Samples samples = new Samples(context, branch, form);
    String error;
    try (Surge surge = surge();
        WireWatch watch = watch()) {
      context.pass(WARM_UP);
      samples.rounds(
          form.amount(1, 5),
          (into, number) -> {
            swallows(surge, watch, capacities, into, number % capacities.size());
            loses(surge, watch, capacities, into, (number + 1) % capacities.size());
          });
      error = surge.error();
    }
    Figures figures = samples.figures();
    String hole = branch.set().text() + ", a member swallows everything: ";
    figures.allAtLeast(
        hole + "of the others' sum, from 1 s after to 3 s",
        samples.of(GOODPUT),
        "%",
        form.bound(40, 90));
    figures.allAtMost(
        hole + "TCP stands still for", samples.of(STALL), "ms", form.bound(2_000, 999));
    figures.note(hole + "used again after its end", samples.of(BACK), "s");
    String loss = branch.set().text() + ", a member loses 50 %: ";
    figures.allAtMost(loss + "out of the bond after", samples.of(OUT_AFTER), "s", form.bound(4, 2));
    figures.note(loss + "of the others' sum, from 2 s after to 5 s", samples.of(BESIDE), "%");
    figures.exactly("TCP sessions that broke at that", error.isEmpty() ? 0 : 1, "", 0);
    if (!error.isEmpty()) {
      context.say("TCP: " + error);
    }
  }

  private void swallows(
      Surge surge, WireWatch watch, List<Double> capacities, Samples into, int member)
      throws IOException {
    awaitUse(watch, member);
    long startNs = System.nanoTime();
    branch.link(member).set("blackhole=both");
    context.pass(LASTS);
    into.add(
        GOODPUT, percent(surge, startNs + SECOND_NS, startNs + 3 * SECOND_NS, capacities, member));
    into.add(STALL, surge.longestSilenceMs(startNs - BEFORE_NS, startNs + LASTS.toNanos()));
    into.add(BACK, secondsUntilBack(watch, member));
  }

  private void loses(
      Surge surge, WireWatch watch, List<Double> capacities, Samples into, int member)
      throws IOException {
    awaitUse(watch, member);
    long startNs = System.nanoTime();
    branch.link(member).set("loss=50%");
    context.pass(LASTS);
    double out = OUT * branch.set().member(member).mbps();
    into.add(OUT_AFTER, (watch.of(member).lastAtLeast(out, startNs) - startNs) / 1e9);
    into.add(
        BESIDE,
        percent(surge, startNs + 2 * SECOND_NS, startNs + LASTS.toNanos(), capacities, member));
    secondsUntilBack(watch, member);
  }

  /// Who is not used cannot be missed: the bond is to have it in at that moment.
  private void awaitUse(WireWatch watch, int member) throws IOException {
    secondsUntilUsed(watch, member, System.nanoTime(), BACK_LIMIT);
  }

  /// Of what the others carry, what arrived of inner IP packets.
  private static double percent(
      Surge surge, long sinceNs, long untilNs, List<Double> capacities, int without)
      throws IOException {
    double others = -capacities.get(without);
    for (double each : capacities) {
      others += each;
    }
    return Traffic.Arrived.ofTcp(surge.mbps(sinceNs, untilNs), surge.segmentLength())
        .percentOf(others);
  }

  /// Ends what befell a member; answers when it is used again, and gives the bond a moment then.
  private double secondsUntilBack(WireWatch watch, int member) throws IOException {
    branch.restore(member);
    long endNs = System.nanoTime();
    double seconds = secondsUntilUsed(watch, member, endNs, BACK_LIMIT);
    context.pass(WARM_UP);
    return seconds;
  }

  private double secondsUntilUsed(WireWatch watch, int member, long sinceNs, Duration limit)
      throws IOException {
    double in = IN * branch.set().member(member).mbps();
    long usedNs = watch.of(member).firstAtLeast(in, sinceNs);
    while (usedNs == RateSeries.NEVER) {
      if (System.nanoTime() - sinceNs >= limit.toNanos()) {
        throw new IOException(
            branch.link(member).name() + ": not used within " + limit.toSeconds() + " s");
      }
      context.pass(POLL);
      usedNs = watch.of(member).firstAtLeast(in, sinceNs);
    }
    return (usedNs - sinceNs) / 1e9;
  }

  /// The last link of a set joins the others, again and again: it is taken out of the company, and
  /// put in again. Each time it is new to the edges.
  void joins(LinkSet set) throws Exception {
    int last = set.size() - 1;
    branch.become(set.first(last), form == Form.SHORT ? Duration.ZERO : SETTLED);
    branch.link(last).set(set.member(last).words());
    Samples samples = new Samples(context, branch, form);
    String error;
    try (Surge surge = surge();
        WireWatch watch =
            WireWatch.start(IntStream.range(0, set.size()).mapToObj(branch::link).toList())) {
      context.pass(WARM_UP);
      samples.rounds(
          form.amount(1, 5),
          (into, _) -> {
            long orderedNs = System.nanoTime();
            branch.order(set);
            long worksNs = whenItWorks(last);
            into.add(ORDERED, (worksNs - orderedNs) / 1e9);
            into.add(USED, secondsUntilUsed(watch, last, worksNs, JOIN_LIMIT));
            if (form == Form.FULL) {
              branch.become(set.first(last), SETTLED);
            }
          });
      error = surge.error();
    }
    String join = set.text() + ", the last joins: ";
    Figures figures = samples.figures();
    figures.allAtMost(
        join + "used, from when its path first works", samples.of(USED), "s", form.bound(5, 2));
    figures.note(join + "the order for it was given before by", samples.of(ORDERED), "s");
    figures.exactly("TCP sessions that broke at that, too", error.isEmpty() ? 0 : 1, "", 0);
    if (!error.isEmpty()) {
      context.say("TCP: " + error);
    }
  }

  /// When a member's path carries both ways, by its edge.
  private long whenItWorks(int member) throws IOException {
    long deadlineNs = System.nanoTime() + JOIN_LIMIT.toNanos();
    while (!branch.works(member)) {
      if (System.nanoTime() - deadlineNs >= 0) {
        throw new IOException(
            branch.link(member).name() + ": no path within " + JOIN_LIMIT.toSeconds() + " s");
      }
      context.pass(POLL);
    }
    return System.nanoTime();
  }
}
