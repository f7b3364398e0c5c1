package io.hawser.orchestrator.server;

import com.linecorp.armeria.common.TlsKeyPair;
import com.linecorp.armeria.common.TlsProvider;
import io.hawser.orchestrator.server.ca.CertificateAuthority;
import io.hawser.orchestrator.server.ca.LastingIdentity;
import io.hawser.orchestrator.server.ca.ServerIdentity;

/// What our port shows in each handshake: the identity of the moment. Thread-safe.
final class PortTls implements TlsProvider {
  private final LastingIdentity identity;
  private final CertificateAuthority authority;
  private volatile Shown shown;

  private record Shown(ServerIdentity identity, TlsKeyPair keyPair) {}

  PortTls(LastingIdentity identity, CertificateAuthority authority) {
    this.identity = identity;
    this.authority = authority;
    shown = shown(identity.current());
  }

  /// The same object for the same identity, so that its TLS context is made once.
  @Override
  public TlsKeyPair keyPair(String hostname) {
    ServerIdentity current = identity.current();
    Shown before = shown;
    if (before.identity != current) {
      before = shown(current);
      shown = before;
    }
    return before.keyPair;
  }

  private Shown shown(ServerIdentity current) {
    return new Shown(
        current, TlsKeyPair.of(current.key(), current.certificate(), authority.certificate()));
  }
}
