package io.hawser.lab.bench;

import io.hawser.lab.Lab;
import io.hawser.lab.company.Company;
import io.hawser.lab.company.EdgeNode;
import io.hawser.lab.company.WireguardGo;
import io.hawser.lab.scenario.ScenarioContext;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// An edge that sends to a stock client of its service key, beside two stock peers with each other:
/// the receiver is the same program.
final class TowardsStock {
  private static final String CLIENT = "stock";
  private static final InetAddress INNER = InetAddress.ofLiteral("10.250.0.1");
  private static final int PORT = 51_998;
  private static final int SERVICE_PORT = 51_900;
  private static final int SECONDS = 4;
  private static final double GOAL = 1;

  private TowardsStock() {}

  static void measure(ScenarioContext context, Path program, int rounds) throws IOException {
    Lab lab = context.up("speed");
    Ground ground = new Ground(lab);
    Company company = new Company(lab, context.root());
    company.apply("speed");
    company.powerOn(ground.from().name());
    EdgeNode edge = company.edge(ground.from().name());
    Company.until("a configuration", EdgePair.UP_LIMIT, () -> !overlayAddress(edge).isEmpty());
    try (WireguardGo client = client(ground, program, overlayAddress(edge));
        StockPair stock = StockPair.start(ground, program)) {
      join(context, company, edge, client);
      client.peer(
          self(edge).path("serviceKey").asString(),
          "allowed-ips",
          "0.0.0.0/0",
          "endpoint",
          ground.outer(ground.from()).getHostAddress() + ":" + SERVICE_PORT,
          "persistent-keepalive",
          "5");
      Contender mixed =
          new Contender(
              "hawser to wireguard-go",
              ground.from(),
              ground.to(),
              INNER,
              ground.hosts(),
              INNER,
              List.of(edge.process().pid(), client.pid()));
      Board board =
          new Board(context, List.of(mixed, stock.contender("wireguard-go to itself")), rounds);
      for (Contender each : board.contenders()) {
        Company.awaitPing(each.from(), each.target(), EdgePair.UP_LIMIT);
      }
      Throughput.warmUp(board);
      String figure = "TCP ×1 towards a stock peer";
      board.say(figure);
      Rounds mbps = board.measure(each -> Throughput.mbps(each, SECONDS, 1));
      board.atLeast(figure, mbps, "Mbit/s", GOAL);
    }
    context.down(lab);
  }

  private static WireguardGo client(Ground ground, Path program, String overlayAddress)
      throws IOException {
    return new WireguardGo(
        ground.to(),
        new WireguardGo.End(
            program.toString(),
            "wg1",
            PORT,
            List.of(INNER),
            List.of(overlayAddress, "10.10.0.0/24")));
  }

  private static void join(
      ScenarioContext context, Company company, EdgeNode edge, WireguardGo client)
      throws IOException {
    Path companies = context.root().resolve("lab/companies");
    Path document = context.directory().resolve("company.yaml");
    Files.writeString(
        document,
        Files.readString(companies.resolve("speed.yaml"))
            + "clients:\n  - {name: %s, site: %s, public-key: \"%s\", addresses: [\"%s/32\"]}%n"
                .formatted(CLIENT, edge.name(), client.publicKey(), INNER.getHostAddress()));
    company.orchestrator().apply(document, companies.resolve("speed-policy.yaml"));
    Company.until(
        "the edge's client",
        EdgePair.UP_LIMIT,
        () ->
            edge.ask("status")
                .path("peers")
                .valueStream()
                .anyMatch(peer -> peer.path("name").asString("").equals(CLIENT)));
  }

  private static JsonNode self(EdgeNode edge) throws IOException {
    return edge.ask("status").path("self");
  }

  /// Empty while the edge knows none, or does not answer yet.
  private static String overlayAddress(EdgeNode edge) throws IOException {
    return edge.run("status").succeeded()
        ? self(edge).path("overlayAddresses").path(0).asString("")
        : "";
  }
}
