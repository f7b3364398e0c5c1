package io.hawser.edge.agent.orchestrator;

import io.hawser.edge.agent.store.Pem;
import java.io.StringReader;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequest;

/// A CA for tests: issues server and edge certificates and writes claim tokens.
public final class TestAuthority {
  private static final AtomicLong SERIAL = new AtomicLong(1);

  private final KeyPair key = newKey();
  private final X509Certificate certificate;

  public TestAuthority() {
    certificate =
        issue("CN=test authority", key.getPublic(), Instant.now(), Duration.ofDays(10), true, null);
  }

  public X509Certificate certificate() {
    return certificate;
  }

  /// A token that pins this CA.
  public String claim(byte[] secret) {
    byte[] pin = sha256(certificate.getPublicKey().getEncoded());
    byte[] content = Arrays.copyOf(pin, 48);
    System.arraycopy(secret, 0, content, 32, 16);
    return "hwc1." + Base64.getUrlEncoder().withoutPadding().encodeToString(content);
  }

  public X509Certificate server(PublicKey serverKey, String address, Instant from) {
    return issue("CN=orchestrator", serverKey, from, Duration.ofDays(5), false, address);
  }

  public X509Certificate edge(String csrPem, String edgeId, Instant from, Duration life) {
    try (PEMParser parser = new PEMParser(new StringReader(csrPem))) {
      var request =
          new JcaPKCS10CertificationRequest((PKCS10CertificationRequest) parser.readObject());
      return issue("CN=" + edgeId, request.getPublicKey(), from, life, false, null);
    } catch (Exception e) {
      throw new IllegalArgumentException("csr: unreadable (expected: PEM)", e);
    }
  }

  public X509Certificate edge(PublicKey edgeKey, String edgeId, Instant from) {
    return issue("CN=" + edgeId, edgeKey, from, Duration.ofDays(3), false, null);
  }

  public String pem() {
    return Pem.text(List.of(certificate));
  }

  private X509Certificate issue(
      String subject,
      PublicKey subjectKey,
      Instant from,
      Duration life,
      boolean authority,
      String address) {
    try {
      var builder =
          new JcaX509v3CertificateBuilder(
              new X500Name("CN=test authority"),
              BigInteger.valueOf(SERIAL.incrementAndGet()),
              Date.from(from),
              Date.from(from.plus(life)),
              new X500Name(subject),
              subjectKey);
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
      if (address != null) {
        builder.addExtension(
            Extension.subjectAlternativeName,
            false,
            new GeneralNames(new GeneralName(GeneralName.iPAddress, address)));
      }
      var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(key.getPrivate());
      return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  public static KeyPair newKey() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
