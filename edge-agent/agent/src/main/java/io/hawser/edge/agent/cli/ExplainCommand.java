package io.hawser.edge.agent.cli;

import io.hawser.edge.agent.local.ExplanationView;
import io.hawser.edge.agent.local.ExplanationView.MeasuredPath;
import io.hawser.edge.agent.local.ExplanationView.Move;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

@Command(name = "explain", description = "Say why a flow goes the way it goes.")
final class ExplainCommand extends AgentQuery {
  @Parameters(
      arity = "1..*",
      paramLabel = "FLOW",
      description =
          "as `hawser flows` shows it (udp:10.1.1.5:4000-10.20.0.9:5060), or words that fit one"
              + " flow: addresses, ports, application, class, peer")
  private List<String> words = List.of();

  @Override
  String verb() {
    return "explain";
  }

  @Override
  Map<String, Object> args() {
    return Map.of("flow", String.join(" ", words));
  }

  @Override
  int show(JsonNode answer, PrintWriter out) {
    ExplanationView told = as(answer, ExplanationView.class);
    line(out, "flow", told.flow(), told.exists() ? "" : "does not exist now; what would happen");
    line(out, "application", told.application(), told.applicationReason());
    line(out, "class", told.trafficClass(), told.classReason());
    line(out, "mode", told.mode(), "");
    line(out, "peer", told.peer(), "");
    line(out, "rule", told.rule(), "");
    line(out, "path", told.path(), told.reason());
    if (!told.copies().isEmpty()) {
      line(out, "copies", told.copies(), "sent while its path was in doubt or lost too much");
    }
    if (!told.jitterBuffer().isEmpty()) {
      line(out, "held", told.jitterBuffer(), "");
    }
    showAlternatives(told, out);
    showMoves(told, out);
    return ExitStatus.OK;
  }

  private static void line(PrintWriter out, String name, String value, String why) {
    String shown = value.isEmpty() ? "-" : value;
    out.println("%-12s  %s%s".formatted(name, shown, why.isEmpty() ? "" : "  (" + why + ")"));
  }

  private static void showAlternatives(ExplanationView told, PrintWriter out) {
    if (told.alternatives().isEmpty()) {
      return;
    }
    Table table = new Table("NOT BY", "STATE", "BECAUSE");
    for (var alternative : told.alternatives()) {
      table.row(alternative.path(), alternative.state(), alternative.whyNot());
    }
    out.print("\n" + table);
  }

  private static void showMoves(ExplanationView told, PrintWriter out) {
    if (told.moves().isEmpty()) {
      return;
    }
    Table table = new Table(">MOVED AGO", "FROM", "TO", "BECAUSE");
    for (Move move : told.moves()) {
      List<String> because = because(move);
      table.row(Quantity.age(move.agoMs()), move.from(), move.to(), because.getFirst());
      because.stream().skip(1).forEach(line -> table.more("", "", "", line));
    }
    out.print("\n" + table);
  }

  /// Line by line: what led to it, what was found, by which rule, and how the paths fared.
  private static List<String> because(Move move) {
    List<String> lines = new ArrayList<>();
    if (!move.cause().isEmpty()) {
      lines.add(move.cause());
    }
    lines.add(move.reason());
    lines.add("rule: " + move.rule());
    move.measured().forEach(path -> lines.add(measured(path)));
    return lines;
  }

  private static String measured(MeasuredPath path) {
    return "%s: loss %s, delay %s, jitter %s"
        .formatted(
            path.path(),
            Quantity.loss(path.lossPpm()),
            Quantity.delay(path.latencyUs()),
            Quantity.delay(path.jitterUs()));
  }
}
