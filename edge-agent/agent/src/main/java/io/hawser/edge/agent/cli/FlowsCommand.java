package io.hawser.edge.agent.cli;

import io.hawser.edge.agent.local.FlowView;
import java.io.PrintWriter;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

@Command(
    name = "flows",
    description = "Show conversations, what they are taken for and where they go.")
final class FlowsCommand extends AgentQuery {
  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "1000",
      description = "at most so many, the youngest activity first (${DEFAULT-VALUE})")
  private int limit;

  @Override
  String verb() {
    return "flows";
  }

  @Override
  Map<String, Object> args() {
    return Map.of("limit", limit);
  }

  @Override
  int show(JsonNode answer, PrintWriter out) {
    FlowView[] flows = as(answer, FlowView[].class);
    if (flows.length == 0) {
      out.println("No flows.");
      return ExitStatus.OK;
    }
    Table table =
        new Table(
            "FLOW",
            "APPLICATION",
            "CLASS",
            "PEER",
            "PATH",
            ">AGE",
            ">IDLE",
            ">TX PKTS",
            ">TX",
            ">RX PKTS",
            ">RX",
            ">HELD",
            "RULE");
    for (FlowView flow : flows) {
      table.row(
          flow.flow(),
          flow.application(),
          flow.trafficClass(),
          flow.peer(),
          flow.path(),
          Quantity.age(flow.ageMs()),
          Quantity.age(flow.idleMs()),
          Long.toString(flow.txPackets()),
          Quantity.bytes(flow.txBytes()),
          Long.toString(flow.rxPackets()),
          Quantity.bytes(flow.rxBytes()),
          Quantity.delay(flow.rxHeldUs()),
          flow.rule());
    }
    out.print(table);
    return ExitStatus.OK;
  }
}
