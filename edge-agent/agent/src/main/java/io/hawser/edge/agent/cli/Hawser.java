package io.hawser.edge.agent.cli;

import io.hawser.edge.agent.config.EdgeDirectories;
import io.hawser.edge.agent.config.SettingsException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Objects;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;

/// The command line of an edge.
@Command(
    name = "hawser",
    description = "One dependable network from whatever links a site has.",
    subcommands = {
      StatusCommand.class,
      PathsCommand.class,
      FlowsCommand.class,
      ExplainCommand.class,
      DropsCommand.class,
      QosCommand.class,
      BondsCommand.class,
      JitterCommand.class,
      DrillCommand.class,
      WhatIfCommand.class,
      StampCommand.class,
      VersionCommand.class,
      AgentCommand.class,
    },
    scope = ScopeType.INHERIT,
    mixinStandardHelpOptions = true,
    versionProvider = VersionCommand.class,
    synopsisSubcommandLabel = "COMMAND",
    footer =
        "%nExit status: 0 answered, 1 refused, 2 wrong usage, 3 no agent answers, 4 not approved yet.")
public final class Hawser {
  @Option(
      names = "--etc",
      scope = ScopeType.INHERIT,
      paramLabel = "DIR",
      defaultValue = EdgeDirectories.DEFAULT_ETC,
      description = "where edge.yaml is (${DEFAULT-VALUE})")
  private Path etc = Path.of(EdgeDirectories.DEFAULT_ETC);

  @Option(
      names = "--state",
      scope = ScopeType.INHERIT,
      paramLabel = "DIR",
      defaultValue = EdgeDirectories.DEFAULT_STATE,
      description = "where keys and the last configuration are (${DEFAULT-VALUE})")
  private Path state = Path.of(EdgeDirectories.DEFAULT_STATE);

  @Option(
      names = "--run",
      scope = ScopeType.INHERIT,
      paramLabel = "DIR",
      defaultValue = EdgeDirectories.DEFAULT_RUN,
      description = "where the agent's socket is (${DEFAULT-VALUE})")
  private Path run = Path.of(EdgeDirectories.DEFAULT_RUN);

  private final AgentStarter starter;

  private Hawser(AgentStarter starter) {
    this.starter = starter;
  }

  /// Runs one command line and answers its exit status.
  public static int run(AgentStarter starter, PrintWriter out, PrintWriter err, String... args) {
    CommandLine hawser = new CommandLine(new Hawser(starter));
    // `delay -20ms` is no option.
    Objects.requireNonNull(hawser.getSubcommands().get("what-if"))
        .setUnmatchedOptionsArePositionalParams(true);
    return hawser
        .setOut(out)
        .setErr(err)
        .setExecutionExceptionHandler(Hawser::failed)
        .execute(args);
  }

  /// Wrong settings are a message for people, all else a defect with its stack.
  private static int failed(Exception failure, CommandLine command, ParseResult parsed)
      throws Exception {
    if (!(failure instanceof SettingsException)) {
      throw failure;
    }
    command.getErr().println("hawser: " + failure.getMessage());
    return ExitStatus.REFUSED;
  }

  EdgeDirectories directories() {
    return new EdgeDirectories(etc, state, run);
  }

  AgentStarter starter() {
    return starter;
  }
}
