package io.hawser.lab.demo;

import io.hawser.lab.company.Company;
import io.hawser.lab.scenario.Figures;
import io.hawser.lab.scenario.Form;
import io.hawser.lab.scenario.ScenarioContext;
import io.hawser.lab.traffic.Voice;
import io.hawser.lab.traffic.VoiceReport;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/// What goes wrong in the demo while everything runs: a blackout, a brownout. After each, every
/// kind of traffic that moved is shown with rule and reason.
final class Troubles {
  private static final double GAP_LIMIT_MS = 1000;

  // What a busy machine may take.
  private static final double GENEROUS_GAP_MS = 3000;

  private static final Duration CALM = Duration.ofSeconds(3);
  private static final Duration CALM_LIMIT = Duration.ofSeconds(90);

  /// A move is told to the millisecond, the trouble's begin is ours.
  private static final long CLOCK_SLACK_MS = 500;

  private final ScenarioContext context;
  private final Form form;
  private final Company company;
  private final Voice voice;
  private final Watched call;
  private final List<Watched> all;
  private final Figures facts;
  private long beganNs;

  /// @param call how the edge sees `voice`
  /// @param others what else runs
  Troubles(
      ScenarioContext context,
      Form form,
      Company company,
      Voice voice,
      Watched call,
      List<Watched> others) {
    this.context = context;
    this.form = form;
    this.company = company;
    this.voice = voice;
    this.call = call;
    this.all = new ArrayList<>(others);
    this.all.addFirst(call);
    this.facts = context.facts();
  }

  void blackout() throws IOException {
    Map<String, Map<String, String>> before = calm("mpls");
    String path = voicePath(before);
    say("Blackout: branch-1/mpls goes dark, its carrier stays up.");
    tell(before);
    facts.holds("voice runs on MPLS at first", path.startsWith("mpls"), path);
    begin();
    company.lab().link("branch-1/mpls").set("blackhole=both");
    context.pass(Duration.ofSeconds(5));
    VoiceReport report = voice.mark();
    facts.atMost("voice gap at blackout", report.largestGapMs(), "ms", gapLimitMs());
    explain("blackout", before);
    company.lab().link("branch-1/mpls").restore();
  }

  void brownout() throws IOException {
    Map<String, Map<String, String>> before = calm("");
    String path = voicePath(before);
    String link = "branch-1/" + path.substring(0, path.indexOf('>'));
    say("Brownout: %s, where voice is, begins to lose 8 %%.", link);
    tell(before);
    begin();
    company.lab().link(link).set("loss=8%");
    Company.until("voice leaves " + path, Duration.ofSeconds(20), () -> !voicePath().equals(path));
    VoiceReport during = voice.mark();
    context.pass(Duration.ofSeconds(3));
    VoiceReport after = voice.mark();
    facts.atMost(
        "voice gap at brownout",
        Math.max(during.largestGapMs(), after.largestGapMs()),
        "ms",
        gapLimitMs());
    facts.atMost("voice loss after it moved", after.lossPercent(), "%", form.bound(5, 1));
    explain("brownout", before);
    company.lab().link(link).restore();
  }

  /// Waits until the call has been on one path for a while, and answers what runs where then. All
  /// traffic has just begun or come back at once, which a small machine may feel: it may have moved
  /// the call, which comes back then.
  ///
  /// @param link that it must be on; empty: whichever
  private Map<String, Map<String, String>> calm(String link) throws IOException {
    String[] last = {""};
    long[] sinceNs = {System.nanoTime()};
    Map<String, Map<String, String>> found = new LinkedHashMap<>();
    Company.until(
        "voice on one path for " + CALM.toSeconds() + " s, link " + link,
        CALM_LIMIT,
        () -> {
          long nowNs = System.nanoTime();
          String path = voicePath();
          if (!path.equals(last[0]) || !path.startsWith(link) || !path.contains(">")) {
            last[0] = path;
            sinceNs[0] = nowNs;
          }
          if (nowNs - sinceNs[0] < CALM.toNanos()) {
            return false;
          }
          // It may have left since.
          found.putAll(everywhere());
          return voicePath(found).equals(path);
        });
    return found;
  }

  private void begin() {
    voice.mark();
    beganNs = System.nanoTime();
  }

  private double gapLimitMs() {
    return form.bound(GENEROUS_GAP_MS, GAP_LIMIT_MS);
  }

  private String voicePath() throws IOException {
    return pathOf(call.paths());
  }

