package io.hawser.orchestrator.server.cli;

import java.io.PrintWriter;
import picocli.CommandLine.Command;
import tools.jackson.databind.JsonNode;

/// `edges`.
@Command(name = "edges", description = "show the edges, a line each")
final class EdgesCommand extends AskingCommand {
  private static final String COLUMNS = "%-16s %-16s %-10s %-8s %-10s %-12s %s%n";

  @Override
  JsonNode ask(RunningOrchestrator orchestrator) {
    return orchestrator.get("/api/v1/edges");
  }

  @Override
  void print(JsonNode answer, PrintWriter out) {
    out.printf(COLUMNS, "NAME", "SITE", "STATE", "ATTACHED", "REVISION", "VERSION", "ID");
    for (JsonNode edge : answer) {
      out.printf(
          COLUMNS,
          text(edge, "name"),
          text(edge, "site"),
          text(edge, "state"),
          edge.path("attached").booleanValue(false) ? "yes" : "no",
          text(edge, "appliedRevision") + "/" + text(edge, "newestRevision"),
          text(edge, "version"),
          text(edge, "id"));
    }
  }
}
