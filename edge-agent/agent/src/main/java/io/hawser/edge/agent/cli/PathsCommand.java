package io.hawser.edge.agent.cli;

import io.hawser.edge.agent.local.PathView;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

@Command(
    name = "paths",
    description = "Show every path in both directions: state, measures, and what changed it last.")
final class PathsCommand extends AgentQuery {
  @Option(
      names = {"-v", "--verbose"},
      description = "percentiles, variation, bursts and call quality of the last minute as well")
  private boolean verbose;

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
    if (verbose) {
      out.print("\n" + reports(paths) + "\n" + directions(paths));
    }
    return ExitStatus.OK;
  }

  private static Table reports(PathView[] paths) {
    Table table =
        new Table(
            "LAST MINUTE OF",
            ">ANSWERS",
            ">RTT 50%",
            ">95%",
            ">99%",
            ">MOST",
            ">MISSED",
            ">IN A ROW",
            ">ONE WAY",
            ">BEHIND");
    for (PathView path : paths) {
      PathView.Report report = path.report();
      String oneWay = Quantity.delay(path.oneWayUs());
      String behind = Quantity.delay(path.behindUs());
      if (report == null) {
        table.row(path.id(), "", "", "", "", "", "", "", oneWay, behind);
      } else {
        table.row(
            path.id(),
            Long.toString(report.answers()),
            Quantity.delay(report.rttP50Us()),
            Quantity.delay(report.rttP95Us()),
            Quantity.delay(report.rttP99Us()),
            Quantity.delay(report.rttMaxUs()),
            Long.toString(report.missed()),
            report.missed() == 0
                ? ""
                : "%s, at most %d"
                    .formatted(Quantity.number(report.missedInRow()), report.mostMissedInRow()),
            oneWay,
            behind);
      }
    }
    return table;
  }

  private static Table directions(PathView[] paths) {
    Table table =
        new Table(
            "LAST MINUTE OF",
            "DIRECTION",
            ">LOSS",
            ">VARIATION 50%",
            ">99%",
            ">CALLS",
            ">EVER SENT",
            ">LOST OF IT");
    for (PathView path : paths) {
      PathView.Report report = path.report();
      direction(
          table,
          path.id(),
          "out",
          report == null ? null : report.out(),
          path.expectedOut(),
          path.missingOut());
      direction(
          table,
          path.id(),
          "in",
          report == null ? null : report.in(),
          path.expectedIn(),
          path.missingIn());
    }
    return table;
  }

  private static void direction(
      Table table,
      String path,
      String direction,
      PathView.@Nullable OneWay measured,
      long packets,
      long lost) {
    table.row(
        path,
        direction,
        measured == null ? "" : Quantity.loss(measured.lossPpm()),
        measured == null ? "" : Quantity.delay(measured.variationP50Us()),
        measured == null ? "" : Quantity.delay(measured.variationP99Us()),
        measured == null ? "" : Quantity.number(measured.opinionScore()),
        Long.toString(packets),
        Long.toString(lost));
  }
}
