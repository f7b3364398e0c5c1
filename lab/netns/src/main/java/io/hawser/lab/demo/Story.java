package io.hawser.lab.demo;

import io.hawser.lab.Host;
import io.hawser.lab.Lab;
import io.hawser.lab.company.Company;
import io.hawser.lab.company.EdgeNode;
import io.hawser.lab.scenario.Figures;
import io.hawser.lab.scenario.Form;
import io.hawser.lab.scenario.ScenarioContext;
import io.hawser.lab.traffic.Ping;
import io.hawser.lab.traffic.TcpSessions;
import io.hawser.lab.traffic.Transfer;
import io.hawser.lab.traffic.Voice;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What happens in the demo: enrolment from nothing, then voice, web and bulk traffic through a
/// blackout and a brownout.
final class Story {
  private static final double POWER_ON_LIMIT_S = 30;

  // What a busy machine may take.
  private static final double GENEROUS_POWER_ON_S = 120;
  private static final Duration SETTLE = Duration.ofSeconds(4);
  private static final Duration TCP_PATIENCE = Duration.ofSeconds(15);
  private static final int CONSOLE_PORT = 8443;
  private static final int WEB_PORT = 8080;
  private static final int WEB_SESSIONS = 20;
  private static final double BULK_MBPS = 4;

  private final ScenarioContext context;
  private final Form form;
  private final Figures facts;
  private @Nullable Company company;

  Story(ScenarioContext context, Form form) {
    this.context = context;
    this.form = form;
    this.facts = context.facts();
  }

  private Company company() {
    if (company == null) {
      throw new IllegalStateException("company: none (expected: begin first)");
    }
    return company;
  }

  String consoleUrl() {
    return company().orchestrator().url();
  }

  /// Whether the wires kept time, in one line.
  String punctuality() {
    return "wires: " + company().lab().punctuality().line();
  }

  /// A way to the console from this machine, by the next free port from 8443 on.
  Relay openConsole() throws IOException {
    Host host = company().orchestrator().host();
    InetSocketAddress console = new InetSocketAddress(host.ipv4(), CONSOLE_PORT);
    return Relay.open(
        CONSOLE_PORT,
        () -> {
          SocketChannel channel = host.inNetwork(SocketChannel::open);
          channel.connect(console);
          return channel;
        });
  }

  String oneTimePassword() throws IOException {
    return company().orchestrator().oneTimePassword();
  }

  /// The company is there and knows what is wanted of it; no edge is on.
  void begin() throws IOException {
    say("The company: an orchestrator on the internet; headquarters, a data center, two branches.");
    company = new Company(context.up("demo"), context.root());
    say("console: %s (user admin, one-time password %s)", consoleUrl(), oneTimePassword());
    company.apply("demo");
  }

  /// What follows [#begin]. The facts are the context's, so that they are told even if it breaks
  /// off.
  void tell() throws IOException {
    enrol();
    reach();
    Watched call = watched("voice", "udp", "branch-1-phone", "hq-phone", Voice.PORT);
    Watched requests = watched("web", "tcp", "branch-1-pc", "dc-app", WEB_PORT);
    Watched backup = watched("bulk", "tcp", "branch-1-pc", "dc-files", Transfer.PORT);
    try (Voice voice = voice();
        TcpSessions web = web();
        Transfer bulk = bulk()) {
      context.pass(SETTLE);
      // How late the wires were while five daemons started is no matter for the gaps that follow.
      company().lab().resetPunctuality();
      Troubles troubles =
          new Troubles(context, form, company(), voice, call, List.of(requests, backup));
      troubles.blackout();
      troubles.brownout();
      web.awaitAnswers(TCP_PATIENCE);
      survivors(web.mark(), bulk.report());
    }
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
    int up = expected;
    try {
      company().awaitPaths(Duration.ofSeconds(60));
    } catch (IOException e) {
      say("%s", String.valueOf(e.getMessage()));
      up = company().pathsUp();
    }
    facts.exactly("paths up at one time, counted at both ends", up, "of " + expected, expected);
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

  /// A backup, at a rate that leaves room for everything else.
  private Transfer bulk() throws IOException {
    Host pc = company().lab().host("branch-1-pc");
    Host files = company().lab().host("dc-files");
    return Transfer.start(pc, files, files.ipv4(), BULK_MBPS);
  }

  private Watched watched(String kind, String protocol, String from, String to, int port) {
    Lab lab = company().lab();
    return Watched.of(
        kind, company().edge("branch-1"), protocol, lab.host(from), lab.host(to), port);
  }

  private void survivors(TcpSessions.Report web, Transfer.Report bulk) {
    int sessions = web.sessions() + 1;
    int survived = web.sessions() - web.died() + (bulk.error().isEmpty() ? 1 : 0);
    facts.exactly("TCP sessions that survived, web and bulk", survived, "of " + sessions, sessions);
    facts.holds("every web session still answers", web.allSurvived());
    facts.holds("the bulk transfer still runs", bulk.survived(), bulk.receivedBytes() + " bytes");
    facts.atLeast(
        "bulk TCP through both troubles, branch-1 to data center",
        bulk.receivedMbps(),
        "Mbit/s",
        form.bound(BULK_MBPS / 8, BULK_MBPS / 2));
  }

  private void say(String format, Object... arguments) {
    context.say(String.format(format, arguments));
  }
}
