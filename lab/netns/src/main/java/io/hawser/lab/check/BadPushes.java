package io.hawser.lab.check;

import io.hawser.lab.company.Company;
import io.hawser.lab.company.EdgeNode;
import io.hawser.lab.company.OrchestratorNode;
import io.hawser.lab.namespace.Command;
import io.hawser.lab.scenario.Figures;
import io.hawser.lab.scenario.ScenarioContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// Revisions that the orchestrator pushes and an edge must not follow: an older one, after a backup
/// was restored, and one that somebody changed in the orchestrator's database.
///
/// The real orchestrator pushes them over its real channel; only its data is what it should not be.
final class BadPushes {
  private static final Path DATA = Path.of("/var/lib/hawser-orchestrator");
  private static final String REVISION = "/var/lib/hawser/revision";
  private static final String JAVA = "/opt/hawser/orchestrator/jre/bin/java";
  private static final String LIBRARIES = "/opt/hawser/orchestrator/lib/*";
  private static final Duration LIMIT = Duration.ofSeconds(90);

  /// So that a number which the restored orchestrator gives to something else stays below.
  private static final List<Integer> LATENCIES_MS = List.of(310, 320, 330);

  private final ScenarioContext context;
  private final OrchestratorNode orchestrator;
  private final EdgeNode edge;
  private final Figures figures;

  private BadPushes(ScenarioContext context, Company company, Figures figures) {
    this.context = context;
    this.orchestrator = company.orchestrator();
    this.edge = company.edge("branch-1");
    this.figures = figures;
  }

  static void check(ScenarioContext context, Company company, Figures figures) throws IOException {
    new BadPushes(context, company, figures).run();
  }

  private void run() throws IOException {
    long older = revision();
    orchestrator.stop();
    Path backup = keep("backup");
    orchestrator.restart();
    for (int latencyMs : LATENCIES_MS) {
      apply(latencyMs);
    }
    long newer = revision();
    orchestrator.stop();
    Path newest = keep("newest");

    putBack(backup);
    orchestrator.restart();
    refused(
        "an older revision from a restored backup",
        newer,
        "revision: " + older + " (expected: " + newer + " or newer)");

    orchestrator.stop();
    putBack(newest);
    tamper();
    orchestrator.restart();
    refused("a revision changed in the database", newer, "signature: ");

    orchestrator.stop();
    putBack(newest);
    orchestrator.restart();
    apply(340);
    figures.holds("and with its data as it was, the edge follows again", revision() > newer);
    // They have keys in them.
    Command.run("", List.of("rm", "-rf", backup.toString(), newest.toString()));
  }

  /// Another policy, and waits until the edge follows it.
  private void apply(int latencyMs) throws IOException {
    long before = revision();
    Path companies = context.root().resolve("lab/companies");
    Path policy = context.directory().resolve("policy-" + latencyMs + ".yaml");
    String text = Files.readString(companies.resolve("pair-policy.yaml"));
    Files.writeString(policy, text.replace("latency-ms: 500", "latency-ms: " + latencyMs));
    orchestrator.apply(companies.resolve("pair.yaml"), policy);
    Company.until("a newer revision", LIMIT, () -> revision() > before);
  }

  /// Refused with a reason at both ends; in force and on the disk is what was.
  private void refused(String what, long inForce, String reason) throws IOException {
    byte[] disk = Files.readAllBytes(edge.host().path(REVISION));
    String wanted = "revision-refused in-force=" + inForce + " cause=" + reason;
    String line = edge.process().await("\\Q" + wanted + "\\E.*", LIMIT).group().strip();
    figures.holds(what + " is refused by the edge", line.contains("(expected: "), line);
    Company.until("the orchestrator knows", LIMIT, () -> !standing().path("accepted").asBoolean());
    String error = standing().path("error").asString();
    figures.holds(what + ": the orchestrator knows why", error.startsWith(reason), error);
    figures.exactly(what + ": revision in force afterwards", revision(), "", inForce);
    figures.holds(
        what + ": the disk holds what it held",
        Arrays.equals(disk, Files.readAllBytes(edge.host().path(REVISION))));
  }

  private JsonNode standing() throws IOException {
    for (JsonNode each : orchestrator.ask("edges")) {
      if (each.path("name").asString().equals(edge.name())) {
        return each;
      }
    }
    throw new IOException("edges: no " + edge.name() + " (expected: its standing)");
  }

  private long revision() throws IOException {
    return edge.ask("status").path("self").path("revision").asLong();
  }

  // ---------------------------------------------------------------- the stopped orchestrator's
  // data

  private Path keep(String name) throws IOException {
    Path copy = context.directory().resolve("orchestrator-" + name);
    Command.run("", List.of("rm", "-rf", copy.toString()));
    Command.run("", List.of("cp", "-a", data().toString(), copy.toString()));
    return copy;
  }

  /// The directory itself stays: it is bound into the host.
  private void putBack(Path copy) throws IOException {
    Command.run("", List.of("find", data().toString(), "-mindepth", "1", "-delete"));
    Command.run("", List.of("cp", "-a", copy + "/.", data().toString()));
  }

  private Path data() {
    return orchestrator.host().path(DATA.toString());
  }

  /// Puts a copy of the edge's newest revision under the next number, with one digit of the policy
  /// changed and the old signature, so that it is pushed when the edge attaches.
  private void tamper() throws IOException {
    String at =
        "((LOCATE(UPPER('6c6174656e63792d6d733a20'), UPPER(RAWTOHEX(signed))) - 1) / 2 + 12)";
    String edgeId = edge.ask("status").path("self").path("edgeId").asString();
    String insert =
        """
        INSERT INTO edge_revision (edge_id, revision, epoch_ms, content_hash, signed)
        SELECT edge_id, revision + 1, epoch_ms, content_hash,
               SUBSTRING(signed FROM 1 FOR %s) || X'39' || SUBSTRING(signed FROM %s + 2)
        FROM edge_revision WHERE edge_id = '%s' ORDER BY revision DESC FETCH FIRST ROW ONLY
        """
            .formatted(at, at, edgeId);
    orchestrator
        .host()
        .exec(
            Duration.ofSeconds(60),
            JAVA,
            "-cp",
            LIBRARIES,
            "org.h2.tools.Shell",
            "-url",
            "jdbc:h2:file:" + DATA.resolve("hawser") + ";IFEXISTS=TRUE",
            "-user",
            "hawser",
            "-sql",
            insert.replace('\n', ' '))
        .orThrow();
  }
}
