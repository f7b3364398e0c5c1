package io.hawser.lab.company;

import io.hawser.lab.CommandResult;
import io.hawser.lab.Host;
import io.hawser.lab.HostProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/// An edge of a running company.
public final class EdgeNode {
  /// The journal adds the time on an appliance; here nobody does.
  private static final String LOG_TIMES =
      "-Dorg.slf4j.simpleLogger.showDateTime=true"
          + " -Dorg.slf4j.simpleLogger.dateTimeFormat=HH:mm:ss.SSS";

  private static final Duration COMMAND_LIMIT = Duration.ofSeconds(30);
  private static final Set<String> DEAD = Set.of("unknown", "down");
  private static final String COMMAND = "/opt/hawser/edge/bin/hawser";

  /// The property that names what edges of all scenarios do without, as `gso,gro`.
  public static final String WITHOUT = "hawser.without";

  /// The words that it knows.
  public static final List<String> OFFLOADS = List.of("gso", "gro", "tso", "uso", "libcrypto");

  private final Host host;
  private final List<String> unitCommand;
  private String settings = "";
  private String without = System.getProperty(WITHOUT, "");
  private int threads;
  private Duration ahead = Duration.ZERO;
  private @Nullable HostProcess process;
  private long startedNs;

  EdgeNode(Host host, Packages packages) throws IOException {
    this.host = host;
    packages.install("edge", host);
    this.unitCommand = packages.unitCommand("edge");
  }

  /// Writes its settings: where the orchestrator is, and its claim.
  public void provision(String orchestrator, String token) throws IOException {
    settings =
        "orchestrator: " + orchestrator + "\nclaim: " + token + "\nserial: lab-" + name() + "\n";
    writeSettings();
  }

  private void writeSettings() throws IOException {
    String ofThreads = threads == 0 ? "" : "threads: " + threads + "\n";
    host.write("/etc/hawser/edge.yaml", settings + ofThreads);
  }

  /// From the next start on it does without these ([#OFFLOADS], separated by commas), and carries
  /// packets by so many threads; 0 leaves that to itself.
  public void vary(String withoutWords, int packetThreads) throws IOException {
    without = withoutWords;
    threads = packetThreads;
    if (!settings.isEmpty()) {
      writeSettings();
    }
  }

  /// Power on, by the unit's own command line.
  public void start() throws IOException {
    start(Map.of());
  }

  /// Power on, by the unit's own command line, with additions to its environment.
  public void start(Map<String, String> variables) throws IOException {
    Map<String, String> all = new LinkedHashMap<>(variables);
    String options = without.isEmpty() ? LOG_TIMES : LOG_TIMES + " -D" + WITHOUT + "=" + without;
    all.merge("JDK_JAVA_OPTIONS", options, (a, b) -> a + " " + b);
    startedNs = System.nanoTime();
    List<String> command = ahead.isZero() ? unitCommand : OtherClock.ahead(ahead, unitCommand);
    process = host.start("edge", all, command.toArray(String[]::new));
  }

  /// From the next start on its monotonic clock is that much ahead of every other edge's.
  public void setClockAhead(Duration by) {
    ahead = by;
  }

  public String name() {
    return host.name();
  }

  public Host host() {
    return host;
  }

  public HostProcess process() {
    if (process == null) {
      throw new IllegalStateException(name() + ": not started (expected: start first)");
    }
    return process;
  }

  public double secondsSinceStart() {
    return (System.nanoTime() - startedNs) / 1e9;
  }

  /// Runs its command line: `hawser …`.
  public CommandResult run(String... words) throws IOException {
    List<String> command = new ArrayList<>(List.of(COMMAND));
    command.addAll(List.of(words));
    return host.exec(COMMAND_LIMIT, command.toArray(String[]::new));
  }

  /// Runs its command line with `--json`.
  public JsonNode ask(String... words) throws IOException {
    List<String> all = new ArrayList<>(List.of(words));
    all.add("--json");
    return new ObjectMapper().readTree(run(all.toArray(String[]::new)).orThrow());
  }

  /// Asks what `ask` does, at no cost worth mentioning: the socket behind the command line.
  public JsonNode poll(String verb) throws IOException {
    return new LocalApi(host.path("/run/hawser/agent.sock")).ask(verb);
  }

  /// Where its log stands.
  public EdgeLog.Mark markLog() throws IOException {
    return new EdgeLog.Mark(this, process().output().length());
  }

  /// How many of its paths are up in both directions.
  public int pathsUp() throws IOException {
    int up = 0;
    for (JsonNode path : ask("paths")) {
      if (isUp(path.path("stateOut").asString()) && isUp(path.path("stateIn").asString())) {
        up++;
      }
    }
    return up;
  }

  /// How many of its paths carry packets both ways, however well they do.
  public int pathsAlive() throws IOException {
    int alive = 0;
    for (JsonNode path : ask("paths")) {
      boolean dead =
          DEAD.contains(path.path("stateOut").asString())
              || DEAD.contains(path.path("stateIn").asString());
      alive += dead ? 0 : 1;
    }
    return alive;
  }

  private static boolean isUp(String state) {
    return state.equals("up") || state.equals("probation");
  }

  public void kill() throws IOException {
    process().kill();
  }

  public void stop() throws IOException {
    process().stop();
  }
}
