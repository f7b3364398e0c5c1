package io.hawser.edge.agent.cli;

import java.io.PrintWriter;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

@Command(
    name = "drill",
    description =
        "Treat a link as down for the tunnels for a while, as though its cable were pulled, and see whether all goes on.")
final class DrillCommand extends AgentQuery {
  @Parameters(
      paramLabel = "LINK",
      description = "name of the link, as `hawser status --self` shows it")
  private String link = "";

  @Option(
      names = "--for",
      paramLabel = "SECONDS",
      defaultValue = "60",
      description = "how long, 1 to 3600 (${DEFAULT-VALUE})")
  private int seconds;

  @Option(names = "--end", description = "end the drill of this link now")
  private boolean end;

  @Option(names = "--force", description = "also where a peer is then cut off")
  private boolean force;

  @Override
  String verb() {
    return "drill";
  }

  @Override
  Map<String, Object> args() {
    // To the agent 0 means the end.
    if (!end && seconds < 1) {
      throw wrong("--for: " + seconds + " (expected: 1 to 3600)");
    }
    return Map.of("link", link, "seconds", end ? 0 : seconds, "force", force);
  }

  @Override
  int show(JsonNode answer, PrintWriter out) {
    out.println(
        end
            ? "The drill of %s is over; it comes back as after a failure.".formatted(link)
            : "%s is treated as down for %d s. End it sooner with: hawser drill %s --end"
                .formatted(link, seconds, link));
    return ExitStatus.OK;
  }
}
