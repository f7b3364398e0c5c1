package io.hawser.lab.check;

import io.hawser.lab.Host;
import io.hawser.lab.Lab;
import io.hawser.lab.company.Company;
import io.hawser.lab.company.EdgeNode;
import io.hawser.lab.scenario.Beside;
import io.hawser.lab.scenario.Figures;
import io.hawser.lab.scenario.Form;
import io.hawser.lab.scenario.Scenario;
import io.hawser.lab.scenario.ScenarioContext;
import io.hawser.lab.traffic.Ping;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// A company whose orchestrator is dead starts again after a power cut, from what its edges have on
/// their disks, and is what it was when the orchestrator returns.
public final class RestartHeadless implements Scenario {
  private static final Duration START_LIMIT = Duration.ofSeconds(240);
  private static final Duration RESTART_LIMIT = Duration.ofSeconds(120);
  private static final String REVISION = "/var/lib/hawser/revision";
  private static final String HUB = "hq";
  private static final String SPOKE = "branch-1";

  @Override
  public String name() {
    return "restart-headless";
  }

  @Override
  public String about() {
    return "edges start and forward without their orchestrator, which finds them as it left them";
  }

  @Override
  public boolean needsPunctualWires() {
    return false;
  }

  @Override
  public Figures run(ScenarioContext context, Form form) throws Exception {
    Lab lab = context.up("demo");
    Company company = new Company(lab, context.root());
    company.apply("demo");
    for (EdgeNode edge : company.edges()) {
      company.powerOn(edge.name());
    }
    company.awaitAlive(START_LIMIT);
    Figures figures = new Figures();
    Map<String, Long> before = revisions(company);
    long companyBefore = companyRevision(company);
    powerCut(context, company, before, figures, form);
    orchestratorReturns(context, company, before, companyBefore, figures, form);
    tornFile(context, company, figures, form);
    return figures;
  }

  // ---------------------------------------------------------------- all at once

  private static void powerCut(
      ScenarioContext context,
      Company company,
      Map<String, Long> before,
      Figures figures,
      Form form)
      throws IOException {
    context.say("the orchestrator and every edge are killed; only the edges start again");
    company.orchestrator().kill();
    for (EdgeNode edge : company.edges()) {
      edge.kill();
    }
    List<Host> hosts = company.lanHostOfEachSite();
    Host first = hosts.getFirst();
    Host second = hosts.get(1);
    figures.holds(
        "without edges no site is reached", Ping.run(second, first.ipv4(), 3, 200).received() == 0);
    for (EdgeNode edge : company.edges()) {
      edge.start();
    }
    List<Beside.Work<Double>> answers = new ArrayList<>();
    for (int i = 0; i < hosts.size(); i++) {
      Host from = hosts.get(i);
      Host to = i == 0 ? second : first;
      EdgeNode edge = company.edges().get(i);
      answers.add(() -> firstAnswer(edge, from, to));
    }
    List<Double> seconds = Beside.all(answers);
    for (int i = 0; i < hosts.size(); i++) {
      figures.atMost(
          company.edges().get(i).name() + ": power-on to the first answered ping between LANs",
          seconds.get(i),
          "s",
          form.bound(90, 30));
    }
    company.awaitAlive(RESTART_LIMIT);
    figures.exactly(
        "paths alive without an orchestrator",
        company.pathsAlive(),
        "of " + company.pathsExpected(),
        company.pathsExpected());
    for (EdgeNode edge : company.edges()) {
      JsonNode status = edge.ask("status");
      long revision = status.path("self").path("revision").asLong();
      figures.exactly(
          edge.name() + ": revision from its disk",
          revision,
          "",
          before.getOrDefault(edge.name(), 0L));
      figures.holds(
          edge.name() + ": has no orchestrator",
          !status.path("control").path("connected").asBoolean());
    }
  }

  private static double firstAnswer(EdgeNode edge, Host from, Host to) throws IOException {
    Company.awaitPing(from, to.ipv4(), RESTART_LIMIT);
    return edge.secondsSinceStart();
  }

