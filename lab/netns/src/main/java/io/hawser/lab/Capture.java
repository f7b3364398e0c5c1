package io.hawser.lab;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Packets recorded by tcpdump, with nanosecond timestamps of the kernel.
public final class Capture implements AutoCloseable {
  private static final Duration START_LIMIT = Duration.ofSeconds(10);
  private static final Pattern DROPPED = Pattern.compile("(\\d+) packets dropped by kernel");
  private static final int SNAPSHOT_LENGTH = 128;

  private final Host host;
  private final HostProcess tcpdump;
  private final Path file;

  private Capture(Host host, HostProcess tcpdump, Path file) {
    this.host = host;
    this.tcpdump = tcpdump;
    this.file = file;
  }

  static Capture start(Host host, String device, String filter, Path file) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                "tcpdump",
                "-i",
                device,
                "-n",
                "--immediate-mode",
                "-B",
                "16384",
                "-Z",
                "root",
                "--time-stamp-precision=nano",
                "-s",
                Integer.toString(SNAPSHOT_LENGTH),
                "-w",
                file.toString()));
    if (!filter.isEmpty()) {
      command.add(filter);
    }
    String name = file.getFileName().toString().replace(".pcap", "");
    HostProcess tcpdump = host.start("tcpdump-" + name, command.toArray(String[]::new));
    tcpdump.await("listening on", START_LIMIT);
    return new Capture(host, tcpdump, file);
  }

  /// Ends the recording and answers its file.
  public Path stop() throws IOException {
    if (tcpdump.isAlive()) {
      tcpdump.stop();
    }
    return file;
  }

  /// Packets that the kernel dropped because tcpdump did not read them in time; ends the recording.
  public long dropped() throws IOException {
    stop();
    Matcher matcher = DROPPED.matcher(tcpdump.output());
    return matcher.find() ? Long.parseLong(matcher.group(1)) : 0;
  }

  /// The packets as tcpdump prints them, one a line; ends the recording.
  public List<String> lines() throws IOException {
    stop();
    String text =
        host.exec(Duration.ofSeconds(60), "tcpdump", "-n", "-tt", "-r", file.toString()).orThrow();
    return text.lines().toList();
  }

  /// Chosen fields of each packet by tshark (`wg.type`, `frame.time_epoch` …), tab-separated; ends
  /// the recording.
  public List<String> fields(String displayFilter, String... fields) throws IOException {
    stop();
    List<String> command =
        new ArrayList<>(
            List.of("tshark", "-r", file.toString(), "-T", "fields", "-Y", displayFilter));
    for (String field : fields) {
      command.addAll(List.of("-e", field));
    }
    return host.exec(Duration.ofSeconds(120), command.toArray(String[]::new))
        .orThrow()
        .lines()
        .toList();
  }

  @Override
  public void close() throws IOException {
    stop();
  }
}
