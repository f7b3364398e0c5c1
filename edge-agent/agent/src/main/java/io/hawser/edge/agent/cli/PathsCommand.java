package io.hawser.edge.agent.cli;

import io.hawser.edge.agent.local.PathView;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import tools.jackson.databind.JsonNode;

@Command(
    name = "paths",
    description = "Show every path in both directions: state, measures, and what changed it last.")
final class PathsCommand extends AgentQuery {
  @Override
  String verb() {
    return "paths";
  }

  @Override
  int show(JsonNode answer, PrintWriter out) {
    PathView[] paths = as(answer, PathView[].class);
    if (paths.length == 0) {
      out.println("No paths.");
      return ExitStatus.OK;
    }
    Table table =
        new Table(
            "PATH",
            "OUT",
            "IN",
            ">RTT",
            ">JITTER",
            ">LOSS OUT",
            ">LOSS IN",
            "ENDPOINT",
            "CIPHER",
            ">SINCE",
            "CAUSE");
    for (PathView path : paths) {
      table.row(
          path.id(),
          path.stateOut(),
          path.stateIn(),
          Quantity.delay(path.rttUs()),
          Quantity.delay(path.jitterUs()),
          Quantity.loss(path.lossOutPpm()),
          Quantity.loss(path.lossInPpm()),
          path.endpoint(),
          path.cipher(),
          Quantity.age(path.sinceMs()),
          path.cause());
    }
    out.print(table);
    return ExitStatus.OK;
  }
}
