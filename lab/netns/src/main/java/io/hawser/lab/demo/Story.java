package io.hawser.lab.demo;

import io.hawser.lab.Host;
import io.hawser.lab.Lab;
import io.hawser.lab.company.Company;
import io.hawser.lab.company.EdgeNode;
import io.hawser.lab.scenario.Figures;
import io.hawser.lab.scenario.Form;
import io.hawser.lab.scenario.ScenarioContext;
import io.hawser.lab.traffic.Bulk;
import io.hawser.lab.traffic.Ping;
import io.hawser.lab.traffic.TcpSessions;
import io.hawser.lab.traffic.Voice;
import io.hawser.lab.traffic.VoiceReport;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// What happens in the demo: enrolment from nothing, traffic, a blackout, a brownout.
final class Story {
  private static final double POWER_ON_LIMIT_S = 30;
  private static final double GAP_LIMIT_MS = 1000;

  // What a busy machine may take.
  private static final double GENEROUS_POWER_ON_S = 120;
  private static final double GENEROUS_GAP_MS = 3000;
  private static final Duration SETTLE = Duration.ofSeconds(4);
  private static final Duration TCP_PATIENCE = Duration.ofSeconds(15);
  private static final int WEB_PORT = 8080;
  private static final int WEB_SESSIONS = 20;

  private final ScenarioContext context;
  private final Form form;
  private final Figures facts = new Figures();
  private @Nullable Company company;

  Story(ScenarioContext context, Form form) {
    this.context = context;
    this.form = form;
  }

  private Company company() {
    if (company == null) {
      throw new IllegalStateException("company: none (expected: tell the story first)");
    }
    return company;
  }

  String consoleUrl() {
    return company().orchestrator().url();
  }

  String oneTimePassword() throws IOException {
    return company().orchestrator().oneTimePassword();
  }

  Figures tell() throws IOException {
    say("The company: an orchestrator on the internet; headquarters, a data center, two branches.");
    Lab lab = context.up("demo");
    company = new Company(lab, context.root());
    say("console: %s (user admin, one-time password %s)", consoleUrl(), oneTimePassword());
    company.apply("demo");
    enrol();
    reach();
    try (Voice voice = voice();
        TcpSessions web = web()) {
      context.pass(SETTLE);
      blackout(voice);
      brownout(voice);
      bulk();
      web.awaitAnswers(TCP_PATIENCE);
      TcpSessions.Report report = web.mark();
      facts.exactly(
          "TCP sessions that survived",
          report.sessions() - report.died(),
          "of " + report.sessions(),
          report.sessions());
      facts.holds("every TCP session still answers", report.allSurvived());
    }
    return facts;
  }

  // ---------------------------------------------------------------- enrolment

  private void enrol() throws IOException {
    say("Four boxes are switched on, each with a claim and nothing else.");
    for (EdgeNode edge : company().edges()) {
      boolean approved = !edge.name().equals("branch-2");
      edge.provision(
          company().orchestrator().url(), company().orchestrator().token(edge.name(), approved));
    }
    for (EdgeNode edge : company().edges()) {
      edge.start();
    }
    approveByHand("branch-2");
    Map<String, Double> seconds = new LinkedHashMap<>();
    Company.until(
        "first encrypted ping of every edge",
        Duration.ofSeconds(180),
        () -> {
          for (EdgeNode edge : company().edges()) {
            if (!seconds.containsKey(edge.name()) && reachesAnother(edge)) {
              seconds.put(edge.name(), edge.secondsSinceStart());
            }
          }
          return seconds.size() == company().edges().size();
        });
    seconds.forEach(
        (name, s) ->
            facts.atMost(
                "power-on to first encrypted ping, " + name,
                s,
                "s",
                form.bound(GENEROUS_POWER_ON_S, POWER_ON_LIMIT_S)));
  }

  /// A person sees the box waiting, and lets it in.
  private void approveByHand(String name) throws IOException {
    EdgeNode edge = company().edge(name);
    Company.until(
        name + " waits for approval",
        Duration.ofSeconds(90),
        () -> edge.process().output().contains("enrolment-pending"));
    say("%s says: %s", name, firstLineWith(edge.run("status").output(), "approve"));
    company().orchestrator().run("approve", name).orThrow();
    say("a person approves %s", name);
  }

  private static String firstLineWith(String text, String word) {
    return text.lines().filter(line -> line.contains(word)).findFirst().orElse("").strip();
  }

  private boolean reachesAnother(EdgeNode edge) throws IOException {
    Host from = lanHost(edge.name());
    Host to = lanHost(edge.name().equals("hq") ? "dc" : "hq");
    return Ping.run(from, to.ipv4(), 1, 200).received() == 1;
  }

  private Host lanHost(String site) {
    return company().lanHostOfEachSite().stream()
        .filter(host -> host.name().startsWith(site))
        .findFirst()
        .orElseThrow();
  }

  // ---------------------------------------------------------------- reachability

