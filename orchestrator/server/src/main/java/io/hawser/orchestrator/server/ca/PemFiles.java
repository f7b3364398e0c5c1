package io.hawser.orchestrator.server.ca;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemReader;
import org.bouncycastle.util.io.pem.PemWriter;
import org.jspecify.annotations.Nullable;

/// PEM text and the files that hold it.
public final class PemFiles {
  public static final String CERTIFICATE = "CERTIFICATE";
  static final String PRIVATE_KEY = "PRIVATE KEY";

  private PemFiles() {}

  public static String pem(String type, byte[] der) {
    StringWriter text = new StringWriter();
    try (PemWriter out = new PemWriter(text)) {
      out.writeObject(new PemObject(type, der));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  /// The first PEM object of a text, null where there is none.
  static @Nullable PemObject first(String text) throws IOException {
    try (PemReader in = new PemReader(new StringReader(text))) {
      return in.readPemObject();
    }
  }

  static byte[] read(Path file, String type) {
    try {
      PemObject object = first(Files.readString(file));
      if (object == null || !object.getType().equals(type)) {
        throw new IllegalStateException(file + ": no " + type + " (expected: PEM)");
      }
      return object.getContent();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Writes a file that only its owner may read, whole or not at all.
  public static void writePrivate(Path file, String text) {
    write(file, text, "rw-------");
  }

  static void writePublic(Path file, String text) {
    write(file, text, "rw-r--r--");
  }

  private static void write(Path file, String text, String mode) {
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    try {
      Files.deleteIfExists(fresh);
      try (FileChannel out =
          FileChannel.open(
              fresh,
              Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode)))) {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
          out.write(bytes);
        }
        out.force(true);
      }
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
