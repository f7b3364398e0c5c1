package io.hawser.orchestrator.server.cli;

import io.hawser.orchestrator.company.RefusedException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// All words of the command line.
@Command(
    name = "hawser-orchestrator",
    description = "runs and asks a Hawser orchestrator",
    mixinStandardHelpOptions = true,
    version = "0.1.0",
    subcommands = {
      ServeCommand.class,
      TokenCommand.class,
      ApplyCommand.class,
      ApproveCommand.class,
      StatusCommand.class,
      EdgesCommand.class,
      UserCommand.class,
      CommandLine.HelpCommand.class
    })
public final class CommandTree {
  private CommandTree() {}

  /// Runs one command; the exit status is 0 where it was done, 1 where it was refused, 2 where it
  /// was misspelt, 78 where `serve` was given settings that it cannot have.
  public static int run(String... args) {
    return commandLine().execute(args);
  }

  static CommandLine commandLine() {
    return new CommandLine(new CommandTree()).setExecutionExceptionHandler(CommandTree::failed);
  }

  /// What a person can mend is one line; the rest is ours and comes with its trace.
  private static int failed(
      Exception problem, CommandLine commandLine, CommandLine.ParseResult result) throws Exception {
    if (problem instanceof CommandFailed || problem instanceof RefusedException) {
      commandLine.getErr().println(problem.getMessage());
      commandLine.getErr().flush();
      return CommandLine.ExitCode.SOFTWARE;
    }
    throw problem;
  }
}
