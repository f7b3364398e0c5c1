package io.hawser.lab.demo;

import io.hawser.lab.Word;
import io.hawser.lab.namespace.Machine;
import io.hawser.lab.scenario.Figure;
import io.hawser.lab.scenario.Figures;
import io.hawser.lab.scenario.Form;
import io.hawser.lab.scenario.ScenarioContext;
import io.hawser.lab.scenario.ScenarioRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `lab/run demo`: the demo company's story, told in the terminal; with `--once` unattended and
/// judged.
@Command(
    name = "demo",
    description = "The demo company: enrols, carries traffic, loses links, goes on.")
public final class Demo implements Word {
  private static final Path ROOT = Path.of(System.getProperty("hawser.root", "."));

  private static final long SEED = Long.getLong("hawser.seed", 1);

  @Option(names = "--once", description = "tell the story, exit 0 only if every fact holds")
  private boolean once;

  @Override
  public Integer call() throws Exception {
    Machine.check();
    return once ? judged() : shown();
  }

  /// As a scenario in full form: judged, and told again if the wires were late.
  private static int judged() {
    ScenarioRunner runner = new ScenarioRunner(ROOT, SEED, System.out);
    runner.run(new DemoCompany(), Form.FULL);
    int status = runner.strictStatus();
    System.out.println(
        switch (status) {
          case ScenarioRunner.ALL_HOLD -> "demo: every fact holds";
          case ScenarioRunner.SOMETHING_FAILED -> "demo: not every fact holds";
          default -> "demo: not measurable here; this machine is too busy";
        });
    return status;
  }

  /// For a person to watch, and to look at until Ctrl-C.
  private static int shown() throws IOException, InterruptedException {
    Path directory = ROOT.resolve("lab/netns/target/demo");
    Files.createDirectories(directory);
    try (ScenarioContext context = new ScenarioContext(ROOT, directory, SEED, System.out)) {
      Story story = new Story(context, Form.FULL);
      story.begin();
      try (Relay console = story.openConsole()) {
        String address = "https://127.0.0.1:" + console.port();
        context.say("console from this machine: " + address);
        try {
          story.tell();
        } finally {
          // Also what was found before it broke off.
          print(context.facts());
        }
        System.out.println(story.punctuality());
        linger(story, address, directory);
      }
    }
    return 0;
  }

  private static void print(Figures facts) {
    System.out.println();
    for (Figure fact : facts.list()) {
      System.out.printf(
          "%-4s %s: %s%s%s%n",
          fact.holds() ? "ok" : "FAIL",
          fact.figure(),
          fact.value(),
          fact.unit().isEmpty() ? "" : " " + fact.unit(),
          fact.goal().isEmpty() ? "" : "  (wanted " + fact.goal() + ")");
    }
  }

  /// Leaves the company running for a person to look at, until Ctrl-C.
  private static void linger(Story story, String console, Path logs)
      throws IOException, InterruptedException {
    System.out.println();
    System.out.println("The company goes on running. Have a look:");
    System.out.println("  console   " + console + "  (its certificate is of its own authority)");
    System.out.println("            user admin, one-time password " + story.oneTimePassword());
    System.out.println("  an edge   lab/run shell branch-1 /opt/hawser/edge/bin/hawser status");
    System.out.println(
        "            lab/run shell branch-1 /opt/hawser/edge/bin/hawser explain voice");
    System.out.println(
        "  a link    lab/run set branch-1/broadband loss=5%   (or blackhole=both, delay=80ms)");
    System.out.println("  logs      " + logs);
    System.out.println("Ctrl-C ends it and removes everything.");
    new CountDownLatch(1).await();
  }
}
