package io.hawser.edge.agent.store;

import java.security.cert.X509Certificate;
import java.util.List;

/// Who this edge is to its orchestrator, as enrolment gave it; the private key is not part of it.
///
/// `chain` begins with the edge's own certificate, `authorities` are the CAs that servers must lead
/// to.
public record Identity(
    String edgeId,
    List<X509Certificate> chain,
    List<X509Certificate> authorities,
    RevisionKey revisionKey) {
  public Identity {
    chain = List.copyOf(chain);
    authorities = List.copyOf(authorities);
    if (!edgeId.matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")) {
      throw new IllegalArgumentException("edgeId: " + edgeId + " (expected: a lowercase UUID)");
    }
    if (chain.isEmpty() || authorities.isEmpty()) {
      throw new IllegalArgumentException("identity: incomplete (expected: certificate and CA)");
    }
    String subject = chain.getFirst().getSubjectX500Principal().getName();
    if (!List.of(subject.split(",")).contains("CN=" + edgeId)) {
      throw new IllegalArgumentException(
          "certificate: subject " + subject + " (expected: CN=" + edgeId + ")");
    }
  }

  public X509Certificate certificate() {
    return chain.getFirst();
  }

  /// The same edge with a renewed certificate.
  public Identity withChain(List<X509Certificate> renewed) {
    return new Identity(edgeId, renewed, authorities, revisionKey);
  }
}
