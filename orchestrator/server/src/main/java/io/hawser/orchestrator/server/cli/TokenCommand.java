package io.hawser.orchestrator.server.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;
import tools.jackson.databind.JsonNode;

/// `token create`.
@Command(
    name = "token",
    description = "claims, by which boxes enrol",
    subcommands = TokenCommand.Create.class)
final class TokenCommand {
  @Command(name = "create", description = "make a claim and print its token, once")
  static final class Create extends AskingCommand {
    @Option(names = "--site", paramLabel = "SITE", description = "where the box will stand")
    String site = "";

    @Option(
        names = "--name",
        paramLabel = "NAME",
        description = "what the edge is called (default: as the site)")
    String name = "";

    @Option(names = "--approved", description = "let the box in without a person looking")
    boolean approved;

    @Option(
        names = "--expires",
        paramLabel = "TIME",
        converter = Life.class,
        description = "such as 30m, 24h or 7d (default: 24h)")
    Duration expires = Duration.ofHours(24);

    @Override
    JsonNode ask(RunningOrchestrator orchestrator) {
      Map<String, Object> body = new LinkedHashMap<>();
      if (!site.isEmpty()) {
        body.put("site", site);
      }
      if (!name.isEmpty()) {
        body.put("name", name);
      }
      body.put("approved", approved);
      body.put("expiresMs", expires.toMillis());
      return orchestrator.post("/api/v1/claims", body);
    }

    /// The token alone, so that a script can take it.
    @Override
    void print(JsonNode answer, PrintWriter out) {
      out.println(text(answer, "token"));
    }
  }

  /// `30m`, `24h`, `7d`.
  static final class Life implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
      if (!text.matches("[1-9][0-9]{0,5}[smhd]")) {
        throw new TypeConversionException(
            "expires: " + text + " (expected: such as 30m, 24h or 7d)");
      }
      long count = Long.parseLong(text.substring(0, text.length() - 1));
      return switch (text.charAt(text.length() - 1)) {
        case 's' -> Duration.ofSeconds(count);
        case 'm' -> Duration.ofMinutes(count);
        case 'h' -> Duration.ofHours(count);
        default -> Duration.ofDays(count);
      };
    }
  }
}
