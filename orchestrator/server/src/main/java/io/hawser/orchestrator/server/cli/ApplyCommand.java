package io.hawser.orchestrator.server.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// `apply`.
@Command(
    name = "apply",
    description = "make the company what a document says, and put a policy in force")
final class ApplyCommand extends AskingCommand {
  @Parameters(
      arity = "0..1",
      paramLabel = "COMPANY",
      description = "sites, links and topology (YAML)")
  @Nullable Path company;

  @Option(
      names = "--policy",
      paramLabel = "FILE",
      description = "applications, classes and grants (YAML); applied after the company")
  @Nullable Path policy;

  @Override
  JsonNode ask(RunningOrchestrator orchestrator) {
    Path companyFile = company;
    Path policyFile = policy;
    if (companyFile == null && policyFile == null) {
      throw new CommandFailed("apply: nothing (expected: COMPANY, --policy FILE or both)");
    }
    ObjectNode answer = RunningOrchestrator.JSON.createObjectNode();
    if (companyFile != null) {
      answer.set("revision", orchestrator.put("/api/v1/company", companyFile).path("revision"));
    }
    if (policyFile != null) {
      answer.set("revision", orchestrator.put("/api/v1/policy", policyFile).path("revision"));
    }
    return answer;
  }

  @Override
  void print(JsonNode answer, PrintWriter out) {
    out.println("revision " + text(answer, "revision"));
  }
}
