package io.hawser.edge.agent.cli;

import io.hawser.edge.agent.config.EdgeDirectories;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ServiceLoader;

/// The entry point of the edge's one program.
///
/// The agent is found as the service [AgentStarter], so that commands are not slowed down by what
/// it links to.
public final class HawserMain {
  public static void main(String[] args) {
    PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    int status = Hawser.run(HawserMain::startAgent, out, err, args);
    out.flush();
    System.exit(status);
  }

  private static int startAgent(EdgeDirectories directories) throws Exception {
    AgentStarter starter =
        ServiceLoader.load(AgentStarter.class)
            .findFirst()
            .orElseThrow(
                () -> new IllegalStateException("agent: not on the class path (expected: one)"));
    return starter.run(directories);
  }

  private HawserMain() {}
}
