package io.hawser.orchestrator.server.cli;

import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// `user reset`.
@Command(
    name = "user",
    description = "people who sign in to the console",
    subcommands = UserCommand.Reset.class)
final class UserCommand {
  @Command(
      name = "reset",
      description = "print a one-time password for someone who lost the password, once")
  static final class Reset extends AskingCommand {
    @Parameters(paramLabel = "NAME", description = "such as admin")
    String name = "";

    @Override
    JsonNode ask(RunningOrchestrator orchestrator) {
      String segment = URLEncoder.encode(name, StandardCharsets.UTF_8);
      return orchestrator.post("/api/v1/users/" + segment + "/reset", Map.of());
    }

    /// The password alone, so that a script can take it.
    @Override
    void print(JsonNode answer, PrintWriter out) {
      out.println(text(answer, "oneTimePassword"));
    }
  }
}
