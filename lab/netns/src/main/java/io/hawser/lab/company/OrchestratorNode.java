package io.hawser.lab.company;

import io.hawser.lab.CommandResult;
import io.hawser.lab.Host;
import io.hawser.lab.HostProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/// The orchestrator of a running company.
public final class OrchestratorNode {
  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final Duration COMMAND_LIMIT = Duration.ofSeconds(60);
  private static final Pattern PASSWORD = Pattern.compile("one-time password: (\\S+)");
  private static final String DATA = "/var/lib/hawser-orchestrator";
  private static final String COMMAND = "/opt/hawser/orchestrator/bin/hawser-orchestrator";

  private final Host host;
  private final List<String> unitCommand;
  private final String address;
  private HostProcess process;

  OrchestratorNode(Host host, String address, Packages packages) throws IOException {
    this.host = host;
    this.address = address;
    packages.install("orchestrator", host);
    this.unitCommand = packages.unitCommand("orchestrator");
    host.write(
        "/etc/hawser/orchestrator.yaml", "listen: 0.0.0.0:8443\nnames:\n  - " + address + "\n");
    this.process = launch();
  }

  /// Waits until a first start has printed the one-time password, which is the last that it says.
  void awaitFirstStart() throws IOException {
    process.await(PASSWORD.pattern(), START_LIMIT);
  }

  private HostProcess launch() throws IOException {
    return host.start("orchestrator", unitCommand.toArray(String[]::new));
  }

  /// Waits until it serves.
  void awaitReady() throws IOException {
    process.await("(?s)CA key SHA-256 \\S+\n", START_LIMIT);
  }

  public Host host() {
    return host;
  }

  public String url() {
    return "https://" + address + ":8443";
  }

  /// Printed once, at the first start.
  public String oneTimePassword() throws IOException {
    Matcher found = PASSWORD.matcher(process.output());
    return found.find() ? found.group(1) : "";
  }

  public HostProcess process() {
    return process;
  }

  /// Runs its command line: `hawser-orchestrator …`.
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

  /// What the API says of a flow of an edge, as the administrator of its machine asks.
  public JsonNode explain(String edge, String flow) throws IOException {
    String told =
        host.exec(
                COMMAND_LIMIT,
                "sh",
                "-c",
                "curl -sS -m 20 --cacert %s/ca.pem -H \"Authorization: Bearer $(cat %s/api-token)\""
                        .formatted(DATA, DATA)
                    + " -d '{\"flow\":\"%s\"}' https://127.0.0.1:8443/api/v1/edges/%s/explain"
                        .formatted(flow, edge))
            .orThrow();
    return new ObjectMapper().readTree(told);
  }

  /// Puts a company and a policy in force, from files of the repository.
  public void apply(Path company, Path policy) throws IOException {
    run("apply", company.toString(), "--policy", policy.toString()).orThrow();
  }

  /// A claim's token, printed once.
  public String token(String site, boolean approved) throws IOException {
    List<String> words =
        new ArrayList<>(List.of("token", "create", "--site", site, "--name", site));
    if (approved) {
      words.add("--approved");
    }
    return run(words.toArray(String[]::new)).orThrow().strip();
  }

  public void stop() throws IOException {
    process.stop();
  }

  public void kill() throws IOException {
    process.kill();
  }

  /// Starts it again after [#stop] or [#kill].
  public void restart() throws IOException {
    process = launch();
    awaitReady();
  }
}
