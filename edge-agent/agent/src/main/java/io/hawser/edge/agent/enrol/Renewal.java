package io.hawser.edge.agent.enrol;

import io.hawser.edge.agent.store.Identity;
import io.hawser.edge.agent.store.Pem;
import io.hawser.edge.agent.uplink.OrchestratorTls;
import io.hawser.edge.agent.uplink.OrchestratorTrust;
import io.hawser.edge.agent.uplink.Uplink;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.List;

/// Replaces the edge's certificate before it expires; the key stays.
public final class Renewal {
  private static final int OK = 200;

  private final URI orchestrator;
  private final KeyPair tlsKey;
  private final Clock clock;

  public Renewal(URI orchestrator, KeyPair tlsKey, Clock clock) {
    this.orchestrator = orchestrator;
    this.tlsKey = tlsKey;
    this.clock = clock;
  }

  /// The moment from which a certificate should be replaced: two thirds of its life.
  public static Instant due(X509Certificate certificate) {
    Instant from = certificate.getNotBefore().toInstant();
    long lifeMs = certificate.getNotAfter().getTime() - certificate.getNotBefore().getTime();
    return from.plusMillis(lifeMs / 3 * 2);
  }

  public boolean isDue(Identity identity) {
    return !clock.instant().isBefore(due(identity.certificate()));
  }

  /// Asks once over that uplink; the identity that is answered has still to be kept.
  public Identity renew(Identity identity, Uplink uplink) throws IOException, InterruptedException {
    var trust = new OrchestratorTrust(identity.authorities(), clock);
    var tls = OrchestratorTls.mutual(trust, tlsKey.getPrivate(), identity.chain());
    try (var est = new EstClient(orchestrator, uplink, tls)) {
      String csr = CertificateRequest.pem(tlsKey, identity.edgeId());
      HttpResponse<String> answer = est.post("simplereenroll", "application/pkcs10", csr);
      if (answer.statusCode() != OK) {
        throw new IOException(
            "simplereenroll: %s (status %d)"
                .formatted(Enrolment.error(answer.body()), answer.statusCode()));
      }
      return renewed(identity, answer.body());
    }
  }

  private Identity renewed(Identity identity, String body) throws IOException {
    try {
      List<X509Certificate> chain = Pem.certificates(body);
      if (!chain.getFirst().getPublicKey().equals(tlsKey.getPublic())) {
        throw new IOException("certificate: of another key (expected: the key of our request)");
      }
      return identity.withChain(chain);
    } catch (IllegalArgumentException e) {
      throw new IOException("answer of simplereenroll: " + e.getMessage(), e);
    }
  }
}