  private void reach() throws IOException {
    int expected = company().pathsExpected();
    try {
      company().awaitPaths(Duration.ofSeconds(60));
    } catch (IOException e) {
      say("%s", String.valueOf(e.getMessage()));
    }
    facts.exactly(
        "paths up, counted at both ends", company().pathsUp(), "of " + expected, expected);
    for (boolean ipv6 : new boolean[] {false, true}) {
      Map<String, Ping.Result> matrix =
          Ping.matrix(company().lanHostOfEachSite(), ipv6, form.amount(2, 3));
      long reached = matrix.values().stream().filter(Ping.Result::complete).count();
      facts.exactly(
          "LAN-to-LAN pairs that ping over " + (ipv6 ? "IPv6" : "IPv4"),
          reached,
          "of " + matrix.size(),
          matrix.size());
    }
    say("branch-1 sees its peers:");
    company().edge("branch-1").run("status").output().lines().forEach(line -> say("  %s", line));
  }

  // ---------------------------------------------------------------- traffic

  private Voice voice() throws IOException {
    Host phone = company().lab().host("branch-1-phone");
    Host other = company().lab().host("hq-phone");
    return Voice.start(phone, other, other.ipv4());
  }

  private TcpSessions web() throws IOException {
    Host pc = company().lab().host("branch-1-pc");
    Host app = company().lab().host("dc-app");
    return TcpSessions.start(pc, app, app.ipv4(), WEB_PORT, WEB_SESSIONS);
  }

  private void bulk() throws IOException {
    Host files = company().lab().host("dc-files");
    Host pc = company().lab().host("branch-2-pc");
    Bulk.Result result = Bulk.tcp(files, pc, pc.ipv4(), form.amount(3, 5), 2);
    facts.atLeast(
        "bulk TCP, data center to branch-2", result.receivedMbps(), "Mbit/s", form.bound(5, 20));
  }

  // ---------------------------------------------------------------- trouble

  private void blackout(Voice voice) throws IOException {
    String before = voicePath(voice);
    say("Blackout: %s goes dark, its carrier stays up. Voice runs on %s.", "branch-1/mpls", before);
    facts.holds("voice runs on MPLS at first", before.startsWith("mpls"), before);
    voice.mark();
    company().lab().link("branch-1/mpls").set("blackhole=both");
    context.pass(Duration.ofSeconds(5));
    VoiceReport report = voice.mark();
    facts.atMost(
        "voice gap at blackout",
        report.largestGapMs(),
        "ms",
        form.bound(GENEROUS_GAP_MS, GAP_LIMIT_MS));
    explain("blackout", voice, before);
    company().lab().link("branch-1/mpls").restore();
  }

  private void brownout(Voice voice) throws IOException {
    String before = voicePath(voice);
    String link = before.startsWith("mpls") ? "branch-1/mpls" : "branch-1/broadband";
    say("Brownout: %s begins to lose 8 %%. Voice runs on %s.", link, before);
    voice.mark();
    company().lab().link(link).set("loss=8%");
    Company.until(
        "voice leaves " + before, Duration.ofSeconds(20), () -> !voicePath(voice).equals(before));
    VoiceReport during = voice.mark();
    facts.atMost(
        "voice gap at brownout",
        during.largestGapMs(),
        "ms",
        form.bound(GENEROUS_GAP_MS, GAP_LIMIT_MS));
    context.pass(Duration.ofSeconds(3));
    VoiceReport after = voice.mark();
    facts.atMost("voice loss after it moved", after.lossPercent(), "%", form.bound(5, 1));
    explain("brownout", voice, before);
    company().lab().link(link).restore();
  }

  private String voicePath(Voice voice) throws IOException {
    return explanation(voice).path("path").asString();
  }

  /// What the agent says of the call that is being made; of one that is not, it would say where it
  /// would go.
  private JsonNode explanation(Voice voice) throws IOException {
    Host phone = company().lab().host("branch-1-phone");
    Host other = company().lab().host("hq-phone");
    String flow =
        "udp:%s:%d-%s:%d"
            .formatted(
                phone.ipv4().getHostAddress(),
                voice.sourcePort(),
                other.ipv4().getHostAddress(),
                Voice.PORT);
    JsonNode told = company().edge("branch-1").ask("explain", flow);
    if (!told.path("exists").asBoolean()) {
      throw new IOException("flow: " + flow + " does not exist (expected: the call)");
    }
    return told;
  }

  /// Shows what moved, when and why, and asks for rule and reason.
  private void explain(String event, Voice voice, String before) throws IOException {
    JsonNode told = explanation(voice);
    String path = told.path("path").asString();
    String rule = told.path("rule").asString();
    String reason = told.path("reason").asString();
    say("voice: %s -> %s", before, path);
    say("  rule:   %s", rule);
    say("  reason: %s", reason);
    List<JsonNode> moves = told.path("moves").valueStream().limit(1).toList();
    moves.forEach(
        move ->
            say(
                "  moved:  %d ms ago, because %s",
                move.path("agoMs").asLong(), move.path("cause").asString()));
    facts.holds("voice moved at " + event, !path.equals(before), before + " -> " + path);
    boolean explained = !rule.isEmpty() && !reason.isEmpty() && !moves.isEmpty();
    facts.holds("rule and reason shown at " + event, explained, rule + ": " + reason);
  }

  private void say(String format, Object... arguments) {
    context.say(String.format(format, arguments));
  }
}
