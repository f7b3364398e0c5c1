package io.hawser.lab.qos;

import io.hawser.lab.company.Company;
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

  void steady() throws IOException {
    for (int megabits : form == Form.SHORT ? List.of(20) : RATES) {
      List<Double> off = new ArrayList<>();
      for (int round = 0; round < rounds; round++) {
        one.link.set("up.rate=" + megabits + "mbit");
        off.add(percentOff(megabits));
        say("%d Mbit/s: found is off by %.2f %%", megabits, off.getLast());
      }
      context
          .facts()
          .atMost(
              megabits + " Mbit/s, from 5 s on: the rate found is off by",
              Spread.of(off),
              "%",
              form.bound(25, NEAR_PERCENT));
    }
  }

  private double percentOff(int megabits) throws IOException {
    int seconds = (int) STARTED.plus(FOUND).plus(WATCHED).toSeconds();
    try (Beside beside = new Beside()) {
      beside.begin(() -> one.flood(GREEDY * megabits, seconds));
      context.pass(STARTED.plus(FOUND));
      double most = 0;
      for (long left = WATCHED.toMillis(); left > POLL.toMillis(); left -= POLL.toMillis()) {
        most = Math.max(most, Math.abs(foundBps() / MEGA / megabits - 1));
        context.pass(POLL);
      }
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
      if (!queue.path("link").asString().startsWith(">")) {
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
      one.link.set("up.rate=" + STEPS.getFirst() + "mbit");
      try (Stream thin = one.thin();
          Beside beside = new Beside()) {
        double aloneMs = one.aloneMs(thin);
        beside.begin(() -> one.transfer(STEPS.size() * (int) step.toSeconds()));
        for (int at = 0; at < STEPS.size(); at++) {
          one.link.set("up.rate=" + STEPS.get(at) + "mbit");
          context.pass(CALM);
          added.get(at).add(one.hear(thin, step.minus(CALM)).delayQuantileMs(P99) - aloneMs);
          say("step to %d Mbit/s: +%.1f ms", STEPS.get(at), added.get(at).getLast());
        }
      }
    }
    String words = String.join(" → ", STEPS.stream().map(String::valueOf).toList());
    for (int at = 0; at < STEPS.size(); at++) {
      context
          .facts()
          .atMost(
              "%s Mbit/s, from 3 s after step %d on: loaded round trip, p99: +"
                  .formatted(words, at + 1),
              Spread.of(added.get(at)),
              "ms",
              form.bound(150, LOADED_MS));
    }
  }
}
