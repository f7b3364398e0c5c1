package io.hawser.edge.agent.local;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Answers requests from an [EdgeView].
final class Verbs {
  private static final Logger LOG = LoggerFactory.getLogger(Verbs.class);
  private static final List<String> NAMES =
      List.of(
          "status", "paths", "flows", "explain", "drops", "qos", "bonds", "jitter", "drill",
          "what-if");
  private static final int DEFAULT_FLOWS = 1_000;
  private static final int MOST_FLOWS = 100_000;
  private static final int LONGEST_DRILL_SECONDS = 3_600;

  private final EdgeView view;

  Verbs(EdgeView view) {
    this.view = view;
  }

  ObjectNode answer(String request) {
    try {
      JsonNode json = Answer.JSON.readTree(request);
      return answer(json.path("verb").stringValue(""), json.path("args"));
    } catch (JacksonException e) {
      return Answer.refusal(
          "bad-request", "request: not JSON (expected: {\"verb\":\"status\",\"args\":{}})");
    } catch (RuntimeException e) {
      LOG.error("local-request-failed", e);
      return Answer.refusal("failure", "agent: " + e);
    }
  }

  private ObjectNode answer(String verb, JsonNode args) {
    return switch (verb) {
      case "status" -> Answer.result(view.status());
      case "paths" -> Answer.result(view.paths());
      case "flows" -> flows(args.path("limit"));
      case "explain" -> explain(args.path("flow").stringValue(""));
      case "drops" -> Answer.result(view.drops());
      case "qos" -> Answer.result(view.queues());
      case "bonds" -> Answer.result(view.bonds());
      case "jitter" -> Answer.result(view.jitter());
      case "drill" -> drill(args);
      case "what-if" -> whatIf(args);
      default ->
          Answer.refusal(
              "bad-request",
              "verb: %s (expected: one of %s)".formatted(verb, String.join(", ", NAMES)));
    };
  }

  private ObjectNode flows(JsonNode limit) {
    int most = limit.isMissingNode() ? DEFAULT_FLOWS : limit.intValue(0);
    if (most < 1 || most > MOST_FLOWS) {
      return Answer.refusal(
          "bad-request", "limit: %s (expected: 1 to %d)".formatted(limit, MOST_FLOWS));
    }
    return Answer.result(view.flows(most));
  }

  private ObjectNode drill(JsonNode args) {
    String link = args.path("link").stringValue("");
    int seconds = args.path("seconds").intValue(-1);
    if (seconds < 0 || seconds > LONGEST_DRILL_SECONDS) {
      return Answer.refusal(
          "bad-request",
          "seconds: %s (expected: 1 to %d, or 0 to end a drill)"
              .formatted(args.path("seconds"), LONGEST_DRILL_SECONDS));
    }
    return view.drill(link, seconds, args.path("force").booleanValue(false))
        .map(problem -> Answer.refusal("refused", problem))
        .orElseGet(() -> Answer.result(Map.of("link", link, "seconds", seconds)));
  }

  private ObjectNode whatIf(JsonNode args) {
    List<String> words = new ArrayList<>();
    args.path("words").forEach(word -> words.add(word.stringValue("")));
    try {
      return Answer.result(
          view.whatIf(
              words,
              args.path("policy").stringValue(""),
              args.path("policyName").stringValue("policy")));
    } catch (IllegalArgumentException e) {
      return Answer.refusal("bad-request", String.valueOf(e.getMessage()));
    }
  }

  private ObjectNode explain(String flow) {
    return switch (FlowInquiry.ask(view, flow)) {
      case FlowInquiry.Finding.Explained(ExplanationView told) -> Answer.result(told);
      case FlowInquiry.Finding.Ambiguous(int count, List<String> flows) ->
          Answer.refusal(
              "ambiguous-flow",
              "flow: '%s' fits %d flows (expected: one of them):\n  %s"
                  .formatted(flow, count, String.join("\n  ", flows)));
      case FlowInquiry.Finding.Unknown() ->
          Answer.refusal(
              "unknown-flow",
              "flow: '%s' (expected: one that `hawser flows` shows, or words that fit one)"
                  .formatted(flow));
    };
  }
}
