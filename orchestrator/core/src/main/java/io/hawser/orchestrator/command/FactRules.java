package io.hawser.orchestrator.command;

import io.hawser.orchestrator.company.Addresses;
import io.hawser.orchestrator.company.Change;
import io.hawser.orchestrator.company.Company;
import io.hawser.orchestrator.company.Edge;
import io.hawser.orchestrator.company.EdgeFacts;
import io.hawser.orchestrator.company.PublicKey;
import io.hawser.orchestrator.company.RefusedException;
import io.hawser.orchestrator.company.ReportedLink;
import io.hawser.orchestrator.company.WanLink;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What is believed of an edge's report.
///
/// A report adds and replaces; by leaving something out it takes nothing away. A link that lost its
/// cable has no address, and if peers forgot where it was they would drop the path's state, to find
/// it anew a minute later.
final class FactRules {
  private FactRules() {}

  static List<Change> hello(Company company, Command.ReportHello c) {
    Edge edge = EdgeRules.member(company, c.edgeId());
    List<String> ciphers = EdgeFacts.CIPHERS.stream().filter(c.ciphers()::contains).toList();
    return changed(company, edge, new EdgeFacts(c.serviceKey(), edge.facts().links(), ciphers));
  }

  static List<Change> links(Company company, Command.ReportLinks c) {
    Edge edge = EdgeRules.member(company, c.edgeId());
    Map<String, ReportedLink> merged = new TreeMap<>();
    for (WanLink link : company.siteOf(edge).links()) {
      ReportedLink before = edge.facts().link(link.name()).orElse(null);
      ReportedLink now = merge(link.name(), before, c.links().get(link.name()));
      if (now != null) {
        merged.put(link.name(), now);
      }
    }
    EdgeFacts known = edge.facts();
    return changed(
        company,
        edge,
        new EdgeFacts(known.serviceKey(), List.copyOf(merged.values()), known.ciphers()));
  }

  private static @Nullable ReportedLink merge(
      String name, @Nullable ReportedLink before, Command.@Nullable LinkSighting now) {
    if (now == null) {
      return before;
    }
    List<String> addresses =
        now.addresses().stream()
            .flatMap(address -> Addresses.reachable(address).stream())
            .distinct()
            .sorted()
            .limit(ReportedLink.MAX_ADDRESSES)
            .toList();
    PublicKey key = now.publicKey();
    if (before != null) {
      addresses = addresses.isEmpty() ? before.addresses() : addresses;
      key = key == null ? before.publicKey() : key;
    }
    return new ReportedLink(name, addresses, key);
  }

  private static List<Change> changed(Company company, Edge edge, EdgeFacts facts) {
    if (facts.equals(edge.facts())) {
      return List.of();
    }
    refuseForeignKeys(company, edge, facts);
    return List.of(new Change.FactsChanged(edge.id(), facts));
  }

  /// A key names its holder. Were two to hold one, packets of the one would pass for the other's.
  private static void refuseForeignKeys(Company company, Edge edge, EdgeFacts facts) {
    Set<PublicKey> taken = new HashSet<>();
    company
        .livingEdges()
        .filter(other -> !other.id().equals(edge.id()))
        .forEach(other -> taken.addAll(other.facts().keys()));
    company.clients().forEach(client -> taken.add(client.publicKey()));
    for (PublicKey key : facts.keys()) {
      if (!taken.add(key)) {
        throw RefusedException.conflict(
            "public-key: " + key + " is in use (expected: a key of this link alone)");
      }
    }
  }
}
