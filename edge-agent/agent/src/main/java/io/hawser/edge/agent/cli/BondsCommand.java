package io.hawser.edge.agent.cli;

import io.hawser.edge.agent.local.BondsView;
import io.hawser.edge.agent.local.BondsView.Arrivals;
import io.hawser.edge.agent.local.BondsView.Bond;
import io.hawser.edge.agent.local.BondsView.Member;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import tools.jackson.databind.JsonNode;

@Command(
    name = "bonds",
    description =
        "Show what each path carries of the classes that use several at once, which are out and why, and what became of what arrived so.")
final class BondsCommand extends AgentQuery {
  @Override
  String verb() {
    return "bonds";
  }

  @Override
  int show(JsonNode answer, PrintWriter out) {
    BondsView view = as(answer, BondsView.class);
    if (view.bonds().isEmpty()) {
      out.println("No class goes by several paths at once (mode: bond).");
    }
    for (Bond bond : view.bonds()) {
      show(bond, out);
      out.println();
    }
    show(view.arrivals(), out);
    return ExitStatus.OK;
  }

  private static void show(Bond bond, PrintWriter out) {
    long in = bond.members().stream().filter(Member::in).count();
    out.println(
        "%s to %s, by %d of %d paths"
            .formatted(bond.trafficClass(), bond.peer(), in, bond.members().size()));
    Table table =
        new Table("PATH", "IN", ">RATE", ">BEHIND", ">BACKLOG", ">PKTS", ">SENT AGAIN", "WHY NOT");
    for (Member member : bond.members()) {
      table.row(
          member.path(),
          member.in() ? "in" : "out",
          rate(member),
          Quantity.delay(member.behindUs()),
          Quantity.delay(member.backlogUs()),
          Long.toString(member.packets()),
          Long.toString(member.sentAgain()),
          whyNot(member));
    }
    out.print(table);
  }

  private static String rate(Member member) {
    if (member.rateBps() < 0) {
      return "";
    }
    return (member.rateAssumed() ? "assumed " : "") + Quantity.rate(member.rateBps());
  }

  private static String whyNot(Member member) {
    boolean kept = member.in() && !member.whyNot().isEmpty();
    return kept ? "kept, as none is better: " + member.whyNot() : member.whyNot();
  }

  private static void show(Arrivals arrivals, PrintWriter out) {
    if (isNothing(arrivals)) {
      out.println("No packet has arrived in a bond.");
      return;
    }
    Table table = new Table(">PACKETS", "OF WHAT ARRIVED IN BONDS");
    row(table, arrivals.inTurn(), "delivered in order");
    row(table, arrivals.late(), "delivered late, as nobody waited for them any longer");
    row(table, arrivals.unordered(), "delivered as they came, of more flows than are kept apart");
    row(table, arrivals.duplicates(), "dropped: had come already");
    row(table, arrivals.tooOld(), "dropped: so old that nobody knows whether they had come");
    row(table, arrivals.asked(), "asked for again");
    row(table, arrivals.missed(), "not waited for any longer, of which some came late");
    row(table, arrivals.held(), held(arrivals));
    out.print(table);
    if (arrivals.overflows() > 0) {
      out.println(
          "%d times a flow gave up its order for want of room".formatted(arrivals.overflows()));
    }
    if (arrivals.jumps() > 0) {
      out.println("%d times a flow began anew".formatted(arrivals.jumps()));
    }
  }

  private static boolean isNothing(Arrivals arrivals) {
    return arrivals.inTurn() == 0
        && arrivals.late() == 0
        && arrivals.unordered() == 0
        && arrivals.held() == 0
        && arrivals.duplicates() == 0
        && arrivals.tooOld() == 0;
  }

  private static String held(Arrivals arrivals) {
    return "wait for one that they overtook (%s; %d flows now)"
        .formatted(Quantity.bytes(arrivals.heldBytes()), arrivals.flows());
  }

  private static void row(Table table, long packets, String what) {
    table.row(Long.toString(packets), what);
  }
}
