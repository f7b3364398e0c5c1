package io.hawser.orchestrator.server.store;

import io.hawser.orchestrator.company.Change;
import io.hawser.orchestrator.company.Claim;
import io.hawser.orchestrator.company.Company;
import io.hawser.orchestrator.company.Edge;
import io.hawser.orchestrator.company.OverlayPlan;
import io.hawser.orchestrator.company.PolicyDocument;
import io.hawser.orchestrator.company.Site;
import io.hawser.orchestrator.company.StockClient;
import io.hawser.orchestrator.company.Topology;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/// The tables that hold the company as it is: a row a subject.
final class CompanyTables {
  private static final String TOPOLOGY = "topology";
  private static final String OVERLAY = "overlay";
  private static final String POLICY = "policy";
  private static final String CLIENTS = "clients";

  /// JSON has no lists at top level that know their type.
  record Clients(List<StockClient> clients) {}

  private CompanyTables() {}

  /// Waits for the right to commit, and tells the last commit's number.
  static long lockHead(Handle handle) {
    return handle
        .createQuery("SELECT revision FROM company_head WHERE id = 1 FOR UPDATE")
        .mapTo(Long.class)
        .one();
  }

  static void moveHead(Handle handle, long revision) {
    handle.execute("UPDATE company_head SET revision = ? WHERE id = 1", revision);
  }

  static Company load(Handle handle) {
    List<Change> changes = new ArrayList<>();
    handle
        .createQuery("SELECT name, body FROM setting ORDER BY name")
        .mapToMap(String.class)
        .forEach(row -> changes.add(setting(row)));
    bodies(handle, "site", Site.class).forEach(site -> changes.add(new Change.SiteChanged(site)));
    bodies(handle, "claim", Claim.class)
        .forEach(claim -> changes.add(new Change.ClaimChanged(claim)));
    bodies(handle, "edge", Edge.class).forEach(edge -> changes.add(new Change.EdgeChanged(edge)));
    long revision =
        handle
            .createQuery("SELECT revision FROM company_head WHERE id = 1")
            .mapTo(Long.class)
            .one();
    return Company.EMPTY.with(changes, revision);
  }

  private static <T> List<T> bodies(Handle handle, String table, Class<T> type) {
    return handle.createQuery("SELECT body FROM " + table).mapTo(String.class).stream()
        .map(body -> RecordJson.read(body, type))
        .toList();
  }

  private static Change setting(Map<String, String> row) {
    String name = row.get("name");
    String body = String.valueOf(row.get("body"));
    return switch (name) {
      case TOPOLOGY -> new Change.TopologyChanged(RecordJson.read(body, Topology.class));
      case OVERLAY -> new Change.OverlayChanged(RecordJson.read(body, OverlayPlan.class));
      case POLICY -> new Change.PolicyChanged(RecordJson.read(body, PolicyDocument.class));
      case CLIENTS -> new Change.ClientsChanged(RecordJson.read(body, Clients.class).clients());
      case null, default ->
          throw new IllegalStateException(
              "setting: " + name + " (expected: one that this release knows)");
    };
  }

  /// @param after the company with the change in it
  static void write(Handle handle, Change change, Company after) {
    switch (change) {
      case Change.TopologyChanged c -> setting(handle, TOPOLOGY, c.topology());
      case Change.OverlayChanged c -> setting(handle, OVERLAY, c.overlay());
      case Change.PolicyChanged c -> setting(handle, POLICY, c.policy());
      case Change.ClientsChanged c -> setting(handle, CLIENTS, new Clients(c.clients()));
      case Change.SiteChanged c -> site(handle, c.site());
      case Change.SiteRemoved c -> handle.execute("DELETE FROM site WHERE name = ?", c.name());
      case Change.ClaimChanged c -> claim(handle, c.claim());
      case Change.ClaimRemoved c -> handle.execute("DELETE FROM claim WHERE id = ?", c.id());
      case Change.EdgeChanged c -> edge(handle, c.edge());
      case Change.FactsChanged c -> after.edge(c.edgeId()).ifPresent(edge -> edge(handle, edge));
    }
  }

  private static void setting(Handle handle, String name, Object value) {
    String body = RecordJson.write(value);
    if (handle.execute("UPDATE setting SET body = ? WHERE name = ?", body, name) == 0) {
      handle.execute("INSERT INTO setting (name, body) VALUES (?, ?)", name, body);
    }
  }

  private static void site(Handle handle, Site site) {
    String body = RecordJson.write(site);
    if (handle.execute("UPDATE site SET body = ? WHERE name = ?", body, site.name()) == 0) {
      handle.execute("INSERT INTO site (name, body) VALUES (?, ?)", site.name(), body);
    }
  }

  private static void claim(Handle handle, Claim claim) {
    String body = RecordJson.write(claim);
    int rows =
        handle.execute(
            "UPDATE claim SET edge_id = ?, body = ? WHERE id = ?",
            claim.edgeId(),
            body,
            claim.id());
    if (rows == 0) {
      handle.execute(
          "INSERT INTO claim (id, secret_hash, edge_id, body) VALUES (?, ?, ?, ?)",
          claim.id(),
          claim.secretHash(),
          claim.edgeId(),
          body);
    }
  }

  private static void edge(Handle handle, Edge edge) {
    String body = RecordJson.write(edge);
    String state = edge.state().name();
    int rows =
        handle.execute(
            "UPDATE edge SET fingerprint = ?, state = ?, body = ? WHERE id = ?",
            edge.fingerprint(),
            state,
            body,
            edge.id());
    if (rows == 0) {
      handle.execute(
          "INSERT INTO edge (id, fingerprint, state, body) VALUES (?, ?, ?, ?)",
          edge.id(),
          edge.fingerprint(),
          state,
          body);
    }
  }
}
