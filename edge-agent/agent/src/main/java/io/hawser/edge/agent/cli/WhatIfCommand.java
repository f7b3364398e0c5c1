package io.hawser.edge.agent.cli;

import io.hawser.edge.agent.local.WhatIfView;
import io.hawser.edge.agent.local.WhatIfView.Decision;
import io.hawser.edge.agent.local.WhatIfView.Way;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

@Command(
    name = "what-if",
    description = {
      "Say where each class would go if something were otherwise. Nothing is changed by asking.",
      "",
      "Assume one or several of:",
      "  link NAME WHAT...            of all paths over a link of this edge",
      "  path ID WHAT...              of one path, as `hawser paths` shows it",
      "  peer NAME [link NAME] WHAT... of all paths to a peer, or of those over its link",
      "  policy FILE                  another policy than the one in force",
      "",
      "where WHAT is one or several of:",
      "  down, up                     not carrying; proven",
      "  loss 5%%, delay 80ms, jitter 30ms   so much; with + or - so much more or less than now",
      "",
      "For example: hawser what-if link mpls loss 5%% delay +60ms link broadband down"
    })
final class WhatIfCommand extends AgentQuery {
  /// What the agent reads in one request has room for it.
  private static final long MOST_POLICY_BYTES = 512 << 10;

  private static final List<String> NAMING = List.of("link", "path", "peer");

  @SuppressWarnings("NullAway.Init") // set by picocli
  @Spec
  private CommandSpec spec;

  @Parameters(arity = "1..*", paramLabel = "WORDS", description = "what is assumed, as above")
  private List<String> words = List.of();

  @Option(names = "--moving", description = "only what would go another way")
  private boolean moving;

  @Override
  String verb() {
    return "what-if";
  }

  @Override
  Map<String, Object> args() {
    List<String> assumed = new ArrayList<>();
    String policy = "";
    String policyName = "";
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      if (word.equals("policy")) {
        policyName = i + 1 < words.size() ? words.get(++i) : "";
        policy = read(policyName);
        continue;
      }
      assumed.add(word);
      if (NAMING.contains(word) && i + 1 < words.size()) {
        // Whatever comes next is a name.
        assumed.add(words.get(++i));
      }
    }
    return Map.of("words", assumed, "policy", policy, "policyName", policyName);
  }

  private String read(String file) {
    try {
      if (Files.size(Path.of(file)) > MOST_POLICY_BYTES) {
        throw wrong("policy: %s (expected: a file of at most %d bytes)", file, MOST_POLICY_BYTES);
      }
      String policy = Files.readString(Path.of(file));
      if (policy.isBlank()) {
        throw wrong("policy: %s is empty (expected: a policy document)", file);
      }
      return policy;
    } catch (IOException e) {
      throw wrong("policy: %s (expected: a file that can be read)", file.isEmpty() ? "-" : file);
    }
  }

  private ParameterException wrong(String format, Object... values) {
    return new ParameterException(spec.commandLine(), format.formatted(values));
  }

  @Override
  int show(JsonNode answer, PrintWriter out) {
    WhatIfView told = as(answer, WhatIfView.class);
    List<Decision> shown =
        told.decisions().stream().filter(decision -> decision.moves() || !moving).toList();
    long moves = told.decisions().stream().filter(Decision::moves).count();
    if (!shown.isEmpty()) {
      Table table = new Table("CLASS", "PEER", "NOW", "THEN", "RULE", "BECAUSE");
      for (Decision decision : shown) {
        Way then = decision.then();
        table.row(
            decision.trafficClass(),
            decision.peer(),
            words(decision.now()),
            decision.moves() ? words(then) + otherMode(decision) : "the same",
            then.rule(),
            then.reason());
      }
      out.print(table);
    }
    out.println(
        "%d of %d would go another way. Nothing has changed."
            .formatted(moves, told.decisions().size()));
    return ExitStatus.OK;
  }

  /// ` (balance)` where the paths are used otherwise than now.
  private static String otherMode(Decision decision) {
    String now = decision.now().mode();
    String then = decision.then().mode();
    return now.isEmpty() || then.isEmpty() || now.equals(then) ? "" : " (" + then + ")";
  }

  private static String words(Way way) {
    if (way.mode().isEmpty()) {
      return "no such class";
    }
    return way.path().isEmpty() ? "nowhere" : way.path();
  }
}
