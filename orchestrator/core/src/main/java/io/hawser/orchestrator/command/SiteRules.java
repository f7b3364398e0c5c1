package io.hawser.orchestrator.command;

import io.hawser.orchestrator.company.Change;
import io.hawser.orchestrator.company.Company;
import io.hawser.orchestrator.company.Edge;
import io.hawser.orchestrator.company.OverlayPlan;
import io.hawser.orchestrator.company.RefusedException;
import io.hawser.orchestrator.company.Site;
import io.hawser.orchestrator.company.WanLink;
import io.hawser.orchestrator.document.CompanyDocument;
import io.hawser.orchestrator.document.Nearest;
import io.hawser.policy.Prefix;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// From the company as it is to the company as a document wants it.
final class SiteRules {
  private SiteRules() {}

  static List<Change> apply(Company company, CompanyDocument document) {
    Set<String> names = new TreeSet<>(document.sites().stream().map(Site::name).toList());
    keepsStandingEdges(company, names, document);
    keepsOverlayFree(company, document);
    PolicyRules.keepsFitting(company.policy(), names);
    List<Change> changes = new ArrayList<>();
    if (!document.topology().equals(company.topology())) {
      changes.add(new Change.TopologyChanged(document.topology()));
    }
    if (!document.overlay().equals(company.overlay())) {
      changes.add(new Change.OverlayChanged(document.overlay()));
    }
    for (Site wanted : document.sites()) {
      Site before = company.sites().get(wanted.name());
      Site after = numbered(wanted, before);
      if (!Objects.equals(before, after)) {
        changes.add(new Change.SiteChanged(after));
      }
    }
    company.sites().keySet().stream()
        .filter(name -> !names.contains(name))
        .forEach(name -> changes.add(new Change.SiteRemoved(name)));
    if (!document.clients().equals(company.clients())) {
      changes.add(new Change.ClientsChanged(document.clients()));
    }
    return changes;
  }

  /// Links that were there keep their numbers, new ones take the lowest that are free.
  private static Site numbered(Site wanted, @Nullable Site before) {
    Set<Integer> taken = new HashSet<>();
    if (before != null) {
      wanted.links().stream()
          .flatMap(link -> before.link(link.name()).stream())
          .forEach(link -> taken.add(link.number()));
    }
    List<WanLink> links = new ArrayList<>();
    for (WanLink link : wanted.links()) {
      WanLink old = before == null ? null : before.link(link.name()).orElse(null);
      links.add(link.numbered(old != null ? old.number() : lowestFree(taken)));
    }
    return new Site(wanted.name(), wanted.lan(), links);
  }

  private static int lowestFree(Set<Integer> taken) {
    int number = 0;
    while (!taken.add(number)) {
      number++;
    }
    return number;
  }

  private static void keepsStandingEdges(
      Company company, Set<String> names, CompanyDocument document) {
    for (Edge edge : company.livingEdges().filter(edge -> edge.site() != null).toList()) {
      if (!names.contains(edge.site())) {
        throw RefusedException.conflict(
            document.fileName()
                + ": sites: without "
                + edge.site()
                + ", where "
                + edge.name()
                + " stands (expected: that site too; revoke its edge first)");
      }
    }
  }

  /// Edges that stand keep their numbers, so a new plan needs room for them, and no client may sit
  /// on one.
  private static void keepsOverlayFree(Company company, CompanyDocument document) {
    OverlayPlan plan = document.overlay();
    for (Edge edge : company.livingEdges().filter(edge -> edge.overlayNumber() > 0).toList()) {
      if (edge.overlayNumber() > plan.lastNumber()) {
        throw RefusedException.conflict(
            document.fileName()
                + ": overlay: no room for "
                + edge.name()
                + " (expected: a shorter prefix)");
      }
      for (Prefix host : plan.hostPrefixes(edge.overlayNumber())) {
        document.clients().stream()
            .filter(client -> client.addresses().stream().anyMatch(host::overlaps))
            .findFirst()
            .ifPresent(
                client -> {
                  throw RefusedException.conflict(
                      document.fileName()
                          + ": clients."
                          + client.name()
                          + ".addresses: "
                          + host
                          + " is the overlay address of "
                          + edge.name()
                          + " (expected: a free one)");
                });
      }
    }
  }

  static RefusedException unknown(String what, String site, Company company) {
    return RefusedException.unknown(
        what + ": " + site + " (expected: " + Nearest.of(site, company.sites().keySet()) + ")");
  }
}
