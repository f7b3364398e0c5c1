package io.hawser.orchestrator.server;

import io.hawser.orchestrator.server.ca.PemFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;

/// What the command line on the same machine shows to the running orchestrator. Whoever can read
/// the file could read the keys beside it.
public final class LocalToken {
  private static final String FILE = "api-token";
  private static final int LENGTH = 32;

  private final byte[] token;

  private LocalToken(byte[] token) {
    this.token = token;
  }

  /// Reads the token below a data directory, or makes one there.
  public static LocalToken open(Path directory, SecureRandom random) {
    Path file = directory.resolve(FILE);
    if (!Files.exists(file)) {
      byte[] bytes = new byte[LENGTH];
      random.nextBytes(bytes);
      PemFiles.writePrivate(
          file, Base64.getUrlEncoder().withoutPadding().encodeToString(bytes) + "\n");
    }
    return new LocalToken(read(directory).getBytes(StandardCharsets.UTF_8));
  }

  /// The token below a data directory.
  public static String read(Path directory) {
    try {
      return Files.readString(directory.resolve(FILE)).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Takes the same time whatever is shown.
  public boolean matches(String shown) {
    return MessageDigest.isEqual(token, shown.getBytes(StandardCharsets.UTF_8));
  }
}
