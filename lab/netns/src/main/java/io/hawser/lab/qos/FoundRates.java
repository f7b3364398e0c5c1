package io.hawser.lab.qos;

import io.hawser.lab.company.Company;
import io.hawser.lab.scenario.Beside;
import io.hawser.lab.scenario.Form;
import io.hawser.lab.scenario.ScenarioContext;
import io.hawser.lab.scenario.Spread;
import io.hawser.lab.traffic.Stream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/// A link whose rate nobody told: it is found, followed where it changes, and sent at, so that
/// little waits in the modem. What waits there is what a thin flow of the same class sees, which
/// goes before the others in the edge.
final class FoundRates {
  private static final List<Integer> RATES = List.of(5, 20, 50);
  private static final List<Integer> STEPS = List.of(50, 10, 50);
  private static final double MEGA = 1e6;

  /// How the names of links begin that are the peers'.
  private static final String TOWARDS_A_PEER = ">";

  /// What is offered, of a link's rate.
  private static final double GREEDY = 1.5;

  private static final Duration STARTED = Duration.ofSeconds(1);
  private static final Duration FOUND = Duration.ofSeconds(5);
  private static final Duration WATCHED = Duration.ofSeconds(3);
  private static final Duration CALM = Duration.ofSeconds(3);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final double NEAR_PERCENT = 10;
  private static final double LOADED_MS = 60;
  private static final double P99 = 0.99;

  private final ScenarioContext context;
  private final OneLink one;
  private final Company company;
  private final Form form;
  private final int rounds;

  FoundRates(ScenarioContext context, OneLink one, Company company, Form form, int rounds) {
    this.context = context;
    this.one = one;
    this.company = company;
    this.form = form;
    this.rounds = rounds;
  }

  /// Each time the link has just had another rate.
  void steady() throws IOException {
    List<Integer> rates = form == Form.SHORT ? List.of(5) : RATES;
    List<List<Double>> off = new ArrayList<>();
    rates.forEach(_ -> off.add(new ArrayList<>()));
    for (int round = 0; round < rounds; round++) {
      for (int i = 0; i < rates.size(); i++) {
        one.become("up.rate=" + rates.get(i) + "mbit");
        off.get(i).add(percentOff(rates.get(i)));
        say("%d Mbit/s: found is off by %.2f %%", rates.get(i), off.get(i).getLast());
      }
    }
    for (int i = 0; i < rates.size(); i++) {
      context
          .facts()
          .atMost(
              rates.get(i) + " Mbit/s, from 5 s on: the rate found is off by",
              Spread.of(off.get(i)),
              "%",
              form.bound(50, NEAR_PERCENT));
    }
  }

  private double percentOff(int megabits) throws IOException {
    int seconds = (int) STARTED.plus(FOUND).plus(WATCHED).toSeconds();
    try (Beside<Double> flood = Beside.start(() -> one.flood(GREEDY * megabits, seconds))) {
      context.pass(STARTED.plus(FOUND));
      double most = 0;
      long endNs = System.nanoTime() + WATCHED.minus(STARTED).toNanos();
      while (System.nanoTime() - endNs < 0) {
        most = Math.max(most, Math.abs(foundBps() / MEGA / megabits - 1));
        context.pass(POLL);
      }
      say("flood of %.1f Mbit/s: %.1f arrived", GREEDY * megabits, flood.result());
      return 100 * most;
    }
  }

  private void say(String format, Object... values) {
    context.say(String.format(Locale.ROOT, format, values));
  }

  /// Bits a second, 0 where none was found.
  private double foundBps() throws IOException {
    double found = 0;
    for (JsonNode queue : company.edge(OneLink.BRANCH).poll("qos")) {
      if (!queue.path("link").asString().startsWith(TOWARDS_A_PEER)) {
        found = Math.max(found, queue.path("foundBps").asDouble());
      }
    }
    return found;
  }

  void steps() throws IOException {
    Duration step = Duration.ofSeconds(form.amount(6, 12));
    List<List<Double>> added = new ArrayList<>();
    STEPS.forEach(_ -> added.add(new ArrayList<>()));
    for (int round = 0; round < rounds; round++) {
      one.become("up.rate=" + STEPS.getFirst() + "mbit");
      try (Stream thin = one.thin()) {
        follow(thin, one.aloneMs(thin), step, added);
      }
    }
    String words = String.join(" → ", STEPS.stream().map(String::valueOf).toList());
    for (int at = 0; at < STEPS.size(); at++) {
      context
          .facts()
          .atMost(
              words + " Mbit/s, from 3 s on, part " + (at + 1) + ": added to a round trip, p99",
              Spread.of(added.get(at)),
              "ms",
              form.bound(500, LOADED_MS));
    }
  }

  private void follow(Stream thin, double aloneMs, Duration step, List<List<Double>> added)
      throws IOException {
    int seconds = STEPS.size() * (int) step.toSeconds();
    try (Beside<Double> transfer = Beside.start(() -> one.transfer(0, seconds))) {
      for (int at = 0; at < STEPS.size(); at++) {
        one.become("up.rate=" + STEPS.get(at) + "mbit");
        context.pass(CALM);
        double p99Ms = one.hear(thin, step.minus(CALM)).delayQuantileMs(P99);
        added.get(at).add(p99Ms - aloneMs);
        say("%d Mbit/s: +%.1f ms", STEPS.get(at), p99Ms - aloneMs);
      }
      say("the transfer had %.1f Mbit/s", transfer.result());
    }
  }
}
