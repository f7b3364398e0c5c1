package io.hawser.edge.agent.cli;

import io.hawser.edge.agent.local.QueueView;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import tools.jackson.databind.JsonNode;

@Command(
    name = "qos",
    description =
        "Show what each class of traffic gets of each link whose rate is known, how long it waits there, and what is dropped.")
final class QosCommand extends AgentQuery {
  @Override
  String verb() {
    return "qos";
  }

  @Override
  int show(JsonNode answer, PrintWriter out) {
    QueueView[] queues = as(answer, QueueView[].class);
    if (queues.length == 0) {
      out.println(
          "No link's rate is known, so nothing waits here (up-mbps sets it; else it is found once a link is full).");
      return ExitStatus.OK;
    }
    Table table =
        new Table(
            "LINK",
            ">RATE",
            "FROM",
            ">CONFIGURED",
            ">FOUND",
            "QUEUE",
            ">WEIGHT",
            ">GUARANTEE",
            ">CEILING",
            ">PKTS",
            ">BYTES",
            ">WAITING",
            ">DELAY P50",
            ">P99",
            ">STOOD",
            ">FULL",
            ">MARKED");
    for (QueueView queue : queues) {
      table.row(
          queue.link(),
          Quantity.rate(queue.rateBps()),
          queue.rateFrom(),
          queue.configuredBps() == 0 ? "-" : Quantity.rate(queue.configuredBps()),
          queue.foundBps() == 0 ? "-" : Quantity.rate(queue.foundBps()),
          queue.queue(),
          Integer.toString(queue.weight()),
          queue.guaranteePercent() + "%",
          queue.ceilingPercent() + "%",
          Long.toString(queue.sentPackets()),
          Quantity.bytes(queue.sentBytes()),
          Integer.toString(queue.waitingPackets()),
          Quantity.delay(queue.delayP50Us()),
          Quantity.delay(queue.delayP99Us()),
          Long.toString(queue.stood()),
          Long.toString(queue.full()),
          Long.toString(queue.marked()));
    }
    out.print(table);
    return ExitStatus.OK;
  }
}
