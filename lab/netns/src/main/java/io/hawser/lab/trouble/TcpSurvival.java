package io.hawser.lab.trouble;

import io.hawser.lab.Link;
import io.hawser.lab.company.Company;
import io.hawser.lab.scenario.Form;
import io.hawser.lab.traffic.TcpSessions;
import java.io.IOException;
import java.time.Duration;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/// The link that carries a thousand TCP sessions swallows everything.
public final class TcpSurvival extends Trial {
  private static final String STALL = "stall that 99 % of the sessions do not exceed";
  private static final String LONGEST = "longest stall of any session";
  private static final String RESETS = "sessions that broke";
  private static final int PORT = 8080;

  /// A thousand handshakes at once would fill the queues of both links, and the edges would take it
  /// for the links' nature for the next ten minutes.
  private static final Duration BEGIN = Duration.ofSeconds(10);

  private static final Duration TALK = Duration.ofSeconds(3);
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  /// A request twice a second and more. Five times were more than two processors can carry which
  /// are also both edges, the wires and the ends: packets waited for them, not for a link.
  private static final TcpSessions.Pace PACE = new TcpSessions.Pace(200, 400);

  public TcpSurvival() {
    super("tcp-survival", "a thousand TCP sessions go through a black hole");
  }

  @Override
  Setting setting() {
    return Setting.pair().withoutTraffic().sharedAs("outages");
  }

  @Override
  void judge(Rig rig, Form form) throws Exception {
    Samples samples = new Samples(rig, form);
    Branch branch = rig.first();
    int count = form.amount(100, 1_000);
    try (TcpSessions sessions =
        TcpSessions.start(
            branch.host(), branch.hubHost(), branch.hubHost().ipv4(), PORT, count, PACE, BEGIN)) {
      rig.pass(TALK);
      rig.awaitCompilers();
      if (form == Form.FULL) {
        // As everywhere, nobody judges the first trouble; that of calls and data is another one.
        rig.trace("samples", "the first outage, which is not judged:\n");
        one(branch, sessions, new Samples(rig, form));
        rig.awaitCompilers();
      }
      samples.rounds(rounds(rig, form, 1), each -> one(each, sessions, samples));
    }
    samples.eachAtMost(RESETS, "of " + count, 0, Samples.NONE_KNOWN);
    samples.atMost(STALL, "ms", 400, 400, "300 to 700 ms of outage alone: VeloCloud");
    samples.note(LONGEST, "ms");
  }

  private static void one(Branch branch, TcpSessions sessions, Samples samples) throws Exception {
    branch.awaitCalm();
    sessions.awaitAnswers(PATIENCE);
    Link link = branch.link(sessionsLink(branch));
    sessions.mark();
    link.set("blackhole=both");
    branch.rig().pass(TALK);
    TcpSessions.Report report = sessions.mark();
    link.restore();
    samples.add(RESETS, report.died());
    samples.add(STALL, report.stallP99Ms());
    samples.add(LONGEST, report.longestStallMs());
  }

  /// The link of most of them.
  private static String sessionsLink(Branch branch) throws IOException {
    TreeMap<String, Integer> links = new TreeMap<>();
    Company.until(
        "sessions have a link",
        PATIENCE,
        () -> {
          links.clear();
          for (JsonNode flow : branch.edge().poll("flows")) {
            String path = flow.path("path").asString();
            if (flow.path("flow").asString().endsWith(":" + PORT) && path.contains(">")) {
              links.merge(path.substring(0, path.indexOf('>')), 1, Integer::sum);
            }
          }
          return !links.isEmpty();
        });
    return links.entrySet().stream()
        .max((a, b) -> Integer.compare(a.getValue(), b.getValue()))
        .orElseThrow()
        .getKey();
  }
}
