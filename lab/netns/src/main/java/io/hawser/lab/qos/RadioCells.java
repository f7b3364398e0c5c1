package io.hawser.lab.qos;

import io.hawser.lab.emulator.Recording;
import io.hawser.lab.scenario.Beside;
import io.hawser.lab.scenario.Figures;
import io.hawser.lab.scenario.Form;
import io.hawser.lab.scenario.ScenarioContext;
import io.hawser.lab.scenario.Spread;
import io.hawser.lab.simnet.RateTrace;
import io.hawser.lab.traffic.Heard;
import io.hawser.lab.traffic.Stream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.ToDoubleBiFunction;
import java.util.function.ToDoubleFunction;

/// A link whose rate changes all the time, as a radio cell's does: how much of it is used, and what
/// waits in the modem. Beside it, in turn, what people do without us: the same transfers outside of
/// the tunnel behind a router with FQ-CoDel, which is told the mean rate, as it cannot find one.
final class RadioCells {
  private static final long LEAST_BPS = 2_000_000;
  private static final long MOST_BPS = 40_000_000;
  private static final int START_UP_SECONDS = 8;
  private static final double USED_PERCENT = 75;
  private static final double MEDIAN_MS = 60;
  private static final double P95_MS = 150;
  private static final double P95 = 0.95;
  private static final double NS_PER_SECOND = 1e9;

  /// While nothing is measured.
  private static final String CALM = "up.rate=50mbit";

  private final ScenarioContext context;
  private final OneLink one;
  private final Form form;
  private final int rounds;

