package io.hawser.lab.namespace;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;

/// A copy of the program `unshare` under a name that AppArmor does not know.
///
/// Ubuntu has a profile for the path `/usr/bin/unshare` (`unshare-userns-restrict`), under which
/// what it starts may not mount, though it is root. The copy lies with what was built: /run, where
/// the lab has its state, is often mounted `noexec`.
final class Unshare {
  private static final Path ORIGINAL = Path.of("/usr/bin/unshare");
  private static final Path COPY =
      Path.of(System.getProperty("hawser.root", "."), "lab/netns/target/hawser-lab-unshare");

  private Unshare() {}

  /// Where the copy is; made where it is missing or the original is another.
  static Path program() throws IOException {
    Path copy = COPY.toAbsolutePath().normalize();
    FileTime made = Files.getLastModifiedTime(ORIGINAL);
    if (!Files.isExecutable(copy) || !Files.getLastModifiedTime(copy).equals(made)) {
      Path fresh = Files.createTempFile(copy.resolveSibling("."), "unshare", "");
      Files.copy(
          ORIGINAL, fresh, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
      Files.move(fresh, copy, StandardCopyOption.ATOMIC_MOVE);
    }
    return copy;
  }
}
