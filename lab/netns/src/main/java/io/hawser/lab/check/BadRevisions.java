package io.hawser.lab.check;

import io.hawser.lab.company.Company;
import io.hawser.lab.company.EdgeNode;
import io.hawser.lab.scenario.Figures;
import io.hawser.lab.scenario.ScenarioContext;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/// Revision files that somebody changed on an edge's disk; [BadPushes] has what comes over the
/// control channel.
///
/// An older file with a good signature is followed at boot: the edge knows of no newer number than
/// its disk tells, and would be dead without it while the orchestrator is away.
final class BadRevisions {
  private static final String REVISION = "/var/lib/hawser/revision";
  private static final Duration LIMIT = Duration.ofSeconds(90);

  private BadRevisions() {}

  static void check(ScenarioContext context, Company company, Figures figures) throws IOException {
    EdgeNode edge = company.edge("branch-1");
    Path file = edge.host().path(REVISION);
    long older = revision(edge);
    byte[] olderFile = Files.readAllBytes(file);
    Path policy = context.directory().resolve("another-policy.yaml");
    Path companies = context.root().resolve("lab/companies");
    String text = Files.readString(companies.resolve("pair-policy.yaml"));
    Files.writeString(policy, text.replace("latency-ms: 500", "latency-ms: 400"));
    company.orchestrator().apply(companies.resolve("pair.yaml"), policy);
    Company.until("a newer revision", LIMIT, () -> revision(edge) > older);
    long newer = revision(edge);

    edge.kill();
    tamper(file);
    edge.start();
    String log = awaitNewest(edge, newer);
    figures.holds(
        "a tampered revision is refused",
        log.contains("damaged file=" + REVISION + " cause=signature: ")
            && log.contains("(expected: "),
        line(log, "damaged file="));
    figures.holds(
        "and the copy before it is used",
        log.contains("revision-resumed revision=" + older),
        line(log, "revision-resumed"));
    figures.exactly("revision after the orchestrator's answer", revision(edge), "", newer);

    edge.kill();
    Files.write(file, olderFile);
    Files.deleteIfExists(file.resolveSibling("revision.previous"));
    edge.start();
    log = awaitNewest(edge, newer);
    figures.holds(
        "an older revision on the disk is followed until the orchestrator answers",
        log.contains("revision-resumed revision=" + older),
        line(log, "revision-resumed"));
    figures.exactly("and then the newest is in force", revision(edge), "", newer);
  }

  /// Changes one letter of the policy inside, so that the file is still readable.
  private static void tamper(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    int at = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("latency-ms: 400");
    if (at < 0) {
      throw new IOException(file + ": no policy in it (expected: its text)");
    }
    bytes[at + "latency-ms: ".length()] = '9';
    Files.write(file, bytes);
  }

  private static String awaitNewest(EdgeNode edge, long newer) throws IOException {
    edge.process().await("revision-applied revision=" + newer + "\\b", LIMIT);
    Company.until("the newest revision", LIMIT, () -> revision(edge) == newer);
    return edge.process().output();
  }

  private static long revision(EdgeNode edge) throws IOException {
    return edge.ask("status").path("self").path("revision").asLong();
  }

  private static String line(String log, String part) {
    return log.lines().filter(each -> each.contains(part)).findFirst().orElse("no such line");
  }
}
