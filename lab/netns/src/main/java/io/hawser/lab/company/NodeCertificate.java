package io.hawser.lab.company;

import io.hawser.lab.Host;
import java.io.IOException;
import java.nio.file.Files;

/// A self-signed certificate of a host, as OpenVPN takes one: `node.key` and `node.crt` in a
/// directory of the host.
public final class NodeCertificate {
  private NodeCertificate() {}

  /// Makes key and certificate; answers the SHA-256 fingerprint by which others pin it.
  public static String make(Host host, String directory) throws IOException {
    Files.createDirectories(host.path(directory));
    host.exec(
            "sh",
            "-c",
            "cd "
                + directory
                + " && openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes"
                + " -keyout node.key -out node.crt -days 30 -subj /CN="
                + host.name())
        .orThrow();
    String said =
        host.exec(
                "openssl",
                "x509",
                "-in",
                directory + "/node.crt",
                "-noout",
                "-fingerprint",
                "-sha256")
            .orThrow();
    return said.strip().substring(said.indexOf('=') + 1);
  }
}