  // ---------------------------------------------------------------- the orchestrator returns

  private static void orchestratorReturns(
      ScenarioContext context,
      Company company,
      Map<String, Long> before,
      long companyBefore,
      Figures figures,
      Form form)
      throws IOException {
    context.say("the orchestrator starts again");
    company.orchestrator().restart();
    long startNs = System.nanoTime();
    Company.until("all edges attached", RESTART_LIMIT, () -> attached(company) == before.size());
    double seconds = (System.nanoTime() - startNs) / 1e9;
    figures.atMost("orchestrator serves to all edges attached", seconds, "s", form.bound(120, 60));
    figures.exactly("company's revision afterwards", companyRevision(company), "", companyBefore);
    // Time for a wrong configuration to arrive, if there were one.
    context.pass(Duration.ofSeconds(form.amount(3, 10)));
    Map<String, Long> after = revisions(company);
    figures.holds("edges' revisions unchanged", after.equals(before), before + " " + after);
  }

  private static long attached(Company company) throws IOException {
    long attached = 0;
    for (JsonNode edge : company.orchestrator().ask("edges")) {
      attached += edge.path("attached").asBoolean() ? 1 : 0;
    }
    return attached;
  }

  private static long companyRevision(Company company) throws IOException {
    return company.orchestrator().ask("status").path("company").path("revision").asLong();
  }

  private static long revision(EdgeNode edge) throws IOException {
    return edge.ask("status").path("self").path("revision").asLong();
  }

  private static Map<String, Long> revisions(Company company) throws IOException {
    Map<String, Long> revisions = new HashMap<>();
    for (EdgeNode edge : company.edges()) {
      revisions.put(edge.name(), revision(edge));
    }
    return revisions;
  }

  // ---------------------------------------------------------------- a torn file

  /// The newest revision is torn, as by a disk that lied: the one before it comes into force.
  private static void tornFile(ScenarioContext context, Company company, Figures figures, Form form)
      throws IOException {
    EdgeNode edge = company.edge(SPOKE);
    long older = revision(edge);
    Path policy = context.directory().resolve("another-policy.yaml");
    String text = Files.readString(context.root().resolve("lab/companies/demo-policy.yaml"));
    Files.writeString(policy, text.replace("latency-ms: 500", "latency-ms: 400"));
    company.orchestrator().apply(context.root().resolve("lab/companies/demo.yaml"), policy);
    Company.until("a newer revision", RESTART_LIMIT, () -> revision(edge) > older);
    long newer = revision(edge);
    company.orchestrator().kill();
    edge.kill();
    context.say("the revision file of " + SPOKE + " is cut in half");
    Path file = edge.host().path(REVISION);
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(whole, whole.length / 2));
    edge.start();
    Host from = company.lanHostOfEachSite().get(company.edges().indexOf(edge));
    Host to = company.lanHostOfEachSite().getFirst();
    figures.atMost(
        SPOKE + ": forwards by the copy before the torn one",
        firstAnswer(edge, from, to),
        "s",
        form.bound(90, 30));
    figures.exactly(SPOKE + ": revision then", revision(edge), "", older);
    String log = edge.process().output();
    figures.holds(
        SPOKE + ": says so",
        log.contains("fallback file=" + REVISION + " to=" + REVISION + ".previous"),
        line(log, " file=" + REVISION + " cause="));
    company.orchestrator().restart();
    Company.until("the newest revision again", RESTART_LIMIT, () -> revision(edge) == newer);
    figures.exactly(SPOKE + ": revision with an orchestrator", revision(edge), "", newer);
    figures.holds(
        SPOKE + " reaches " + HUB + " afterwards",
        Ping.run(from, to.ipv4(), 5, 200).received() > 0);
  }

  private static String line(String log, String part) {
    return log.lines().filter(each -> each.contains(part)).findFirst().orElse("no such line");
  }
}
