package io.hawser.orchestrator.server;

import io.hawser.orchestrator.command.Command;
import io.hawser.orchestrator.document.CompanyDocument;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.awaitility.Awaitility;

/// A whole orchestrator on a port of the loopback, and the administrator of its company.
final class TestOrchestrator implements AutoCloseable {
  static final String SITES =
      """
      sites:
        - name: hq
          lan: {device: lan0, prefixes: [10.1.0.0/24]}
          links: [{name: broadband, device: wan0, transport: internet}]
        - name: branch-1
          lan: {device: lan0, prefixes: [10.3.0.0/24]}
          links: [{name: broadband, device: wan0, transport: internet}]
      """;

  static final String NEW_POLICY =
      """
      version: 1
      classes:
        - {name: default, mode: balance}
      default-class: default
      """;

  private final Path data;
  private final Function<OrchestratorServices, HttpRoutes> people;
  private Orchestrator running;

  /// Without pages for people.
  TestOrchestrator(Path data) {
    this(data, _ -> _ -> {});
  }

  TestOrchestrator(Path data, Function<OrchestratorServices, HttpRoutes> people) {
    this.data = data;
    this.people = people;
    running = start();
  }

  /// On what it has kept, and on another port.
  void restart() {
    running.close();
    running = start();
  }

  private Orchestrator start() {
    return Orchestrator.start(
        new Settings(data, new InetSocketAddress("127.0.0.1", 0), List.of()),
        InstantSource.system(),
        new SecureRandom(),
        people);
  }

  @Override
  public void close() {
    running.close();
  }

  OrchestratorServices services() {
    return running.services();
  }

  URI localUri() {
    return running.localUri();
  }

  Path data() {
    return data;
  }

  /// A box that nobody knows yet.
  TestDevice device() throws Exception {
    return new TestDevice(running, data);
  }

  /// Likewise, that shares the client of others.
  TestDevice device(HttpClient client) {
    return new TestDevice(running, data, client);
  }

  void apply(String yaml) {
    submit(new Command.ApplyCompany(CompanyDocument.parse(yaml, "company.yaml")));
  }

  String claim(String site, boolean approved) {
    return services()
        .claims()
        .create(site, null, approved, Duration.ofHours(1), "user:ann")
        .token();
  }

  void submit(Command command) {
    services().ledger().submit(command, "user:ann", System.currentTimeMillis());
  }

  static void await(BooleanSupplier holds) {
    Awaitility.await().atMost(Duration.ofSeconds(20)).until(holds::getAsBoolean);
  }
}
