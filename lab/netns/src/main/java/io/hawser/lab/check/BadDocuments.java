package io.hawser.lab.check;

import io.hawser.lab.CommandResult;
import io.hawser.lab.company.Company;
import io.hawser.lab.company.EdgeNode;
import io.hawser.lab.scenario.Figures;
import io.hawser.lab.scenario.ScenarioContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Wrong company and policy documents, by the command line and by REST.
final class BadDocuments {
  private static final String DATA = "/var/lib/hawser-orchestrator";
  private static final String UNPROCESSABLE = "422";

  /// A good document with one thing wrong.
  ///
  /// @param kind `company` or `policy`
  /// @param said what the refusal must contain, beside file and line
  private record Wrong(String what, String kind, String good, String bad, List<String> said) {
    Wrong {
      said = List.copyOf(said);
    }
  }

  private static final List<Wrong> ALL =
      List.of(
          new Wrong("broken YAML", "company", "sites:", "sites: [", List.of("(expected: ")),
          new Wrong(
              "an unknown key",
              "company",
              "device: wan1",
              "devise: wan1",
              List.of("devise: unknown key", "did you mean device")),
          new Wrong(
              "overlapping prefixes",
              "company",
              "10.1.0.0/24",
              "10.10.0.128/25",
              List.of("overlaps 10.10.0.0/24 of site hq", "(expected: ")),
          new Wrong(
              "broken policy YAML", "policy", "classes:", "classes: {", List.of("(expected: ")),
          new Wrong(
              "an unknown key in the policy",
              "policy",
              "prefer: [mpls",
              "preferr: [mpls",
              List.of("preferr", "did you mean \"prefer\"")),
          new Wrong(
              "a wrong value in the policy",
              "policy",
              "protocol: udp",
              "protocol: upd",
              List.of("upd", "(expected: ")),
          new Wrong(
              "an application that the policy does not have",
              "policy",
              "applications: [voice]",
              "applications: [vioce]",
              List.of("vioce", "did you mean \"voice\"")));

  private BadDocuments() {}

  static void check(ScenarioContext context, Company company, Figures figures) throws IOException {
    List<Long> before = revisions(company);
    for (Wrong wrong : ALL) {
      String source = wrong.kind().equals("company") ? "pair.yaml" : "pair-policy.yaml";
      String good = Files.readString(context.root().resolve("lab/companies").resolve(source));
      if (!good.contains(wrong.good())) {
        throw new IllegalStateException(source + ": no " + wrong.good() + " (expected: one)");
      }
      Path file = context.directory().resolve("wrong-" + source);
      Files.writeString(
          file,
          good.replaceFirst(Pattern.quote(wrong.good()), Matcher.quoteReplacement(wrong.bad())));
      CommandResult byCommand =
          wrong.kind().equals("company")
              ? company.orchestrator().run("apply", file.toString())
              : company.orchestrator().run("apply", "--policy", file.toString());
      String told = byCommand.output() + byCommand.errors();
      figures.holds(
          wrong.what() + " is refused by the command line",
          byCommand.status() > 0 && says(told, file, wrong),
          told.strip());
      String answer = put(company, wrong.kind(), file);
      figures.holds(
          wrong.what() + " is refused by REST",
          answer.endsWith("\n" + UNPROCESSABLE) && says(answer.replace("\\\"", "\""), file, wrong),
          answer.substring(answer.lastIndexOf('\n') + 1));
    }
    List<Long> after = revisions(company);
    figures.holds(
        "revisions of company and edges unchanged", after.equals(before), before + " " + after);
  }

  /// With file and line, and with what was expected.
  private static boolean says(String told, Path file, Wrong wrong) {
    String place = Pattern.quote(file.getFileName().toString()) + ":[0-9]+: ";
    return Pattern.compile(place).matcher(told).find()
        && wrong.said().stream().allMatch(told::contains);
  }

  private static String put(Company company, String kind, Path file) throws IOException {
    return company
        .orchestrator()
        .host()
        .exec(
            "sh",
            "-c",
            "curl -sS -m 20 -w '\\n%%{http_code}' --cacert %s/ca.pem -X PUT --data-binary @%s"
                    .formatted(DATA, file)
                + " -H \"Authorization: Bearer $(cat "
                + DATA
                + "/api-token)\" -H 'Content-Type: application/yaml' -H 'X-File-Name: "
                + file.getFileName()
                + "' https://127.0.0.1:8443/api/v1/"
                + kind)
        .orThrow();
  }

  private static List<Long> revisions(Company company) throws IOException {
    List<Long> revisions = new ArrayList<>();
    revisions.add(company.orchestrator().ask("status").path("company").path("revision").asLong());
    for (EdgeNode edge : company.edges()) {
      revisions.add(edge.ask("status").path("self").path("revision").asLong());
    }
    return revisions;
  }
}
