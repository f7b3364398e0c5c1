package io.hawser.orchestrator.command;

import io.hawser.orchestrator.company.IssuedCertificate;
import io.hawser.orchestrator.company.PublicKey;
import io.hawser.orchestrator.document.CompanyDocument;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Something that a person or a box asks of the orchestrator.
public sealed interface Command {
  /// Makes sites, topology, overlay plan and stock clients what the document says; what it leaves
  /// out goes.
  record ApplyCompany(CompanyDocument document) implements Command {}

  /// Puts a policy in force.
  ///
  /// @param fileName as the person knows it, for messages
  record PutPolicy(String yaml, String fileName) implements Command {}

  /// Makes a claim.
  ///
  /// @param secretHash hexadecimal SHA-256 of the secret
  record CreateClaim(
      String id,
      String secretHash,
      @Nullable String site,
      @Nullable String edgeName,
      boolean approved,
      long expiresEpochMs,
      String createdBy)
      implements Command {}

  /// A box asks to enrol: uses its claim, unless it did before, and takes its certificate if it is
  /// approved. Both at once.
  ///
  /// @param edgeId for the box, if the claim was unused
  /// @param fingerprint of the key in the certificate request, which proved that the box holds it
  /// @param issue makes a certificate for that key with the given edge id in it
  record EnrolDevice(
      String secretHash,
      String edgeId,
      String fingerprint,
      String serial,
      String hostname,
      List<String> devices,
      Function<String, IssuedCertificate> issue)
      implements Command {}

  /// A person lets a box in.
  ///
  /// @param site null: as the claim says
  /// @param name null: as the claim says, else the site's
  record ApproveEdge(String edgeId, @Nullable String site, @Nullable String name)
      implements Command {}

  /// A person refuses a box that waits; any other stays.
  record RejectEdge(String edgeId) implements Command {}

  /// Puts a box out, whether it waits or not.
  record RevokeEdge(String edgeId) implements Command {}

  /// An edge, known by its certificate, takes a new one.
  record RenewCertificate(String edgeId, String fingerprint, IssuedCertificate certificate)
      implements Command {}

  /// An edge says its service key and the packet ciphers that it offers besides WireGuard's own.
  ///
  /// @param ciphers words of any kind; those that nobody here knows are passed over
  record ReportHello(String edgeId, PublicKey serviceKey, List<String> ciphers) implements Command {
    public ReportHello {
      ciphers = List.copyOf(ciphers);
    }
  }

  /// An edge says its links' addresses and keys.
  ///
  /// @param links by name
  record ReportLinks(String edgeId, Map<String, LinkSighting> links) implements Command {}

  /// One link as the edge sees it now.
  ///
  /// @param addresses as the device has them, useless ones too
  /// @param publicKey null: none yet
  record LinkSighting(List<String> addresses, @Nullable PublicKey publicKey) {}

  /// Takes a number and nothing else, for configurations that changed though the company did not (a
  /// new release compiles otherwise).
  record TakeNumber(String reason) implements Command {}
}
