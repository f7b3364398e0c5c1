package io.hawser.edge.agent.cli;

import io.hawser.edge.agent.local.JitterView;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import tools.jackson.databind.JsonNode;

@Command(
    name = "jitter",
    description =
        "Show what became of the packets that are held here so that they leave as evenly as they were sent (jitter-buffer).")
final class JitterCommand extends AgentQuery {
  @Override
  String verb() {
    return "jitter";
  }

  @Override
  int show(JsonNode answer, PrintWriter out) {
    JitterView view = as(answer, JitterView.class);
    if (view.inTime() + view.late() + view.early() + view.unheld() + view.held() == 0) {
      out.println("No packet has arrived of a class with a jitter buffer (jitter-buffer: auto).");
      return ExitStatus.OK;
    }
    Table table = new Table(">PACKETS", "OF WHAT ARRIVED FOR THE JITTER BUFFER");
    row(table, view.inTime(), "left at their time");
    row(table, view.late(), "left at once, as they came too late");
    row(table, view.early(), "left before their time, as there was no room");
    row(
        table,
        view.unheld(),
        "left as they came: no time of their sender, too long, too many flows");
    row(
        table,
        view.held(),
        "wait now (%s; %d flows)".formatted(Quantity.bytes(view.heldBytes()), view.flows()));
    out.print(table);
    return ExitStatus.OK;
  }

  private static void row(Table table, long packets, String what) {
    table.row(Long.toString(packets), what);
  }
}
