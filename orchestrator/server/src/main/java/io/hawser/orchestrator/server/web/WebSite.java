package io.hawser.orchestrator.server.web;

import com.linecorp.armeria.server.ServerBuilder;
import io.hawser.orchestrator.server.users.ApiTokens;
import io.hawser.orchestrator.server.users.Sessions;
import io.hawser.orchestrator.server.users.UserAccounts;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// Every route of API and console over one [Network], and the gate before them.
final class WebSite implements AutoCloseable {
  private final List<Route> routes;
  private final LiveFeed liveFeed;
  private final Gate gate;

  /// @param localToken whether a bearer token is the one of this machine's administrator
  /// @param executor runs the live feed's periodic task
  record Foundation(
      Network network,
      UserAccounts accounts,
      Sessions sessions,
      ApiTokens tokens,
      Predicate<String> localToken,
      URI publicUri,
      InstantSource clock,
      ScheduledExecutorService executor) {}

  WebSite(Foundation on) {
    Readers readers = new Readers(on.network());
    liveFeed = new LiveFeed(on.network(), on.executor());
    routes =
        Stream.of(
                new CompanyApi(on.network()).routes(),
                new EdgeApi(on.network()).routes(),
                new PathApi(on.network()).routes(),
                new AccountApi(on.accounts(), on.tokens()).routes(),
                new StaticFiles().routes(),
                readers.routes(),
                new SignInPages(on.accounts(), on.sessions(), readers).routes(),
                new ConsolePages(on.network(), readers).routes(),
                new DecisionPages(on.network(), readers).routes(),
                new WhatIfRoutes(on.network(), readers).routes(),
                new ExplainRoutes(on.network(), readers).routes(),
                liveFeed.routes())
            .flatMap(List::stream)
            .toList();
    SecurityHeaders headers = new SecurityHeaders(on.publicUri());
    gate =
        new Gate(on.sessions(), on.tokens(), on.localToken(), headers, readers::fault, on.clock());
  }

  List<Route> routes() {
    return routes;
  }

  void addTo(ServerBuilder server) {
    for (Route route : routes) {
      server
          .route()
          .methods(route.method())
          .path(route.path())
          .maxRequestLength(route.maxBodyLength())
          .build(gate.guard(route));
    }
  }

  @Override
  public void close() {
    liveFeed.close();
  }
}
