package io.hawser.edge.agent.linux;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Kernel settings below /proc/sys that were changed, with the values that they had.
///
/// Owned by the control agent. A setting that does not exist (no IPv6, no such device yet) is left.
final class Sysctl implements AutoCloseable {
  private static final Path ROOT = Path.of("/proc/sys");

  private final Map<Path, String> before = new LinkedHashMap<>();

  /// Sets "net/ipv4/ip_forward"; does nothing where it has that value.
  void set(String key, String value) {
    Path path = ROOT.resolve(key);
    read(key)
        .filter(held -> !held.equals(value))
        .ifPresent(
            held -> {
              write(path, value);
              before.putIfAbsent(path, held);
            });
  }

  Optional<String> read(String key) {
    try {
      return Optional.of(Files.readString(ROOT.resolve(key)).strip());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static void write(Path path, String value) {
    try {
      Files.write(path, value.getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      throw new LinuxException(path + ": " + value + " refused", e);
    }
  }

  /// Puts back what was there before; settings of devices that are gone went with them.
  @Override
  public void close() {
    before.forEach(
        (path, value) -> {
          if (Files.exists(path)) {
            write(path, value);
          }
        });
    before.clear();
  }
}
