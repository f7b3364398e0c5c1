package io.hawser.orchestrator.server.enrol;

import io.hawser.orchestrator.command.Command;
import io.hawser.orchestrator.command.Commit;
import io.hawser.orchestrator.command.Ledger;
import io.hawser.orchestrator.company.Company;
import io.hawser.orchestrator.company.Edge;
import io.hawser.orchestrator.company.EdgeState;
import io.hawser.orchestrator.company.IssuedCertificate;
import io.hawser.orchestrator.company.RefusedException;
import io.hawser.orchestrator.server.ca.CertificateAuthority;
import io.hawser.orchestrator.server.ca.CertificateRequest;
import io.hawser.orchestrator.server.ca.Fingerprint;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.UUID;

/// Decides on boxes that ask to enrol, and on edges that ask for a new certificate.
public final class Enrolment {
  /// What a box sends.
  ///
  /// @param claim base64url of the claim's secret
  /// @param csr PEM
  public record Request(
      String claim, String csr, String serial, String hostname, List<String> devices) {
    public Request {
      devices = List.copyOf(devices);
    }
  }

  private final Ledger ledger;
  private final CertificateAuthority authority;
  private final InstantSource clock;

  public Enrolment(Ledger ledger, CertificateAuthority authority, InstantSource clock) {
    this.ledger = ledger;
    this.authority = authority;
    this.clock = clock;
  }

  /// The edge that the box became: [EdgeState#ENROLLED] with a certificate, or [EdgeState#PENDING].
  ///
  /// @throws RefusedException where it became none
  Edge enrol(Request request) {
    CertificateRequest csr = CertificateRequest.parse(request.csr());
    String secretHash = Fingerprint.of(secret(request.claim()));
    Instant now = clock.instant();
    Commit commit =
        ledger.submit(
            new Command.EnrolDevice(
                secretHash,
                UUID.randomUUID().toString(),
                csr.fingerprint(),
                request.serial(),
                request.hostname(),
                request.devices(),
                id -> authority.issueEdge(id, csr.key(), now)),
            "device:" + csr.fingerprint(),
            now.toEpochMilli());
    return edgeOf(commit.company(), csr.fingerprint());
  }

  private static Edge edgeOf(Company company, String fingerprint) {
    return company.edges().values().stream()
        .filter(edge -> edge.fingerprint().equals(fingerprint))
        .findFirst()
        .orElseThrow();
  }

  /// A new certificate for an edge whose old one was checked.
  IssuedCertificate renew(Edge edge, String csrPem) {
    CertificateRequest csr = CertificateRequest.parse(csrPem);
    Instant now = clock.instant();
    IssuedCertificate certificate = authority.issueEdge(edge.id(), csr.key(), now);
    ledger.submit(
        new Command.RenewCertificate(edge.id(), csr.fingerprint(), certificate),
        "edge:" + edge.id(),
        now.toEpochMilli());
    return certificate;
  }

  private static byte[] secret(String base64url) {
    try {
      byte[] secret = Base64.getUrlDecoder().decode(base64url);
      if (secret.length == ClaimToken.SECRET_LENGTH) {
        return secret;
      }
    } catch (IllegalArgumentException e) {
      // Answered below like a wrong length.
    }
    throw RefusedException.invalid("claim: unreadable (expected: base64url of 16 bytes)");
  }
}
