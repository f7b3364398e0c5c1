package io.hawser.orchestrator;

import io.hawser.orchestrator.command.Command;
import io.hawser.orchestrator.command.Decisions;
import io.hawser.orchestrator.company.Company;
import io.hawser.orchestrator.company.Edge;
import io.hawser.orchestrator.company.IssuedCertificate;
import io.hawser.orchestrator.company.PublicKey;
import io.hawser.orchestrator.document.CompanyDocument;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A company in memory that tests change by commands, as a ledger would.
public final class ACompany {
  public static final long NOW_EPOCH_MS = 1_750_000_000_000L;

  private static final long DAY_MS = 24L * 60 * 60 * 1000;

  /// Of every certificate issued here, from `NOW_EPOCH_MS` on.
  public static final long CERTIFICATE_LIFE_MS = 730 * DAY_MS;

  private Company company = Company.EMPTY;

  public static ACompany of(String yaml) {
    return new ACompany().apply(yaml);
  }

  public Company company() {
    return company;
  }

  public ACompany apply(String yaml) {
    submit(new Command.ApplyCompany(CompanyDocument.parse(yaml, "company.yaml")));
    return this;
  }

  /// Submits and tells whether anything changed.
  public boolean submit(Command command) {
    Decisions.Decision decision = Decisions.decide(company, command, NOW_EPOCH_MS);
    if (decision.numbered()) {
      company = company.with(decision.changes(), company.revision() + 1);
    }
    return !decision.changes().isEmpty();
  }

  public ACompany claim(String secretHash, String site, boolean approved) {
    submit(
        new Command.CreateClaim(
            "claim-" + secretHash,
            secretHash,
            site,
            null,
            approved,
            NOW_EPOCH_MS + DAY_MS,
            "user:ann"));
    return this;
  }

  public boolean enrol(String secretHash, String edgeId, String fingerprint) {
    return submit(enrolment(secretHash, edgeId, fingerprint));
  }

  public static Command.EnrolDevice enrolment(
      String secretHash, String edgeId, String fingerprint) {
    return new Command.EnrolDevice(
        secretHash,
        edgeId,
        fingerprint,
        "serial",
        "box",
        List.of("wan0"),
        id ->
            new IssuedCertificate("certificate of " + id, "1", NOW_EPOCH_MS + CERTIFICATE_LIFE_MS));
  }

  /// An edge of `site` with its id the site's name, keys on all links, and these addresses.
  ///
  /// @param addresses `broadband=198.51.100.7,2001:db8::7`
  public ACompany standing(String site, String... addresses) {
    claim("hash-" + site, site, true);
    enrol("hash-" + site, site, "key-of-" + site);
    submit(new Command.ReportHello(site, key(site + "/service"), List.of()));
    submit(new Command.ReportLinks(site, sightings(site, addresses)));
    return this;
  }

  public static Map<String, Command.LinkSighting> sightings(String site, String... addresses) {
    Map<String, Command.LinkSighting> links = new HashMap<>();
    for (String entry : addresses) {
      String[] parts = entry.split("=", 2);
      List<String> list = new ArrayList<>(Arrays.asList(parts[1].split(",")));
      list.removeIf(String::isEmpty);
      links.put(parts[0], new Command.LinkSighting(list, key(site + "/" + parts[0])));
    }
    return links;
  }

  /// A key that says whose it is.
  public static PublicKey key(String owner) {
    byte[] bytes = new byte[PublicKey.LENGTH];
    byte[] name = owner.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    System.arraycopy(name, 0, bytes, 0, name.length);
    return PublicKey.of(bytes);
  }

  public Edge edge(String id) {
    return company.edges().get(id);
  }
}
