package io.hawser.orchestrator.server.ca;

import io.hawser.orchestrator.company.IssuedCertificate;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// Issues certificates. Its own is pinned by every claim, so it outlives the boxes.
public final class CertificateAuthority {
  /// Of a device made today and bricked by nothing but our certificate: never.
  private static final Duration ROOT_LIFE = Duration.ofDays(30 * 365L);

  private static final Duration EDGE_LIFE = Duration.ofDays(2 * 365L);

  /// The longest that common TLS clients accept.
  static final Duration SERVER_LIFE = Duration.ofDays(397);

  /// Boxes without a battery wake up in the past, and ours may be ahead of theirs.
  private static final Duration BACKDATED = Duration.ofDays(1);

  /// RFC 5280, section 4.1.2.2: at most 20 octets, positive.
  private static final int SERIAL_BITS = 127;

  private final X509Certificate certificate;
  private final PrivateKey key;
  private final SecureRandom random;

  private CertificateAuthority(X509Certificate certificate, PrivateKey key, SecureRandom random) {
    this.certificate = certificate;
    this.key = key;
    this.random = random;
  }

  /// Reads the authority below a directory, or makes one there.
  public static CertificateAuthority open(Path directory, Instant now, SecureRandom random) {
    Path certificateFile = directory.resolve("ca.pem");
    Path keyFile = directory.resolve("ca.key.pem");
    if (!Files.exists(certificateFile)) {
      make(certificateFile, keyFile, now, random);
    }
    return new CertificateAuthority(
        Keys.certificate(PemFiles.read(certificateFile, PemFiles.CERTIFICATE)),
        Keys.privateKey("EC", PemFiles.read(keyFile, PemFiles.PRIVATE_KEY)),
        random);
  }

  /// The certificate is written last: with it there, the key is.
  private static void make(Path certificateFile, Path keyFile, Instant now, SecureRandom random) {
    KeyPair pair = Keys.p256(random);
    X500Principal name = new X500Principal("CN=Hawser CA, O=Hawser");
    try {
      X509v3CertificateBuilder builder =
          new JcaX509v3CertificateBuilder(
                  name,
                  serial(random),
                  Date.from(now.minus(BACKDATED)),
                  Date.from(now.plus(ROOT_LIFE)),
                  name,
                  pair.getPublic())
              .addExtension(Extension.basicConstraints, true, new BasicConstraints(0))
              .addExtension(
                  Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign))
              .addExtension(
                  Extension.subjectKeyIdentifier,
                  false,
                  new JcaX509ExtensionUtils().createSubjectKeyIdentifier(pair.getPublic()));
      X509Certificate made = sign(builder, pair.getPrivate());
      PemFiles.writePrivate(
          keyFile, PemFiles.pem(PemFiles.PRIVATE_KEY, pair.getPrivate().getEncoded()));
      PemFiles.writePublic(certificateFile, PemFiles.pem(PemFiles.CERTIFICATE, made.getEncoded()));
    } catch (GeneralSecurityException | CertIOException e) {
      throw new IllegalStateException(e);
    }
  }

  public X509Certificate certificate() {
    return certificate;
  }

  public String certificatePem() {
    return pem(certificate);
  }

  /// SHA-256 of our key's SubjectPublicKeyInfo; what claims pin.
  public byte[] pin() {
    return Fingerprint.sha256(certificate.getPublicKey().getEncoded());
  }

  /// A client certificate whose common name is the edge's id.
  public IssuedCertificate issueEdge(String edgeId, PublicKey edgeKey, Instant now) {
    X509Certificate issued =
        issue("CN=" + edgeId, edgeKey, now, EDGE_LIFE, KeyPurposeId.id_kp_clientAuth, List.of());
    return new IssuedCertificate(
        pem(issued) + certificatePem(),
        issued.getSerialNumber().toString(16),
        issued.getNotAfter().getTime());
  }

  X509Certificate issueServer(PublicKey serverKey, List<GeneralName> names, Instant now) {
    return issue(
        "CN=Hawser orchestrator",
        serverKey,
        now,
        SERVER_LIFE,
        KeyPurposeId.id_kp_serverAuth,
        names);
  }

  private X509Certificate issue(
      String subject,
      PublicKey subjectKey,
      Instant now,
      Duration life,
      KeyPurposeId purpose,
      List<GeneralName> names) {
    try {
      JcaX509ExtensionUtils utils = new JcaX509ExtensionUtils();
      X509v3CertificateBuilder builder =
          new JcaX509v3CertificateBuilder(
                  certificate.getSubjectX500Principal(),
                  serial(random),
                  Date.from(now.minus(BACKDATED)),
                  Date.from(now.plus(life)),
                  new X500Principal(subject),
                  subjectKey)
              .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
              .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
              .addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purpose))
              .addExtension(
                  Extension.authorityKeyIdentifier,
                  false,
                  utils.createAuthorityKeyIdentifier(certificate.getPublicKey()))
              .addExtension(
                  Extension.subjectKeyIdentifier,
                  false,
                  utils.createSubjectKeyIdentifier(subjectKey));
      if (!names.isEmpty()) {
        builder.addExtension(
            Extension.subjectAlternativeName,
            false,
            new GeneralNames(names.toArray(GeneralName[]::new)));
      }
      return sign(builder, key);
    } catch (GeneralSecurityException | CertIOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static X509Certificate sign(X509v3CertificateBuilder builder, PrivateKey signer)
      throws GeneralSecurityException {
    try {
      return new JcaX509CertificateConverter()
          .getCertificate(
              builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(signer)));
    } catch (OperatorCreationException e) {
      throw new GeneralSecurityException(e);
    }
  }

  private static BigInteger serial(SecureRandom random) {
    return new BigInteger(SERIAL_BITS, random).setBit(SERIAL_BITS - 1);
  }

  static String pem(X509Certificate certificate) {
    try {
      return PemFiles.pem(PemFiles.CERTIFICATE, certificate.getEncoded());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
