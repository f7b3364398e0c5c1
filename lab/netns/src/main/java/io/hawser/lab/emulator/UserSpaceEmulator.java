package io.hawser.lab.emulator;

import io.hawser.lab.link.LinkSettingException;
import io.hawser.lab.link.LinkSettings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.ObjectMapper;

/// The lab's side of [EmulatorProcess]: starts it in the middle namespace, or finds a running one
/// by its socket.
public final class UserSpaceEmulator implements LinkEmulator {
  private static final Duration START_LIMIT = Duration.ofSeconds(20);

  private final Path socket;
  private final @Nullable Process process;
  private final ObjectMapper json = new ObjectMapper();

  private UserSpaceEmulator(Path socket, @Nullable Process process) {
    this.socket = socket;
    this.process = process;
  }

  /// An emulator that already runs.
  public static UserSpaceEmulator at(Path socket) {
    return new UserSpaceEmulator(socket, null);
  }

  /// Starts an emulator.
  ///
  /// @param namespace path of the middle network namespace
  /// @param directory where its wire file, socket and log are kept
  /// @param detached whether it goes on when this process ends
  public static UserSpaceEmulator start(
      Path namespace, Path directory, List<WirePlan> wires, long seed, boolean detached)
      throws IOException {
    Path wireFile = directory.resolve("wires");
    Path socket = directory.resolve("emulator.sock");
    Files.write(wireFile, wires.stream().map(WirePlan::line).toList());
    ProcessBuilder builder =
        new ProcessBuilder(
            "nsenter",
            "--net=" + namespace,
            "setsid",
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-Xmx64m",
            "-XX:-UsePerfData",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            EmulatorProcess.class.getName(),
            wireFile.toString(),
            socket.toString(),
            Long.toString(seed),
            detached ? "detached" : "bound");
    Path log = directory.resolve("emulator.log");
    builder.redirectErrorStream(true).redirectOutput(log.toFile());
    if (detached) {
      builder.redirectInput(Path.of("/dev/null").toFile());
    }
    UserSpaceEmulator emulator = new UserSpaceEmulator(socket, builder.start());
    emulator.awaitStart(log);
    return emulator;
  }

  private void awaitStart(Path log) throws IOException {
    long deadlineNs = System.nanoTime() + START_LIMIT.toNanos();
    while (true) {
      try {
        // Answered by the loop itself, so after its warm-up.
        request("reset");
        return;
      } catch (UncheckedIOException notYet) {
        if (System.nanoTime() - deadlineNs >= 0 || process == null || !process.isAlive()) {
          close();
          throw new IOException("emulator: did not start\n" + Files.readString(log), notYet);
        }
        LockSupport.parkNanos(10_000_000);
      }
    }
  }

  @Override
  public void set(String link, List<String> words) {
    request("set " + link + " " + String.join(" ", words));
  }

  @Override
  public LinkSettings settings(String link) {
    return LinkSettings.PERFECT.with(List.of(request("settings " + link).split(" ")));
  }

  @Override
  public Map<String, Map<String, Long>> counters(String link) {
    return json.readValue(request("counters " + link), new TypeReference<>() {});
  }

  @Override
  public Punctuality punctuality() {
    return json.readValue(request("punctuality"), Punctuality.class);
  }

  @Override
  public void resetPunctuality() {
    request("reset");
  }

  /// The names of all links.
  public List<String> links() {
    return List.of(request("links").split(" "));
  }

  /// The process's id, if this lab started it.
  public long pid() {
    return process == null ? 0 : process.pid();
  }

  private String request(String line) {
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      channel.write(ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8)));
      String answer =
          new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8)).readLine();
      if (answer == null || !answer.startsWith("ok")) {
        throw new LinkSettingException(
            answer == null ? "emulator: no answer" : answer.substring("error ".length()));
      }
      return answer.substring("ok".length()).strip();
    } catch (IOException unreachable) {
      throw new UncheckedIOException("emulator: " + socket + " does not answer", unreachable);
    }
  }

  @Override
  public void close() {
    if (process != null) {
      process.destroyForcibly();
      try {
        process.waitFor();
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
