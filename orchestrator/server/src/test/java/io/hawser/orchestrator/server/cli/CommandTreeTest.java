package io.hawser.orchestrator.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.orchestrator.command.Command;
import io.hawser.orchestrator.server.Orchestrator;
import io.hawser.orchestrator.server.Settings;
import io.hawser.orchestrator.server.users.FirstAdmin;
import io.hawser.orchestrator.server.web.WebRoutes;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/// The words of the command line, asked of an orchestrator with its real REST API.
class CommandTreeTest {
  private static final String SITES =
      """
      sites:
        - name: branch-1
          lan: {device: lan0, prefixes: [10.3.0.0/24]}
          links: [{name: broadband, device: wan0, transport: internet}]
        - name: branch-2
          lan: {device: lan0, prefixes: [10.4.0.0/24]}
          links: [{name: broadband, device: wan0, transport: internet}]
      """;

  private record Answer(int status, String out, String err) {}

  @TempDir static Path directory;
  private static Orchestrator orchestrator;

  @BeforeAll
  static void start() {
    orchestrator =
        Orchestrator.start(
            new Settings(data(), new InetSocketAddress("127.0.0.1", 0), List.of()),
            InstantSource.system(),
            new SecureRandom(),
            WebRoutes::new);
  }

  @AfterAll
  static void stop() {
    orchestrator.close();
  }

  @Test
  void appliesACompanyAndAPolicyAndMakesAToken() throws Exception {
    Path company = Files.writeString(directory.resolve("company.yaml"), SITES);
    Path policy =
        Files.writeString(
            directory.resolve("policy.yaml"),
            "version: 1\nclasses: [{name: all, mode: balance}]\ndefault-class: all\n");
    Answer applied = run("apply", company.toString(), "--policy", policy.toString());
    assertThat(applied.err()).isEmpty();
    assertThat(applied.status()).isZero();
    assertThat(applied.out()).startsWith("revision ");
    assertThat(orchestrator.services().ledger().company().sites()).containsKey("branch-1");
    assertThat(orchestrator.services().ledger().company().policy().yaml()).contains("balance");
    Answer token = run("token", "create", "--site", "branch-1", "--approved", "--expires", "2h");
    assertThat(token.out().strip()).matches("hwc1\\.[A-Za-z0-9_-]{64}");
    assertThat(run("status").out()).contains("2 sites");
    assertThat(run("edges").status()).isZero();
  }

  @Test
  void approvesTheBoxWithTheClaimOfASiteAndPrintsItsKey() throws Exception {
    Path company = Files.writeString(directory.resolve("company.yaml"), SITES);
    assertThat(run("apply", company.toString()).err()).isEmpty();
    waiting("for-2", "branch-2", "debian");
    waiting("for-1", "branch-1", "branch-2");
    Answer approved = run("approve", "branch-2");
    assertThat(approved.err()).isEmpty();
    assertThat(approved.out())
        .startsWith("branch-2 approved for site branch-2")
        .contains("key SHA-256 key-for-2");
    assertThat(run("approve", "for-nobody").err()).contains("(expected: id or name of an edge");
  }

  /// A box that waits, with a claim for `site`.
  private static void waiting(String id, String site, String hostname) {
    long nowEpochMs = System.currentTimeMillis();
    submit(
        new Command.CreateClaim(
            id, "hash-" + id, site, null, false, nowEpochMs + 60_000, "user:ann"));
    submit(
        new Command.EnrolDevice(
            "hash-" + id,
            "00000000-0000-4000-8000-" + id,
            "key-" + id,
            "serial",
            hostname,
            List.of(),
            _ -> {
              throw new AssertionError("not approved");
            }));
  }

  private static void submit(Command command) {
    orchestrator.services().ledger().submit(command, "user:ann", System.currentTimeMillis());
  }

  @Test
  void aWrongDocumentIsRefusedByLineAndChangesNothing() throws Exception {
    long before = orchestrator.services().ledger().company().revision();
    Path bad = Files.writeString(directory.resolve("bad.yaml"), "sites: []\nsite: []\n");
    Answer answer = run("apply", bad.toString());
    assertThat(answer.status()).isEqualTo(1);
    assertThat(answer.err()).startsWith("bad.yaml:2: site: unknown key of company");
    assertThat(orchestrator.services().ledger().company().revision()).isEqualTo(before);
  }

  @Test
  void whatIsAskedOfNobodySaysWhatWasExpected() {
    Answer answer = runAt(directory.resolve("nowhere"), "status");
    assertThat(answer.status()).isEqualTo(1);
    assertThat(answer.err()).contains("(expected: the data directory of a running orchestrator");
  }

  @Test
  void someoneWhoLostThePasswordGetsAOneTimeOne() {
    assertThat(new FirstAdmin(orchestrator.services()).oneTimePassword()).isPresent();
    assertThat(run("user", "reset", "admin").out().strip()).matches("([a-z2-9]{5}-){3}[a-z2-9]{5}");
    assertThat(run("user", "reset", "nobody").err())
        .startsWith("name: nobody (expected: the name of a user)");
  }

  @Test
  void settingsThatItCannotHaveEndServingForGood() throws Exception {
    Path bad = Files.writeString(directory.resolve("orchestrator.yaml"), "listen: everywhere\n");
    Answer answer = run("serve", "--config", bad.toString());
    assertThat(answer.status()).isEqualTo(78);
    assertThat(answer.err()).contains("listen: everywhere (expected: ");
  }

  @Test
  void aMisspeltWordIsTwo() {
    assertThat(run("statsu").status()).isEqualTo(2);
    assertThat(run("token", "create", "--expires", "soon").status()).isEqualTo(2);
  }

  private static Answer run(String... words) {
    return runAt(data(), words);
  }

  private static Answer runAt(Path data, String... words) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine commandLine =
        CommandTree.commandLine()
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true));
    List<String> all = new ArrayList<>(List.of(words));
    all.add("--data");
    all.add(data.toString());
    int status = commandLine.execute(all.toArray(String[]::new));
    return new Answer(status, out.toString(), err.toString());
  }

  private static Path data() {
    return directory.resolve("data");
  }
}
