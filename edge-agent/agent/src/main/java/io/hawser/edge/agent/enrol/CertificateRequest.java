package io.hawser.edge.agent.enrol;

import io.hawser.edge.agent.store.Pem;
import java.io.IOException;
import java.security.KeyPair;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;

/// A request for a client certificate (PKCS#10, RFC 2986).
final class CertificateRequest {
  /// PEM; the common name is a wish, the orchestrator puts the edge id there.
  static String pem(KeyPair key, String commonName) {
    try {
      X500Name subject = new X500NameBuilder().addRDN(BCStyle.CN, commonName).build();
      var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(key.getPrivate());
      var request =
          new JcaPKCS10CertificationRequestBuilder(subject, key.getPublic()).build(signer);
      return Pem.text("CERTIFICATE REQUEST", request.getEncoded());
    } catch (OperatorCreationException | IOException e) {
      throw new IllegalStateException("CSR: not signed (expected: a P-256 key)", e);
    }
  }

  private CertificateRequest() {}
}
