package io.hawser.edge.agent.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(name = "version", description = "Show the version of this program.")
final class VersionCommand implements Runnable, IVersionProvider {
  @SuppressWarnings("NullAway.Init") // set by picocli
  @Spec
  private CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().getOut().println(getVersion()[0]);
  }

  @Override
  public String[] getVersion() {
    return new String[] {"hawser " + Version.current()};
  }
}
