import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/// Takes the signatures out of jars, and the announcement of security providers. `build` runs it
/// from source.
///
/// A signed jar costs an agent some 10 MB and tenths of a second: the digests of all its classes
/// are kept, each class is verified anew, and none goes into the archive of classes. An announced
/// provider is made, with a thousand entries, whenever any algorithm is asked for; ours are called
/// by name.
class Unsigned {
  private static final List<String> SIGNATURES = List.of(".SF", ".RSA", ".DSA", ".EC");
  private static final String MANIFEST = "META-INF/MANIFEST.MF";
  private static final String PROVIDERS = "META-INF/services/java.security.Provider";

  public static void main(String[] jars) throws IOException {
    for (String jar : jars) {
      Path file = Path.of(jar);
      if (isConcerned(file)) {
        Path part = file.resolveSibling(file.getFileName() + ".part");
        rewrite(file, part);
        Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  private static boolean isConcerned(Path jar) throws IOException {
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      return zip.stream()
          .anyMatch(entry -> isSignature(entry.getName()) || entry.getName().equals(PROVIDERS));
    }
  }

  private static boolean isSignature(String name) {
    String upper = name.toUpperCase(Locale.ROOT);
    return upper.startsWith("META-INF/") && SIGNATURES.stream().anyMatch(upper::endsWith);
  }

  /// Entries keep their order and times.
  private static void rewrite(Path from, Path to) throws IOException {
    try (ZipFile zip = new ZipFile(from.toFile());
        OutputStream file = Files.newOutputStream(to);
        ZipOutputStream out = new ZipOutputStream(file)) {
      for (ZipEntry entry : zip.stream().toList()) {
        if (isSignature(entry.getName()) || entry.getName().equals(PROVIDERS)) {
          continue;
        }
        ZipEntry copy = new ZipEntry(entry.getName());
        copy.setTimeLocal(entry.getTimeLocal());
        out.putNextEntry(copy);
        try (InputStream content = zip.getInputStream(entry)) {
          if (entry.getName().equals(MANIFEST)) {
            withoutDigests(content).write(out);
          } else {
            content.transferTo(out);
          }
        }
        out.closeEntry();
      }
    }
  }

  private static Manifest withoutDigests(InputStream content) throws IOException {
    Manifest manifest = new Manifest(content);
    for (Map.Entry<String, Attributes> section : manifest.getEntries().entrySet()) {
      section.getValue().keySet().removeIf(key -> key.toString().endsWith("-Digest"));
    }
    manifest.getEntries().values().removeIf(Attributes::isEmpty);
    return manifest;
  }
}
