package io.hawser.lab.company;

import io.hawser.lab.Host;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// The packages of `appliance-image/target`, unpacked once and shown to any number of hosts.
final class Packages {
  private final Path root;

  Packages(Path root) {
    this.root = root;
  }

  /// Shows a product (`edge`, `orchestrator`) on a host where its package would put it.
  void install(String product, Host host) throws IOException {
    host.share(unpacked(product), "/opt/hawser/" + product);
  }

  /// The command line of the product's unit, word by word.
  List<String> unitCommand(String product) throws IOException {
    String line =
        output(root.resolve("appliance-image/unit-command").toString(), "hawser-" + product);
    return List.of(line.strip().split(" +"));
  }

  private Path unpacked(String product) throws IOException {
    Path archive = archive(product);
    Path directory = root.resolve("lab/netns/target/packages").resolve(product);
    Path mark = directory.resolve("unpacked");
    FileTime made = Files.getLastModifiedTime(archive);
    if (!Files.exists(mark) || !Files.getLastModifiedTime(mark).equals(made)) {
      output("rm", "-rf", directory.toString());
      Files.createDirectories(directory);
      output("tar", "-C", directory.toString(), "-xzf", archive.toString());
      Files.writeString(mark, archive.toString());
      Files.setLastModifiedTime(mark, made);
    }
    return directory.resolve("opt/hawser").resolve(product);
  }

  private Path archive(String product) throws IOException {
    Path target = root.resolve("appliance-image/target");
    try (Stream<Path> files = Files.list(target)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith("hawser-" + product + "-"))
          .filter(file -> file.toString().endsWith(".tar.gz"))
          .max(Comparator.naturalOrder())
          .orElseThrow(
              () ->
                  new IOException(
                      target + ": no hawser-" + product + "-….tar.gz (expected: a build)"));
    }
  }

  private static String output(String... command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (process.waitFor() != 0) {
        throw new IOException(String.join(" ", command) + ": " + output);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
    return output;
  }
}
