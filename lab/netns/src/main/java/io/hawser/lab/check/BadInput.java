package io.hawser.lab.check;

import io.hawser.lab.Lab;
import io.hawser.lab.company.Company;
import io.hawser.lab.company.EdgeNode;
import io.hawser.lab.scenario.Figures;
import io.hawser.lab.scenario.Form;
import io.hawser.lab.scenario.Scenario;
import io.hawser.lab.scenario.ScenarioContext;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/// Whatever is wrong is refused with a message that names what was expected, and changes nothing:
/// documents, claims, certificates, files on an edge's disk, datagrams.
public final class BadInput implements Scenario {
  private static final Duration START_LIMIT = Duration.ofSeconds(180);
  private static final Duration REFUSAL_LIMIT = Duration.ofSeconds(60);
  private static final String BRANCH = "branch-1";

  @Override
  public String name() {
    return "bad-input";
  }

  @Override
  public String about() {
    return "bad documents, claims, certificates, files and datagrams are refused and change nothing";
  }

  @Override
  public List<String> programs() {
    return List.of("tcpdump", "curl", "openssl");
  }

  @Override
  public boolean needsPunctualWires() {
    return false;
  }

  @Override
  public Figures run(ScenarioContext context, Form form) throws Exception {
    Lab lab = context.up("pair");
    Figures figures = new Figures();
    Company company = new Company(lab, context.root());
    company.apply("pair");
    company.powerOn("hq");
    String claim = company.orchestrator().token(BRANCH, true);
    company.edge(BRANCH).provision(company.orchestrator().url(), claim);
    company.edge(BRANCH).start();
    company.awaitAlive(START_LIMIT);
    context.say("bad documents");
    BadDocuments.check(context, company, figures);
    context.say("bad claims and certificates");
    claims(company, claim, figures);
    certificates(company, figures);
    context.say("bad files");
    BadRevisions.check(context, company, figures);
    context.say("bad pushes");
    BadPushes.check(context, company, figures);
    company.awaitAlive(START_LIMIT);
    context.say("bad datagrams");
    BadDatagrams.check(context, company, figures, form);
    return figures;
  }

  // ---------------------------------------------------------------- who may join

  private static void claims(Company company, String used, Figures figures) throws IOException {
    int edges = company.orchestrator().ask("edges").size();
    EdgeNode box = company.box("stranger");
    refused(
        box, company, used, "a claim used twice", "used by another device (expected: ", figures);
    String late =
        company
            .orchestrator()
            .run("token", "create", "--site", "hq", "--name", "late", "--expires", "1s")
            .orThrow()
            .strip();
    Company.until(
        "the claim expires", REFUSAL_LIMIT, new After(Duration.ofMillis(1500))::hasPassed);
    refused(box, company, late, "an expired claim", "claim: expired (expected: ", figures);
    figures.exactly(
        "edges that the orchestrator knows afterwards",
        company.orchestrator().ask("edges").size(),
        "",
        edges);
  }

  private record After(long deadlineNs) {
    After(Duration time) {
      this(System.nanoTime() + time.toNanos());
    }

    boolean hasPassed() {
      return System.nanoTime() - deadlineNs >= 0;
    }
  }

  private static void refused(
      EdgeNode box, Company company, String claim, String what, String reason, Figures figures)
      throws IOException {
    box.provision(company.orchestrator().url(), claim);
    box.start();
    String line =
        box.process().await("enrolment-(refused cause=|ed ).*", REFUSAL_LIMIT).group().strip();
    figures.holds(what + " is refused", line.contains(reason), line);
    var status = box.run("status");
    figures.holds(
        what + ": hawser status says so",
        status.status() == 4 && status.output().contains(reason),
        status.output().strip());
    box.stop();
  }

  /// A stranger with a certificate of his own making in an edge's name, and one with none.
  private static void certificates(Company company, Figures figures) throws IOException {
    var stranger = company.lab().host("stranger");
    String edgeId = company.edge(BRANCH).ask("status").path("self").path("edgeId").asString();
    Path directory = Path.of("/var/lib/hawser");
    stranger
        .exec(
            "openssl",
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:prime256v1",
            "-nodes",
            "-days",
            "1",
            "-subj",
            "/CN=" + edgeId,
            "-keyout",
            directory.resolve("foreign.key").toString(),
            "-out",
            directory.resolve("foreign.pem").toString())
        .orThrow();
    String attach =
        "curl -sS -k --http2 -m 10 -D - -o /dev/null -X POST -H 'content-type: application/grpc'"
            + " -H 'te: trailers' --data-binary '' "
            + company.orchestrator().url()
            + "/hawser.control.v1.Control/Attach";
    var foreign =
        stranger.exec(
            "sh",
            "-c",
            attach + " --cert /var/lib/hawser/foreign.pem --key /var/lib/hawser/foreign.key");
    figures.holds(
        "a foreign certificate is refused by the control service",
        !foreign.succeeded() && foreign.output().isBlank(),
        foreign.errors().strip());
    var none = stranger.exec("sh", "-c", attach);
    String message =
        none.output()
            .lines()
            .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("grpc-"))
            .toList()
            .toString();
    figures.holds(
        "no certificate is refused by the control service",
        none.output().contains("grpc-status: 16") && none.output().contains("(expected: "),
        message);
    figures.exactly(
        "edges attached afterwards",
        company.orchestrator().ask("status").path("edges").path("attached").asLong(),
        "",
        2);
  }
}
