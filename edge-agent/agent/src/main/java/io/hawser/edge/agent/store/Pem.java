package io.hawser.edge.agent.store;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;

/// Text encoding of keys and certificates (RFC 7468).
public final class Pem {
  private static final Base64.Encoder LINES =
      Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));

  public static String text(String label, byte[] der) {
    return "-----BEGIN "
        + label
        + "-----\n"
        + LINES.encodeToString(der)
        + "\n-----END "
        + label
        + "-----\n";
  }

  /// The bytes of the first block with that label.
  static byte[] block(String label, String text) {
    String begin = "-----BEGIN " + label + "-----";
    int from = text.indexOf(begin);
    int to = text.indexOf("-----END " + label + "-----");
    if (from < 0 || to < from) {
      throw new IllegalArgumentException("PEM: no " + label + " (expected: " + begin + ")");
    }
    return Base64.getMimeDecoder().decode(text.substring(from + begin.length(), to));
  }

  /// All certificates in the text, in their order; at least one.
  public static List<X509Certificate> certificates(String text) {
    try {
      var in = new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII));
      List<X509Certificate> found =
          CertificateFactory.getInstance("X.509").generateCertificates(in).stream()
              .map(X509Certificate.class::cast)
              .toList();
      if (found.isEmpty()) {
        throw new IllegalArgumentException("certificates: none (expected: PEM, one or more)");
      }
      return found;
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("certificates: unreadable (expected: PEM)", e);
    }
  }

  public static String text(List<X509Certificate> certificates) {
    StringBuilder text = new StringBuilder();
    try {
      for (X509Certificate certificate : certificates) {
        text.append(text("CERTIFICATE", certificate.getEncoded()));
      }
    } catch (CertificateEncodingException e) {
      throw new IllegalArgumentException("certificate: not encodable (expected: X.509)", e);
    }
    return text.toString();
  }

  private Pem() {}
}