  private String voicePath(Map<String, Map<String, String>> everywhere) {
    return pathOf(Objects.requireNonNull(everywhere.get(call.kind())));
  }

  private static String pathOf(Map<String, String> paths) {
    return paths.values().stream().findFirst().orElse("none");
  }

  // ---------------------------------------------------------------- what moved

  /// Kind of traffic → flow → path.
  private Map<String, Map<String, String>> everywhere() throws IOException {
    Map<String, Map<String, String>> paths = new LinkedHashMap<>();
    for (Watched watched : all) {
      paths.put(watched.kind(), watched.paths());
    }
    return paths;
  }

  private void tell(Map<String, Map<String, String>> everywhere) {
    everywhere.forEach((kind, paths) -> say("  %-5s runs on %s", kind, shared(paths)));
  }

  /// `broadband>dc/broadband (18), mpls>dc/mpls (2)`; of one path only its name.
  private static String shared(Map<String, String> paths) {
    Map<String, Integer> flows = new TreeMap<>();
    paths.values().forEach(path -> flows.merge(path, 1, Integer::sum));
    if (flows.size() == 1) {
      return flows.keySet().iterator().next();
    }
    List<String> words = new ArrayList<>();
    flows.forEach((path, count) -> words.add(path + " (" + count + ")"));
    return words.isEmpty() ? "nothing: it is still" : String.join(", ", words);
  }

  private void explain(String event, Map<String, Map<String, String>> before) throws IOException {
    for (Watched watched : all) {
      Map<String, String> was = Objects.requireNonNull(before.get(watched.kind()));
      Map<String, String> is = watched.paths();
      List<String> moved =
          is.keySet().stream()
              .filter(was::containsKey)
              .filter(flow -> !Objects.equals(was.get(flow), is.get(flow)))
              .toList();
      if (watched == call) {
        facts.holds("voice moved at " + event, !moved.isEmpty(), shared(was) + " -> " + shared(is));
      }
      if (moved.isEmpty()) {
        say("%s: stays on %s", watched.kind(), shared(is));
      } else {
        String flow = moved.getFirst();
        JsonNode told = watched.explain(flow);
        // It may have moved on since `is`.
        String flows = moved.size() == 1 ? "" : " (" + moved.size() + " flows)";
        say(
            "%s: %s -> %s%s",
            watched.kind(),
            Objects.requireNonNull(was.get(flow)),
            told.path("path").asString(),
            flows);
        explain(event, watched, told);
        if (watched == call) {
          askFromAfar(event, flow, told);
        }
      }
    }
  }

  /// Shows why a flow moved, and asks for rule, reason and a move of this very event.
  private void explain(String event, Watched watched, JsonNode told) {
    String rule = told.path("rule").asString();
    String reason = told.path("reason").asString();
    say("  rule:   %s", rule);
    say("  reason: %s", reason);
    long sinceMs = (System.nanoTime() - beganNs) / 1_000_000 + CLOCK_SLACK_MS;
    List<JsonNode> moves =
        told.path("moves")
            .valueStream()
            .filter(move -> move.path("agoMs").asLong() <= sinceMs)
            .toList();
    for (JsonNode move : moves.reversed()) {
      String cause = move.path("cause").asString();
      say(
          "  moved:  %d ms ago to %s, because %s (%s)",
          move.path("agoMs").asLong(),
          move.path("to").asString(),
          cause.isEmpty() ? move.path("reason").asString() : cause,
          move.path("rule").asString());
    }
    facts.holds(
        "rule and reason shown for " + watched.kind() + " at " + event,
        !rule.isEmpty() && !reason.isEmpty() && !moves.isEmpty(),
        rule + ": " + reason);
  }

  /// The orchestrator's API tells the same of a flow as the box does.
  private void askFromAfar(String event, String flow, JsonNode told) throws IOException {
    JsonNode afar = company.orchestrator().explain(call.edge().name(), flow);
    facts.holds(
        "the orchestrator explains that flow too, at " + event,
        afar.path("flow").equals(told.path("flow"))
            && afar.path("exists").asBoolean()
            && afar.path("trafficClass").equals(told.path("trafficClass"))
            && !afar.path("reason").asString().isEmpty()
            && !afar.path("alternatives").isEmpty(),
        afar.path("path").asString("") + ": " + afar.path("reason").asString(afar.toString()));
  }

  private void say(String format, Object... arguments) {
    context.say(String.format(format, arguments));
  }
}
