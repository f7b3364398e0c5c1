package io.hawser.lab.namespace;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// One lab on this machine; several may stand side by side under different names.
///
/// @param name lower-case letters and digits
public record Instance(String name) {
  /// State of all instances.
  public static final Path ROOT = Path.of("/run/hawser-lab");

  /// Its name in the environment; `lab` without one.
  public static final String VARIABLE = "HAWSER_LAB";

  public Instance {
    if (!name.matches("[a-z0-9]{1,12}")) {
      throw new IllegalArgumentException(
          VARIABLE + ": " + name + " (expected: 1 to 12 lower-case letters and digits)");
    }
  }

  /// The instance that the environment names.
  public static Instance fromEnvironment() {
    return new Instance(Optional.ofNullable(System.getenv(VARIABLE)).orElse("lab"));
  }

  public Path directory() {
    return ROOT.resolve(name);
  }

  public Path emulatorSocket() {
    return directory().resolve("emulator.sock");
  }

  String prefix() {
    return "hl." + name + ".";
  }

  public NetworkNamespace host(String host) {
    return new NetworkNamespace(prefix() + host);
  }

  public NetworkNamespace wires() {
    return new NetworkNamespace(prefix() + ".wires");
  }

  /// The bridges of all LANs.
  public NetworkNamespace lans() {
    return new NetworkNamespace(prefix() + ".lans");
  }

  NetworkNamespace transport(String transport) {
    return new NetworkNamespace(prefix() + ".transport." + transport);
  }

  NetworkNamespace nat(String host, String link) {
    return new NetworkNamespace(prefix() + ".nat." + host + "." + link);
  }

  /// Records the process whose end makes this instance a leftover.
  public void own(long pid) throws IOException {
    Files.createDirectories(directory());
    Files.writeString(directory().resolve("owner"), pid + " " + startTicks(pid));
  }

  /// The recorded owner, if that very process still runs.
  public Optional<Long> livingOwner() throws IOException {
    Path file = directory().resolve("owner");
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    String[] words = Files.readString(file).strip().split(" ");
    if (words.length != 2) {
      return Optional.empty();
    }
    long pid = Long.parseLong(words[0]);
    return startTicks(pid).equals(words[1]) ? Optional.of(pid) : Optional.empty();
  }

  /// When a process began, in clock ticks since boot; with its id that is unique. Empty if there is
  /// none.
  private static String startTicks(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      return fields[0].equals("Z") ? "" : fields[19];
    } catch (IOException gone) {
      return "";
    }
  }
}
