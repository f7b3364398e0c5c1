package io.hawser.lab;

import io.hawser.lab.namespace.HostEnvironment;
import io.hawser.lab.namespace.NetworkNamespace;
import io.hawser.lab.topology.Address;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// A host of a running lab.
public final class Host {
  private static final Duration DEFAULT_LIMIT = Duration.ofSeconds(30);

  private final String name;
  private final NetworkNamespace namespace;
  private final HostEnvironment environment;
  private final List<Address> addresses;
  private final Path logs;
  private final AtomicInteger captures = new AtomicInteger();

  Host(
      String name,
      NetworkNamespace namespace,
      HostEnvironment environment,
      List<Address> addresses,
      Path logs) {
    this.name = name;
    this.namespace = namespace;
    this.environment = environment;
    this.addresses = addresses;
    this.logs = logs;
  }

  public String name() {
    return name;
  }

  /// The inner addresses: of an edge its `lan0`, of others their `eth0`.
  public List<Address> addresses() {
    return addresses;
  }

  /// The inner IPv4 address.
  public InetAddress ipv4() {
    return address(false);
  }

  /// The inner IPv6 address.
  public InetAddress ipv6() {
    return address(true);
  }

  private InetAddress address(boolean ipv6) {
    return addresses.stream()
        .filter(address -> address.isIpv6() == ipv6)
        .findFirst()
        .orElseThrow(
            () -> new IllegalStateException(name + ": no " + (ipv6 ? "IPv6" : "IPv4") + " address"))
        .ip();
  }

  /// Runs a command to its end, at most 30 s.
  public CommandResult exec(String... command) throws IOException {
    return exec(DEFAULT_LIMIT, command);
  }

  /// Runs a command to its end; at the limit it is killed, and the result says so.
  public CommandResult exec(Duration limit, String... command) throws IOException {
    Path output = Files.createTempFile(logs, name + "-", ".out");
    Path errors = Files.createTempFile(logs, name + "-", ".err");
    try {
      Process process =
          builder(Map.of(), command)
              .redirectOutput(output.toFile())
              .redirectError(errors.toFile())
              .start();
      boolean ended = process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
      if (!ended) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().waitFor();
      }
      return new CommandResult(
          name + ": " + String.join(" ", command),
          ended ? process.exitValue() : CommandResult.TIMED_OUT,
          Files.readString(output),
          Files.readString(errors));
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IOException(name + ": interrupted", stopped);
    } finally {
      Files.deleteIfExists(output);
      Files.deleteIfExists(errors);
    }
  }

  /// Starts a long-running command; its output goes to `<host>-<process>.log`, appended over
  /// restarts.
  public HostProcess start(String processName, String... command) throws IOException {
    return start(processName, Map.of(), command);
  }

  /// Starts a long-running command with additions to its environment.
  public HostProcess start(String processName, Map<String, String> variables, String... command)
      throws IOException {
    Path log = logs.resolve(name + "-" + processName + ".log");
    long logStart = Files.exists(log) ? Files.size(log) : 0;
    Process process =
        builder(variables, command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    return new HostProcess(name + "/" + processName, process, log, logStart);
  }

  private ProcessBuilder builder(Map<String, String> variables, String... command) {
    List<String> words = new ArrayList<>(List.of("setsid", "sh", environment.enter().toString()));
    words.addAll(List.of(command));
    ProcessBuilder builder = new ProcessBuilder(words).redirectInput(new File("/dev/null"));
    builder.environment().clear();
    builder
        .environment()
        .put("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
    builder.environment().put("HOME", "/root");
    builder.environment().put("LANG", "C.UTF-8");
    builder.environment().putAll(variables);
    return builder;
  }

  /// Runs Java code on a thread of this host's network: sockets opened there are the host's,
  /// whoever uses them later.
  public <T> T inNetwork(Callable<T> action) throws IOException {
    return namespace.call(action);
  }

  /// Where a private file of this host (`/etc/hawser/…`, `/opt/hawser/…`) really lies.
  public Path path(String inHost) {
    return environment.path(inHost);
  }

  /// Writes a private file of this host.
  public void write(String inHost, String content) throws IOException {
    Path file = path(inHost);
    Files.createDirectories(file.resolveSibling("."));
    Files.writeString(file, content);
  }

  /// Shows a file or directory of the machine inside this host, for processes started from now on.
  public void share(Path outside, String inHost) throws IOException {
    environment.share(outside, inHost);
  }

  /// Records what a device sends and receives, with the kernel's timestamps.
  ///
  /// @param filter in tcpdump's language; empty for everything
  public Capture capture(String device, String filter) throws IOException {
    Path file = logs.resolve(name + "-" + device + "-" + captures.incrementAndGet() + ".pcap");
    return Capture.start(this, device, filter, file);
  }
}
