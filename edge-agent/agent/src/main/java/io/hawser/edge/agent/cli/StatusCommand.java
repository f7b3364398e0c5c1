package io.hawser.edge.agent.cli;

import io.hawser.edge.agent.local.ControlView;
import io.hawser.edge.agent.local.EnrolmentView;
import io.hawser.edge.agent.local.LinkView;
import io.hawser.edge.agent.local.PeerView;
import io.hawser.edge.agent.local.SelfView;
import io.hawser.edge.agent.local.StatusView;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

@Command(name = "status", description = "Show this edge and a line for each peer.")
final class StatusCommand extends AgentQuery {
  @Option(names = "--self", description = "show this edge only")
  private boolean self;

  @Option(names = "--active", description = "show only peers with recent user traffic")
  private boolean active;

  @Option(
      names = {"-v", "--verbose"},
      description = "show links, all addresses, paths and handshakes as well")
  private boolean verbose;

  @Override
  String verb() {
    return "status";
  }

  @Override
  int statusOf(JsonNode answer) {
    return answer.path("enrolment").path("state").stringValue("").equals("ENROLLED")
        ? ExitStatus.OK
        : ExitStatus.NOT_APPROVED;
  }

  @Override
  JsonNode selected(JsonNode answer) {
    if (answer instanceof ObjectNode status && status.path("peers") instanceof ArrayNode peers) {
      ArrayNode shown = status.arrayNode();
      peers.valueStream().filter(this::isShown).forEach(shown::add);
      return status.deepCopy().set("peers", shown);
    }
    return answer;
  }

  private boolean isShown(JsonNode peer) {
    return !self && (!active || peer.path("active").booleanValue(false));
  }

  @Override
  int show(JsonNode answer, PrintWriter out) {
    StatusView status = as(answer, StatusView.class);
    if (status.enrolment().state() != EnrolmentView.State.ENROLLED) {
      out.println(notEnrolled(status.enrolment(), status.control()));
      return ExitStatus.NOT_APPROVED;
    }
    if (self || verbose) {
      showSelf(status.self(), out);
    }
    if (verbose) {
      showDataplane(status.self(), out);
    }
    if (self || verbose || !status.control().connected()) {
      out.println("orchestrator  " + control(status.control()));
    }
    if (!self) {
      showPeers(status, out);
    }
    return ExitStatus.OK;
  }

  private static String notEnrolled(EnrolmentView enrolment, ControlView control) {
    return switch (enrolment.state()) {
      case PENDING -> "This edge is not approved yet. Approve it at " + enrolment.approveAt();
      case REFUSED -> "This edge is not enrolled: refused. " + enrolment.problem();
      default ->
          "This edge is not enrolled: %s has not answered yet. %s"
              .formatted(control.orchestrator(), enrolment.problem());
    };
  }

  private static String control(ControlView control) {
    String events =
        control.eventsDropped() == 0
            ? ""
            : " (%d events dropped while away)".formatted(control.eventsDropped());
    return control.connected()
        ? "%s, connected via %s for %s%s"
            .formatted(
                control.orchestrator(), control.link(), Quantity.age(control.sinceMs()), events)
        : "%s, not connected for %s: %s; forwarding goes on%s"
            .formatted(
                control.orchestrator(), Quantity.age(control.sinceMs()), control.problem(), events);
  }

  private static void showSelf(SelfView self, PrintWriter out) {
    out.println("edge          %s at %s (%s)".formatted(self.name(), self.site(), self.edgeId()));
    out.println("address       " + String.join(", ", self.overlayAddresses()));
    out.println("service key   " + self.serviceKey());
    out.println("revision      " + (self.revision() == 0 ? "none yet" : self.revision()));
    out.println("version       %s, up %s".formatted(self.version(), Quantity.age(self.uptimeMs())));
    Table links = new Table("LINK", "DEVICE", "TRANSPORT", "STATE", ">MTU", "ADDRESSES", "NOTES");
    for (LinkView link : self.links()) {
      links.row(
          link.name(),
          link.device(),
          link.transport(),
          link.up() ? "up" : "down",
          Integer.toString(link.mtu()),
          String.join(" ", link.addresses()),
          notes(link));
    }
    if (!self.links().isEmpty()) {
      out.print(links);
    }
  }

  private static void showDataplane(SelfView self, PrintWriter out) {
    String lacking =
        self.lacking().isEmpty() ? "" : "; without " + String.join(", ", self.lacking());
    out.println("cipher        %s: %s".formatted(self.cipher(), String.join(", ", self.ciphers())));
    out.println("offloads      " + String.join(", ", self.offloads()) + lacking);
  }

  private static String drill(LinkView link) {
    return link.drillMs() > 0
        ? "treated as down by a drill, for %d s more".formatted((link.drillMs() + 999) / 1000)
        : "";
  }

  private static String notes(LinkView link) {
    return String.join(
            " ", link.metered() ? "metered" : "", link.backup() ? "backup" : "", drill(link))
        .strip();
  }

  private void showPeers(StatusView status, PrintWriter out) {
    Predicate<PeerView> isShown = peer -> !active || peer.active();
    List<PeerView> peers = status.peers().stream().filter(isShown).toList();
    if (peers.isEmpty()) {
      out.println(active ? "No peer has recent user traffic." : nobody(status.self()));
      return;
    }
    out.print(verbose ? longTable(peers) : shortTable(peers));
  }

  private static String nobody(SelfView self) {
    return self.revision() == 0 ? "No configuration has arrived yet." : "No peers.";
  }

  private static Table shortTable(List<PeerView> peers) {
    Table table = new Table("ADDRESS", "NAME", "SITE", "STATE", "PATH", ">SEEN", ">TX", ">RX");
    for (PeerView peer : peers) {
      table.row(
          peer.overlayAddresses().isEmpty() ? "" : peer.overlayAddresses().getFirst(),
          peer.name(),
          peer.site(),
          state(peer),
          path(peer),
          Quantity.age(peer.lastSeenMs()),
          Quantity.bytes(peer.txBytes()),
          Quantity.bytes(peer.rxBytes()));
    }
    return table;
  }

  private static Table longTable(List<PeerView> peers) {
    Table table =
        new Table(
            "ADDRESSES",
            "NAME",
            "SITE",
            "KIND",
            "STATE",
            "PATH",
            ">PATHS",
            "CIPHER",
            ">HANDSHAKE",
            ">SEEN",
            ">TX",
            ">RX",
            "ACTIVE");
    for (PeerView peer : peers) {
      table.row(
          String.join(" ", peer.overlayAddresses()),
          peer.name(),
          peer.site(),
          lower(peer.kind()),
          state(peer),
          path(peer),
          peer.pathsUp() + "/" + peer.paths(),
          String.join(" ", peer.ciphers()),
          Quantity.age(peer.lastHandshakeMs()),
          Quantity.age(peer.lastSeenMs()),
          Quantity.bytes(peer.txBytes()),
          Quantity.bytes(peer.rxBytes()),
          peer.active() ? "yes" : "");
    }
    return table;
  }

  private static String state(PeerView peer) {
    return lower(peer.state());
  }

  private static String path(PeerView peer) {
    if (!peer.via().isEmpty()) {
      return "via " + peer.via();
    }
    return peer.path().isEmpty() ? "" : "direct " + peer.path();
  }

  private static String lower(Enum<?> word) {
    return word.name().toLowerCase(Locale.ROOT);
  }
}
