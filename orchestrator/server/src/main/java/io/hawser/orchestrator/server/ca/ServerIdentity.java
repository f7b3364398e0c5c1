package io.hawser.orchestrator.server.ca;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.bouncycastle.asn1.x509.GeneralName;

/// The certificate and key that TLS clients see.
public record ServerIdentity(X509Certificate certificate, PrivateKey key) {
  /// Renewed with less than a third of its life left.
  private static final int LIFE_PARTS = 3;

  /// Reads the identity below a directory, or makes one there for these names and numeric
  /// addresses.
  public static ServerIdentity open(
      Path directory,
      CertificateAuthority authority,
      Set<String> names,
      Instant now,
      SecureRandom random) {
    Path certificateFile = directory.resolve("server.pem");
    Path keyFile = directory.resolve("server.key.pem");
    if (Files.exists(certificateFile) && Files.exists(keyFile)) {
      X509Certificate certificate =
          Keys.certificate(PemFiles.read(certificateFile, PemFiles.CERTIFICATE));
      if (serves(certificate, names, now)) {
        return new ServerIdentity(
            certificate, Keys.privateKey("EC", PemFiles.read(keyFile, PemFiles.PRIVATE_KEY)));
      }
    }
    KeyPair pair = Keys.p256(random);
    List<GeneralName> generalNames = names.stream().sorted().map(ServerIdentity::name).toList();
    X509Certificate certificate = authority.issueServer(pair.getPublic(), generalNames, now);
    PemFiles.writePrivate(
        keyFile, PemFiles.pem(PemFiles.PRIVATE_KEY, pair.getPrivate().getEncoded()));
    PemFiles.writePublic(certificateFile, CertificateAuthority.pem(certificate));
    return new ServerIdentity(certificate, pair.getPrivate());
  }

  /// Whether it is time for another.
  boolean isDue(Instant now) {
    return isDue(certificate, now);
  }

  private static boolean isDue(X509Certificate certificate, Instant now) {
    Instant renewal =
        certificate
            .getNotAfter()
            .toInstant()
            .minus(CertificateAuthority.SERVER_LIFE.dividedBy(LIFE_PARTS));
    return !now.isBefore(renewal);
  }

  private static boolean serves(X509Certificate certificate, Set<String> names, Instant now) {
    return !isDue(certificate, now) && names(certificate).equals(new TreeSet<>(names));
  }

  private static Set<String> names(X509Certificate certificate) {
    Set<String> names = new TreeSet<>();
    try {
      Collection<List<?>> all = certificate.getSubjectAlternativeNames();
      if (all != null) {
        all.forEach(name -> names.add(String.valueOf(name.get(1))));
      }
    } catch (CertificateParsingException e) {
      names.clear();
    }
    return names;
  }

  private static GeneralName name(String text) {
    boolean address = text.indexOf(':') >= 0 || text.matches("[0-9.]+");
    return new GeneralName(address ? GeneralName.iPAddress : GeneralName.dNSName, text);
  }
}
