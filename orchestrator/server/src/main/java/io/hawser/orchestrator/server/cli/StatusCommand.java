package io.hawser.orchestrator.server.cli;

import java.io.PrintWriter;
import picocli.CommandLine.Command;
import tools.jackson.databind.JsonNode;

/// `status`.
@Command(name = "status", description = "show the company at a glance")
final class StatusCommand extends AskingCommand {
  @Override
  JsonNode ask(RunningOrchestrator orchestrator) {
    return orchestrator.get("/api/v1/status");
  }

  @Override
  void print(JsonNode answer, PrintWriter out) {
    JsonNode company = answer.path("company");
    JsonNode edges = answer.path("edges");
    JsonNode paths = answer.path("paths");
    out.printf(
        "company   revision %s, %s sites%n", text(company, "revision"), text(company, "sites"));
    out.printf(
        "edges     %s of %s attached, %s waiting for approval%n",
        text(edges, "attached"), text(edges, "total"), text(edges, "pending"));
    out.printf("paths     %s of %s up%n", text(paths, "up"), text(paths, "total"));
    out.printf("CA        %s%n", text(answer, "caFingerprint"));
    answer.path("warnings").forEach(warning -> out.println("warning   " + warning.asString()));
  }
}