  /// What a cell did to a thin flow, and how much of it was used.
  ///
  /// @param usedPercent of the capacity, all that passed
  /// @param mbps of payload that arrived
  /// @param lost packets of the thin flow
  private record Ride(double usedPercent, double mbps, double medianMs, double p95Ms, double lost) {
    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "%.1f %% used, %.2f Mbit/s, +%.1f ms, p95 +%.1f ms, %.0f lost",
          usedPercent,
          mbps,
          medianMs,
          p95Ms,
          lost);
    }
  }

  /// @param rounds cells, and turns of each recorded trace
  RadioCells(ScenarioContext context, OneLink one, Form form, int rounds) {
    this.context = context;
    this.one = one;
    this.form = form;
    this.rounds = rounds;
  }

  /// Over cells that are always the same.
  void generated() throws IOException {
    List<Ride> ours = new ArrayList<>();
    List<Ride> theirs = new ArrayList<>();
    for (int seed = 1; seed <= rounds; seed++) {
      Recording cell = cell(seed);
      theirs.add(bare(cell));
      ours.add(tunnelled(cell));
      context.say("cell " + seed + ": " + ours.getLast() + "; bare: " + theirs.getLast());
    }
    Figures figures = context.facts();
    String what = "radio cells, rate found, TCP ×4 by CUBIC: ";
    figures.atLeast(
        what + "capacity used", spread(ours, Ride::usedPercent), "%", form.bound(30, USED_PERCENT));
    figures.atMost(
        what + "added to a round trip, median",
        spread(ours, Ride::medianMs),
        "ms",
        form.bound(300, MEDIAN_MS));
    figures.atMost(
        what + "added to a round trip, p95",
        spread(ours, Ride::p95Ms),
        "ms",
        form.bound(1_500, P95_MS));
    figures.note(what + "payload", spread(ours, Ride::mbps), "Mbit/s");
    figures.note(what + "packets of the thin flow lost", spread(ours, Ride::lost), "");
    tell("radio cells, bare behind FQ-CoDel of their mean rate: ", theirs);
    if (form == Form.FULL) {
      figures.atLeast(
          what + "payload, by theirs", compared(ours, theirs, RadioCells::ratio), "", 1);
      figures.atMost(
          what + "p95, more than theirs", compared(ours, theirs, RadioCells::later), "ms", 0);
    }
  }

  private static double ratio(Ride ours, Ride theirs) {
    return ours.mbps / theirs.mbps;
  }

  private static double later(Ride ours, Ride theirs) {
    return ours.p95Ms - theirs.p95Ms;
  }

  /// Of each pair.
  private static Spread compared(
      List<Ride> ours, List<Ride> theirs, ToDoubleBiFunction<Ride, Ride> compare) {
    List<Double> values = new ArrayList<>();
    for (int i = 0; i < ours.size(); i++) {
      values.add(compare.applyAsDouble(ours.get(i), theirs.get(i)));
    }
    return Spread.of(values);
  }

  private Recording cell(int seed) throws IOException {
    Duration length = Duration.ofSeconds(form.amount(8, 40));
    RateTrace rates = RateTrace.cellular(new SplittableRandom(seed), LEAST_BPS, MOST_BPS, length);
    return Recording.write(rates, length, context.directory().resolve("cell-" + seed + ".trace"));
  }

  /// Over a trace that somebody recorded: told, not judged.
  void recorded(Recording recording) throws IOException {
    List<Ride> ours = new ArrayList<>();
    List<Ride> theirs = new ArrayList<>();
    for (int round = 0; round < rounds; round++) {
      theirs.add(bare(recording));
      ours.add(tunnelled(recording));
    }
    String name = recording.file().getFileName().toString();
    tell(name + ", rate found: ", ours);
    tell(name + ", bare behind FQ-CoDel of the mean rate: ", theirs);
  }

  private void tell(String what, List<Ride> rides) {
    Figures figures = context.facts();
    figures.note(what + "capacity used", spread(rides, Ride::usedPercent), "%");
    figures.note(what + "added to a round trip, median", spread(rides, Ride::medianMs), "ms");
    figures.note(what + "added to a round trip, p95", spread(rides, Ride::p95Ms), "ms");
    figures.note(what + "payload", spread(rides, Ride::mbps), "Mbit/s");
    figures.note(what + "packets of the thin flow lost", spread(rides, Ride::lost), "");
  }

  private Ride tunnelled(Recording cell) throws IOException {
    one.become(CALM);
    try (Stream thin = one.thin()) {
      double aloneMs = one.aloneMs(thin);
      one.become("up.trace=" + cell.file());
      int seconds = seconds(cell);
      return ride(thin, cell, aloneMs, () -> one.transfer(START_UP_SECONDS, seconds));
    } finally {
      one.become(CALM);
    }
  }

  private Ride bare(Recording cell) throws IOException {
    one.become(CALM);
    try (Stream thin = one.bareThin()) {
      double aloneMs = one.aloneMs(thin);
      one.become("up.trace=" + cell.file(), "up.fq-codel=" + cell.meanBps() + "bit");
      int seconds = seconds(cell);
      return ride(thin, cell, aloneMs, () -> one.bareTransfer(START_UP_SECONDS, seconds));
    } finally {
      one.become("up.fq-codel=none", CALM);
    }
  }

  private static int seconds(Recording cell) {
    return (int) cell.length().toSeconds() + 1;
  }

  /// Once through the whole of it, from wherever it is then.
  private Ride ride(Stream thin, Recording cell, double aloneMs, Beside.Work<Double> transfer)
      throws IOException {
    try (Beside<Double> beside = Beside.start(transfer)) {
      context.pass(Duration.ofSeconds(START_UP_SECONDS));
      long bytes = one.passedBytes();
      long fromNs = System.nanoTime();
      Heard heard = one.hear(thin, cell.length());
      double bits = (one.passedBytes() - bytes) * (double) Byte.SIZE;
      double seconds = (System.nanoTime() - fromNs) / NS_PER_SECOND;
      return new Ride(
          100 * bits / seconds / cell.meanBps(),
          beside.result(),
          heard.delayMedianMs() - aloneMs,
          heard.delayQuantileMs(P95) - aloneMs,
          heard.lost());
    }
  }

  private static Spread spread(List<Ride> rides, ToDoubleFunction<Ride> value) {
    return Spread.of(rides.stream().map(value::applyAsDouble).toList());
  }
}
