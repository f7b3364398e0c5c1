package io.hawser.lab.bench;

import io.hawser.lab.Lab;
import io.hawser.lab.company.Company;
import io.hawser.lab.company.EdgeNode;
import io.hawser.lab.scenario.ScenarioContext;
import io.hawser.lab.scenario.Spread;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Processor time of an edge that does nothing but probe ten paths, at the rate of paths without
/// traffic: two links of one site by five of the other.
final class ManyPaths {
  private static final int PATHS = 10;
  private static final Duration WINDOW = Duration.ofSeconds(30);
  private static final int MOST_WINDOWS = 3;

  /// What runs a few times a second is compiled within minutes, and that is not idling: after four
  /// of them compilers still take 0.4 % of a core.
  private static final Duration SETTLE = Duration.ofMinutes(8);

  private static final double GOAL_PERCENT = 1;

  private ManyPaths() {}

  static void measure(ScenarioContext context, int rounds) throws IOException {
    Lab lab = context.up("speed-paths");
    Company company = new Company(lab, context.root());
    Path companies = context.root().resolve("lab/companies");
    company
        .orchestrator()
        .apply(companies.resolve("speed-paths.yaml"), companies.resolve("speed-policy.yaml"));
    for (EdgeNode edge : company.edges()) {
      company.powerOn(edge.name());
    }
    company.awaitPaths(EdgePair.UP_LIMIT);
    for (EdgeNode edge : company.edges()) {
      context.facts().exactly(edge.name() + ": paths up", edge.pathsUp(), "", PATHS);
    }
    context.say("ten paths, nothing but probes");
    window(context, company)
        .forEach(
            (edge, share) ->
                context
                    .facts()
                    .left(
                        "processor with ten paths, first half minute: " + edge.name(),
                        percent(share)));
    context.pass(SETTLE);
    Map<EdgeNode, List<Double>> shares = new LinkedHashMap<>();
    for (int n = 0; n < Math.min(rounds, MOST_WINDOWS); n++) {
      window(context, company)
          .forEach(
              (edge, share) -> shares.computeIfAbsent(edge, _ -> new ArrayList<>()).add(share));
    }
    shares.forEach(
        (edge, each) ->
            context
                .facts()
                .atMost(
                    "processor with ten paths, idle: " + edge.name(),
                    Spread.of(each),
                    "% of a core",
                    GOAL_PERCENT));
    context.down(lab);
  }

  /// What each edge spends of a core, percent.
  private static Map<EdgeNode, Double> window(ScenarioContext context, Company company)
      throws IOException {
    Map<EdgeNode, Duration> before = new LinkedHashMap<>();
    for (EdgeNode edge : company.edges()) {
      before.put(edge, ProcessStatus.processorTime(edge.process().pid()));
    }
    context.pass(WINDOW);
    Map<EdgeNode, Double> shares = new LinkedHashMap<>();
    before.forEach(
        (edge, sofar) -> {
          Duration spent = ProcessStatus.processorTime(edge.process().pid()).minus(sofar);
          shares.put(edge, 100.0 * spent.toNanos() / WINDOW.toNanos());
        });
    return shares;
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f %% of a core", share);
  }
}
