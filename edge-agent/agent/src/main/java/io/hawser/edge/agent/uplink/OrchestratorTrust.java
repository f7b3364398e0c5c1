package io.hawser.edge.agent.uplink;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.stream.Collectors;
import javax.net.ssl.CertPathTrustManagerParameters;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/// Trust in servers whose certificate leads to the orchestrator's own CA and names the host that
/// was called.
///
/// A box whose clock is not set yet (no battery, no time server before there is a network) believes
/// that every certificate lies in the future. The chain is therefore judged at the later of the
/// clock and the newest start of validity in it; an expired certificate is still refused.
public final class OrchestratorTrust extends X509ExtendedTrustManager {
  private final List<X509Certificate> authorities;
  private final Clock clock;

  public OrchestratorTrust(Collection<X509Certificate> authorities, Clock clock) {
    this.authorities = List.copyOf(authorities);
    this.clock = clock;
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    judge(chain).checkServerTrusted(chain, authType, engine);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    judge(chain).checkServerTrusted(chain, authType, socket);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    judge(chain).checkServerTrusted(chain, authType);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    throw onlyServers();
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    throw onlyServers();
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    throw onlyServers();
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return authorities.toArray(X509Certificate[]::new);
  }

  private X509ExtendedTrustManager judge(X509Certificate[] chain) throws CertificateException {
    try {
      var anchors =
          authorities.stream()
              .map(authority -> new TrustAnchor(authority, null))
              .collect(Collectors.toSet());
      var parameters = new PKIXBuilderParameters(anchors, new X509CertSelector());
      parameters.setRevocationEnabled(false);
      parameters.setDate(Date.from(moment(chain)));
      TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
      factory.init(new CertPathTrustManagerParameters(parameters));
      return (X509ExtendedTrustManager) factory.getTrustManagers()[0];
    } catch (GeneralSecurityException e) {
      throw new CertificateException("cannot judge the server's certificate", e);
    }
  }

  private Instant moment(X509Certificate[] chain) {
    Instant moment = clock.instant();
    for (X509Certificate certificate : chain) {
      Instant start = certificate.getNotBefore().toInstant();
      moment = start.isAfter(moment) ? start : moment;
    }
    return moment;
  }

  private static CertificateException onlyServers() {
    return new CertificateException("peer: a client (expected: an orchestrator)");
  }
}
