package io.hawser.orchestrator.server.cli;

import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// `approve`.
@Command(name = "approve", description = "let a box in that waits")
final class ApproveCommand extends AskingCommand {
  @Parameters(paramLabel = "EDGE", description = "id or name, or the site of its claim")
  String edge = "";

  @Option(names = "--site", paramLabel = "SITE", description = "default: as its claim says")
  String site = "";

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "default: as its claim says, else as the site")
  String name = "";

  @Override
  JsonNode ask(RunningOrchestrator orchestrator) {
    Map<String, Object> body = new LinkedHashMap<>();
    if (!site.isEmpty()) {
      body.put("site", site);
    }
    if (!name.isEmpty()) {
      body.put("name", name);
    }
    String segment = URLEncoder.encode(edge, StandardCharsets.UTF_8);
    return orchestrator.post("/api/v1/edges/" + segment + "/approve", body);
  }

  @Override
  void print(JsonNode answer, PrintWriter out) {
    out.println(text(answer, "name") + " approved for site " + text(answer, "site"));
    out.println("key SHA-256 " + text(answer, "fingerprint") + " (the box shows the same)");
  }
}
