package io.hawser.orchestrator.server.ca;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/// Trust in clients whose certificate our authority signed, however long ago.
///
/// A certificate says which edge holds a key; whether that edge is still one of ours, the ledger
/// says, with or without a date. An edge that was in a box for three years comes back with an
/// expired certificate and could not renew it if TLS turned it away.
public final class DeviceTrust extends X509ExtendedTrustManager {
  private final CertificateAuthority authority;

  public DeviceTrust(CertificateAuthority authority) {
    this.authority = authority;
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    try {
      chain[0].verify(authority.certificate().getPublicKey());
    } catch (GeneralSecurityException e) {
      throw new CertificateException("peer: a foreign certificate (expected: one of our CA)", e);
    }
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    checkClientTrusted(chain, authType);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    checkClientTrusted(chain, authType);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    throw onlyClients();
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    throw onlyClients();
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    throw onlyClients();
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[] {authority.certificate()};
  }

  private static CertificateException onlyClients() {
    return new CertificateException("peer: a server (expected: a client)");
  }
}
