package io.hawser.orchestrator.server.cli;

import io.hawser.orchestrator.server.Settings;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/// A word that asks the running orchestrator.
abstract class AskingCommand implements Callable<Integer> {
  @Spec
  @SuppressWarnings("NullAway.Init")
  CommandSpec spec;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "data directory of the running orchestrator (default: ${DEFAULT-VALUE})")
  Path data = Settings.DEFAULT_DATA;

  @Option(names = "--json", description = "print the answer as JSON")
  boolean json;

  @Override
  public final Integer call() {
    try (RunningOrchestrator orchestrator = RunningOrchestrator.at(data)) {
      JsonNode answer = ask(orchestrator);
      PrintWriter out = spec.commandLine().getOut();
      if (json) {
        out.println(answer.toPrettyString());
      } else {
        print(answer, out);
      }
      return 0;
    }
  }

  abstract JsonNode ask(RunningOrchestrator orchestrator);

  abstract void print(JsonNode answer, PrintWriter out);

  static String text(JsonNode node, String name) {
    JsonNode value = node.path(name);
    return value.isMissingNode() || value.isNull() ? "-" : value.asString();
  }
}
