package io.hawser.edge.agent.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

@Command(name = "agent", description = "Run the agent in the foreground, as the service does.")
final class AgentCommand implements Callable<Integer> {
  @SuppressWarnings("NullAway.Init") // set by picocli
  @ParentCommand
  private Hawser hawser;

  @Override
  public Integer call() throws Exception {
    return hawser.starter().run(hawser.directories());
  }
}
