package io.hawser.lab.namespace;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/// What makes a namespace a host: its name, and directories that only it sees.
///
/// Each command of the host runs in a mount namespace of its own, in which the host's directories
/// are bound over [#PRIVATE]; so the directories are shared by the host's processes, and no mount
/// outlives them.
public final class HostEnvironment {
  /// The paths that are a host's own.
  public static final List<String> PRIVATE =
      List.of(
          "/etc/hawser",
          "/var/lib/hawser",
          "/var/lib/hawser-orchestrator",
          "/var/log/hawser",
          "/run/hawser",
          "/opt/hawser",
          "/usr/lib/hawser");

  private static final Path MADE_MOUNT_POINTS = Instance.ROOT.resolve("mount-points");

  private final String host;
  private final NetworkNamespace namespace;
  private final Path directory;

  public HostEnvironment(Instance instance, String host) {
    this.host = host;
    this.namespace = instance.host(host);
    this.directory = instance.directory().resolve("hosts").resolve(host);
  }

  /// Makes the directories and the script `enter`.
  public void create() throws IOException {
    Files.createDirectories(directory);
    StringBuilder inside = new StringBuilder("#!/bin/sh\nset -e\n");
    inside.append("umount -l /sys 2>/dev/null || true\nmount -t sysfs sysfs /sys\n");
    for (String path : PRIVATE) {
      makeMountPoint(Path.of(path));
      Files.createDirectories(backing(path));
      inside.append("mount --bind ").append(backing(path)).append(' ').append(path).append('\n');
    }
    bindFile(inside, "/etc/resolv.conf", "# no name server in the lab\n");
    bindFile(inside, "/etc/hosts", "127.0.0.1 localhost " + host + "\n::1 localhost\n");
    inside.append("echo ").append(host).append(" >/proc/sys/kernel/hostname\n");
    inside.append(". ").append(directory.resolve("shared")).append("\ncd /\nexec \"$@\"\n");
    Files.writeString(directory.resolve("shared"), "");
    script("inside", inside.toString());
    script(
        "enter",
        "#!/bin/sh\n# Runs a command as the lab's host "
            + host
            + ".\nexec nsenter --net="
            + namespace.path()
            + " '"
            + Unshare.program()
            + "' --mount --uts --propagation private -- sh "
            + directory.resolve("inside")
            + " \"$@\"\n");
  }

  /// The script that runs a command as this host, for `sh`: where it lies nothing may be executed
  /// on many machines. The command keeps the script's process id.
  public Path enter() {
    return directory.resolve("enter");
  }

  /// Where a file of the host really lies; only below [#PRIVATE].
  public Path path(String inHost) {
    for (String path : PRIVATE) {
      if (inHost.equals(path) || inHost.startsWith(path + "/")) {
        return backing(path).resolve(inHost.substring(path.length()).replaceFirst("^/", ""));
      }
    }
    throw new IllegalArgumentException(
        "path: " + inHost + " (expected: below one of " + String.join(", ", PRIVATE) + ")");
  }

  /// Shows a directory or file of the machine at a path of this host, for processes started from
  /// now on.
  ///
  /// @param inHost a path; where it is missing it is made, below [#PRIVATE] for the host, elsewhere
  ///   as a directory of the machine, until the last lab is gone
  public void share(Path outside, String inHost) throws IOException {
    if (PRIVATE.stream().anyMatch(path -> inHost.startsWith(path + "/"))) {
      Path target = path(inHost);
      if (Files.isDirectory(outside)) {
        Files.createDirectories(target);
      } else if (!Files.exists(target)) {
        Files.createDirectories(target.resolveSibling("."));
        Files.createFile(target);
      }
    } else {
      makeMountPoint(Path.of(inHost));
    }
    Files.writeString(
        directory.resolve("shared"),
        "mount --bind '" + outside.toAbsolutePath() + "' '" + inHost + "'\n",
        StandardOpenOption.APPEND);
  }

  private Path backing(String path) {
    return directory.resolve("root").resolve(path.substring(1));
  }

  private void bindFile(StringBuilder inside, String path, String content) throws IOException {
    if (Files.exists(Path.of(path))) {
      Files.createDirectories(backing(path).resolveSibling("."));
      Files.writeString(backing(path), content);
      inside.append("mount --bind ").append(backing(path)).append(' ').append(path).append('\n');
    }
  }

  private void script(String name, String text) throws IOException {
    Path file = directory.resolve(name);
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
  }

  /// Mounting needs an existing directory; those made for it are noted, to be removed with the last
  /// lab.
  private static void makeMountPoint(Path path) throws IOException {
    if (!Files.exists(path)) {
      Files.createDirectories(path);
      Files.writeString(
          MADE_MOUNT_POINTS, path + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
  }

  /// Removes the mount points made, once no lab is left.
  static void removeMountPoints() throws IOException {
    if (!Leftovers.instances().isEmpty() || !Files.exists(MADE_MOUNT_POINTS)) {
      return;
    }
    for (String path : new ArrayList<>(Files.readAllLines(MADE_MOUNT_POINTS))) {
      String[] children = Path.of(path).toFile().list();
      if (children != null && children.length == 0) {
        Files.delete(Path.of(path));
      }
    }
    Files.delete(MADE_MOUNT_POINTS);
    Files.deleteIfExists(Instance.ROOT);
  }
}
