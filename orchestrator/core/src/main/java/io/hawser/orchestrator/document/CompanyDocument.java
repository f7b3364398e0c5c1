package io.hawser.orchestrator.document;

import io.hawser.orchestrator.company.Company;
import io.hawser.orchestrator.company.OverlayPlan;
import io.hawser.orchestrator.company.Site;
import io.hawser.orchestrator.company.StockClient;
import io.hawser.orchestrator.company.Topology;
import java.util.List;

/// What a person wants the company to be.
///
/// @param fileName as the person knows it
/// @param sites in the order of the document; their links are numbered in order, which [Company]
///   may overrule
public record CompanyDocument(
    String fileName,
    Topology topology,
    OverlayPlan overlay,
    List<Site> sites,
    List<StockClient> clients) {
  public CompanyDocument {
    sites = List.copyOf(sites);
    clients = List.copyOf(clients);
  }

  /// @throws io.hawser.orchestrator.company.RefusedException with file and line
  public static CompanyDocument parse(String yaml, String fileName) {
    return CompanyReader.read(yaml, fileName);
  }

  /// The document that would make a company what it is.
  public static CompanyDocument of(Company company) {
    return new CompanyDocument(
        "company.yaml",
        company.topology(),
        company.overlay(),
        List.copyOf(company.sites().values()),
        company.clients());
  }

  /// Canonical text; reading it gives an equal document.
  public String toYaml() {
    return CompanyWriter.write(this);
  }
}
