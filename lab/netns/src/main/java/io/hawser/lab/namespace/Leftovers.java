package io.hawser.lab.namespace;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/// Removes labs: every process inside their namespaces, the namespaces (and with them the devices),
/// the state.
public final class Leftovers {
  private static final Path NAMESPACES = Path.of("/run/netns");
  private static final long KILL_LIMIT_NS = 5_000_000_000L;

  private Leftovers() {}

  /// Removes one instance, whether its owner lives or not; answers what was found, in words.
  public static List<String> remove(Instance instance) throws IOException {
    List<String> found = new ArrayList<>();
    List<Path> namespaces = namespaces(instance);
    int killed = kill(namespaces);
    if (killed > 0) {
      found.add(killed + " processes");
    }
    for (Path namespace : namespaces) {
      Command.run("", List.of("ip", "netns", "delete", namespace.getFileName().toString()));
    }
    if (!namespaces.isEmpty()) {
      found.add(namespaces.size() + " namespaces");
    }
    if (Files.exists(instance.directory())) {
      deleteTree(instance.directory());
      found.add(instance.directory().toString());
    }
    HostEnvironment.removeMountPoints();
    return found;
  }

  /// Removes every instance whose owner has ended; answers what was found.
  public static List<String> removeAbandoned() throws IOException {
    List<String> found = new ArrayList<>();
    for (Instance instance : instances()) {
      if (instance.livingOwner().isEmpty()) {
        found.addAll(remove(instance));
      }
    }
    return found;
  }

  /// The instances that have state on this machine.
  public static List<Instance> instances() throws IOException {
    if (!Files.exists(Instance.ROOT)) {
      return List.of();
    }
    try (Stream<Path> directories = Files.list(Instance.ROOT)) {
      return directories
          .filter(Files::isDirectory)
          .map(path -> new Instance(path.getFileName().toString()))
          .toList();
    }
  }

  private static List<Path> namespaces(Instance instance) throws IOException {
    if (!Files.exists(NAMESPACES)) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(NAMESPACES)) {
      return all.filter(path -> path.getFileName().toString().startsWith(instance.prefix()))
          .sorted()
          .toList();
    }
  }

  /// Kills what runs inside; again and again, in case a process starts another.
  private static int kill(List<Path> namespaces) throws IOException {
    long deadlineNs = System.nanoTime() + KILL_LIMIT_NS;
    int killed = 0;
    List<ProcessHandle> inside = inside(namespaces);
    while (!inside.isEmpty() && System.nanoTime() - deadlineNs < 0) {
      for (ProcessHandle process : inside) {
        killed += process.destroyForcibly() ? 1 : 0;
      }
      LockSupport.parkNanos(20_000_000);
      inside = inside(namespaces);
    }
    return killed;
  }

  /// The processes whose network namespace is one of these.
  static List<ProcessHandle> inside(List<Path> namespaces) throws IOException {
    List<String> inodes = new ArrayList<>();
    for (Path namespace : namespaces) {
      inodes.add("net:[" + Files.getAttribute(namespace, "unix:ino") + "]");
    }
    return ProcessHandle.allProcesses()
        .filter(process -> inodes.contains(namespaceOf(process.pid())))
        .toList();
  }

  private static String namespaceOf(long pid) {
    try {
      return Files.readSymbolicLink(Path.of("/proc", Long.toString(pid), "ns/net")).toString();
    } catch (IOException gone) {
      return "";
    }
  }

  private static void deleteTree(Path directory) throws IOException {
    List<Path> paths;
    try (Stream<Path> walk = Files.walk(directory)) {
      paths = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : paths) {
      Files.deleteIfExists(path);
    }
  }
}
