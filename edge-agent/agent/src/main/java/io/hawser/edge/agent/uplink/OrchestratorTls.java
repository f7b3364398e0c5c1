package io.hawser.edge.agent.uplink;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/// TLS contexts towards the orchestrator.
public final class OrchestratorTls {
  /// Trusts anybody: good only for fetching something that is checked by itself, such as a CA
  /// certificate whose key's hash is known. Nothing secret may be sent through it.
  public static SSLContext unverified() {
    return context(new KeyManager[0], new AnyServer());
  }

  public static SSLContext trusting(X509ExtendedTrustManager trust) {
    return context(new KeyManager[0], trust);
  }

  /// Trusts as `trust` says, and shows the edge's own certificate.
  public static SSLContext mutual(
      X509ExtendedTrustManager trust, PrivateKey key, List<X509Certificate> chain) {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry("edge", key, new char[0], chain.toArray(X509Certificate[]::new));
      KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX");
      factory.init(store, new char[0]);
      return context(factory.getKeyManagers(), trust);
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("identity: unusable (expected: key and certificate)", e);
    }
  }

  private static SSLContext context(KeyManager[] keys, TrustManager trust) {
    try {
      SSLContext context = SSLContext.getInstance("TLSv1.3");
      context.init(keys, new TrustManager[] {trust}, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("TLS: unusable (expected: TLS 1.3)", e);
    }
  }

  private static final class AnyServer extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }

  private OrchestratorTls() {}
}
