package io.hawser.edge.agent.cli;

import io.hawser.edge.agent.local.DropView;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import tools.jackson.databind.JsonNode;

@Command(name = "drops", description = "Show how many packets went nowhere, and for which reason.")
final class DropsCommand extends AgentQuery {
  @Override
  String verb() {
    return "drops";
  }

  @Override
  int show(JsonNode answer, PrintWriter out) {
    DropView[] drops = as(answer, DropView[].class);
    if (drops.length == 0) {
      out.println("No packet was dropped.");
      return ExitStatus.OK;
    }
    Table table = new Table("REASON", ">PACKETS", "MEANING");
    for (DropView drop : drops) {
      table.row(drop.reason(), Long.toString(drop.packets()), drop.meaning());
    }
    out.print(table);
    return ExitStatus.OK;
  }
}
