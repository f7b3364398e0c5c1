package io.hawser.edge.agent.store;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.util.Optional;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Keeps the [Identity] on the disk.
///
/// An identity counts as good only while it belongs to the TLS key on this box and its certificate
/// was signed by one of the CAs kept with it. Owned by one thread at a time.
public final class IdentityStore {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private final TwoGenerations file;
  private final PublicKey tlsKey;

  public IdentityStore(Path stateDirectory, PublicKey tlsKey) {
    this.file = new TwoGenerations(stateDirectory.resolve("identity"));
    this.tlsKey = tlsKey;
  }

  public Optional<Identity> load() {
    return file.read(this::parse);
  }

  public void keep(Identity identity) {
    var json = JSON.createObjectNode();
    json.put("edgeId", identity.edgeId());
    json.put("certificate", Pem.text(identity.chain()));
    json.put("caCertificates", Pem.text(identity.authorities()));
    json.put("revisionKey", identity.revisionKey().base64());
    String text = JSON.writerWithDefaultPrettyPrinter().writeValueAsString(json) + "\n";
    file.write(text.getBytes(StandardCharsets.UTF_8), this::parse);
  }

  private Identity parse(byte[] content) throws GeneralSecurityException {
    JsonNode json = JSON.readTree(content);
    Identity identity =
        new Identity(
            json.path("edgeId").stringValue(""),
            Pem.certificates(json.path("certificate").stringValue("")),
            Pem.certificates(json.path("caCertificates").stringValue("")),
            RevisionKey.of(json.path("revisionKey").stringValue("")));
    requireOurs(identity);
    return identity;
  }

  private void requireOurs(Identity identity) throws GeneralSecurityException {
    if (!identity.certificate().getPublicKey().equals(tlsKey)) {
      throw new GeneralSecurityException("certificate: of another key (expected: keys/tls.key)");
    }
    for (var authority : identity.authorities()) {
      if (authority
          .getSubjectX500Principal()
          .equals(identity.certificate().getIssuerX500Principal())) {
        identity.certificate().verify(authority.getPublicKey());
        return;
      }
    }
    // A chain through an intermediate certificate: TLS judges it when it is used.
    if (identity.chain().size() < 2) {
      throw new GeneralSecurityException("certificate: foreign (expected: issued by the CA kept)");
    }
  }
}
