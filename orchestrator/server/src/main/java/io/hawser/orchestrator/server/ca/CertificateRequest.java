package io.hawser.orchestrator.server.ca;

import io.hawser.orchestrator.company.RefusedException;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.ECPublicKey;
import java.security.spec.X509EncodedKeySpec;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.util.io.pem.PemObject;

/// A certificate request (PKCS#10, RFC 2986) whose sender has proved that it holds the key. Nothing
/// else in it is believed: who the sender is, the claim says.
public record CertificateRequest(ECPublicKey key) {
  /// A P-256 request is about 500 characters.
  private static final int MAX_LENGTH = 8192;

  private static final int P256_BITS = 256;

  /// @throws RefusedException where it is none, or its signature is not by its key
  public static CertificateRequest parse(String pem) {
    try {
      PemObject object = pem.length() > MAX_LENGTH ? null : PemFiles.first(pem);
      if (object == null || !object.getType().endsWith("CERTIFICATE REQUEST")) {
        throw refused("not PEM of a request");
      }
      PKCS10CertificationRequest request = new PKCS10CertificationRequest(object.getContent());
      ECPublicKey key = key(request);
      if (!request.isSignatureValid(new JcaContentVerifierProviderBuilder().build(key))) {
        throw refused("wrong signature");
      }
      return new CertificateRequest(key);
    } catch (IOException
        | GeneralSecurityException
        | OperatorCreationException
        | PKCSException
        | ClassCastException
        | IllegalStateException e) {
      throw refused("unreadable");
    }
  }

  private static ECPublicKey key(PKCS10CertificationRequest request)
      throws IOException, GeneralSecurityException {
    byte[] encoded = request.getSubjectPublicKeyInfo().getEncoded();
    ECPublicKey key =
        (ECPublicKey) KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(encoded));
    if (key.getParams().getOrder().bitLength() != P256_BITS) {
      throw refused("another key");
    }
    return key;
  }

  public String fingerprint() {
    return Fingerprint.of(key);
  }

  private static RefusedException refused(String what) {
    return RefusedException.invalid(
        "csr: " + what + " (expected: PEM of a PKCS#10 request, ECDSA P-256, signed by its key)");
  }
}
