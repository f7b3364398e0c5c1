package io.hawser.edge.agent.cli;

import io.hawser.edge.agent.local.AgentClient;
import io.hawser.edge.agent.local.AgentClient.AgentAbsent;
import io.hawser.edge.agent.local.AgentClient.AgentRefused;
import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A command that asks the agent one thing and shows the answer.
abstract class AgentQuery implements Callable<Integer> {
  private static final JsonMapper JSON = JsonMapper.shared();

  @SuppressWarnings("NullAway.Init") // set by picocli
  @ParentCommand
  private Hawser hawser;

  @SuppressWarnings("NullAway.Init") // set by picocli
  @Spec
  private CommandSpec spec;

  @Option(names = "--json", description = "print the agent's answer as JSON")
  private boolean json;

  abstract String verb();

  Map<String, Object> args() {
    return Map.of();
  }

  /// The part of the answer that was asked for.
  JsonNode selected(JsonNode answer) {
    return answer;
  }

  /// Prints the answer for people; the exit status.
  abstract int show(JsonNode answer, PrintWriter out);

  /// The exit status where the answer was printed as JSON.
  int statusOf(JsonNode answer) {
    return ExitStatus.OK;
  }

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    try {
      JsonNode answer = new AgentClient(hawser.directories().agentSocket()).ask(verb(), args());
      if (json) {
        out.println(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(selected(answer)));
        return statusOf(answer);
      }
      return show(answer, out);
    } catch (AgentAbsent e) {
      complain(
          "the agent does not run: %s. Start it with: systemctl start hawser-edge"
              .formatted(e.getMessage()));
      return ExitStatus.NO_AGENT;
    } catch (AgentRefused e) {
      complain(String.valueOf(e.getMessage()));
      return ExitStatus.REFUSED;
    }
  }

  /// To be thrown where the command was used wrongly.
  final ParameterException wrong(String problem) {
    return new ParameterException(spec.commandLine(), problem);
  }

  private void complain(String problem) {
    spec.commandLine().getErr().println("hawser: " + problem);
  }

  static <T> T as(JsonNode answer, Class<T> type) {
    return JSON.treeToValue(answer, type);
  }
}
