package io.hawser.orchestrator.server.control;

import io.hawser.orchestrator.command.Ledger;
import io.hawser.orchestrator.company.Edge;
import io.hawser.orchestrator.server.ca.CertificateAuthority;
import io.hawser.orchestrator.server.ca.Fingerprint;
import java.security.GeneralSecurityException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/// Who is at the other end of a TLS session.
///
/// The TLS layer has checked the chain. It is checked here again, because the one place where
/// everything depends on it should not depend on a setting elsewhere; and the key must be the one
/// that the edge enrolled with or renewed to last, so that neither an old certificate nor a
/// re-encoded one says more than the key does. A date is not looked at: an edge that comes back
/// late attaches and renews, and one that may not is revoked.
public final class ClientIdentity {
  private static final Pattern EDGE_NAME =
      Pattern.compile("CN=([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})");

  private final Ledger ledger;
  private final CertificateAuthority authority;

  public ClientIdentity(Ledger ledger, CertificateAuthority authority) {
    this.ledger = ledger;
    this.authority = authority;
  }

  /// The enrolled edge that holds the session's certificate; nothing for anybody else.
  public Optional<Edge> edge(@Nullable SSLSession session) {
    if (session == null) {
      return Optional.empty();
    }
    try {
      Certificate[] chain = session.getPeerCertificates();
      return chain.length > 0 && chain[0] instanceof X509Certificate leaf
          ? edgeOf(leaf)
          : Optional.empty();
    } catch (SSLPeerUnverifiedException e) {
      return Optional.empty();
    }
  }

  Optional<Edge> edgeOf(X509Certificate leaf) {
    Matcher name = EDGE_NAME.matcher(leaf.getSubjectX500Principal().getName());
    if (!isOurs(leaf) || !name.matches()) {
      return Optional.empty();
    }
    String fingerprint = Fingerprint.of(leaf.getPublicKey());
    return ledger
        .company()
        .edge(name.group(1))
        .filter(Edge::isMember)
        .filter(edge -> edge.fingerprint().equals(fingerprint));
  }

  private boolean isOurs(X509Certificate leaf) {
    try {
      leaf.verify(authority.certificate().getPublicKey());
      return true;
    } catch (GeneralSecurityException e) {
      return false;
    }
  }
}
