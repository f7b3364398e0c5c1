package io.hawser.lab.scenario;

import io.hawser.lab.emulator.Punctuality;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.ObjectMapper;

/// Runs scenarios, prints and writes their figures, and sums up.
public final class ScenarioRunner implements AutoCloseable {
  /// Everything holds; something does not; nothing fails, but something could not be measured or
  /// run.
  public static final int ALL_HOLD = 0;

  public static final int SOMETHING_FAILED = 1;
  public static final int NOT_MEASURABLE = 2;

  private static final int ATTEMPTS = 3;

  private final Path root;
  private final long seed;
  private final PrintStream out;
  private final Shelf shelf = new Shelf();
  private final Deaths deaths = new Deaths();
  private final List<Outcome> outcomes = new ArrayList<>();

  public ScenarioRunner(Path root, long seed, PrintStream out) {
    this.root = root;
    this.seed = seed;
    this.out = out;
  }

  /// Runs scenarios in their order, but those of one [ground][Scenario#ground()] one after another.
  public void runAll(List<Scenario> scenarios, Form form) {
    Map<String, List<Scenario>> byGround = new LinkedHashMap<>();
    for (Scenario scenario : scenarios) {
      String ground = scenario.ground().isEmpty() ? scenario.name() : scenario.ground();
      byGround.computeIfAbsent(ground, _ -> new ArrayList<>()).add(scenario);
    }
    for (List<Scenario> together : byGround.values()) {
      together.forEach(scenario -> run(scenario, form));
      close();
    }
  }

  /// Runs one scenario, again if the emulator was late.
  public void run(Scenario scenario, Form form) {
    out.println(scenario.name() + ": " + scenario.about());
    List<String> missing = scenario.programs().stream().filter(p -> !isInstalled(p)).toList();
    long startNs = System.nanoTime();
    Outcome outcome =
        missing.isEmpty()
            ? attempts(scenario, form)
            : new Outcome(
                scenario.name(),
                Verdict.NOT_RUN,
                List.of(),
                "missing: " + String.join(", ", missing));
    outcomes.add(outcome);
    print(outcome, (System.nanoTime() - startNs) / 1_000_000_000);
  }

  private Outcome attempts(Scenario scenario, Form form) {
    Outcome outcome = attempt(scenario, form, 1);
    for (int number = 2;
        number <= ATTEMPTS && outcome.verdict() == Verdict.NOT_MEASURABLE;
        number++) {
      out.println("  invalid: " + outcome.problem());
      out.println("  attempt " + number + " of " + ATTEMPTS);
      outcome = attempt(scenario, form, number);
    }
    return outcome;
  }

  private Outcome attempt(Scenario scenario, Form form, int number) {
    List<Figure> figures = List.of();
    String problem = "";
    String unfit = "";
    String late = "";
    String died = "";
    try {
      Path directory =
          emptied(
              root.resolve("lab/netns/target/scenarios")
                  .resolve(scenario.name() + (number == 1 ? "" : "-" + number)));
      ScenarioContext context = new ScenarioContext(root, directory, seed, out, shelf);
      try (context) {
        figures = scenario.run(context, form).list();
      } catch (NotMeasurableException said) {
        figures = context.facts().list();
        unfit = String.valueOf(said.getMessage());
      } catch (Exception failed) {
        figures = context.facts().list();
        problem = problem(failed, directory);
      }
      died = String.join("; ", deaths.since(context.logs()));
      unfit = (unfit + " " + String.join(" ", context.broken())).strip();
      for (Punctuality emulator : context.late()) {
        if (isTooLate(emulator, scenario, form)) {
          late = (late + " " + emulator.line()).strip();
        }
      }
    } catch (IOException failed) {
      return new Outcome(scenario.name(), Verdict.FAILED, List.of(), String.valueOf(failed));
    }
    if (!died.isEmpty()) {
      String all = problem.isEmpty() ? died : died + "\n  " + problem;
      return new Outcome(scenario.name(), Verdict.FAILED, figures, all);
    }
    boolean holds = problem.isEmpty() && figures.stream().allMatch(Figure::holds);
    // The bounds of the short form are for busy machines: what holds in spite of late wires holds.
    boolean excused = form == Form.SHORT && holds;
    if (!unfit.isEmpty() || (!late.isEmpty() && !excused)) {
      String why = (unfit + " " + late).strip();
      return new Outcome(scenario.name(), Verdict.NOT_MEASURABLE, figures, why);
    }
    return holds
        ? new Outcome(scenario.name(), Verdict.PASSED, figures, late)
        : new Outcome(scenario.name(), Verdict.FAILED, figures, problem);
  }

  /// Nothing of an earlier run is left that could be taken for this one's.
  private static Path emptied(Path directory) throws IOException {
    Files.createDirectories(directory);
    try (Stream<Path> files = Files.list(directory).filter(Files::isRegularFile)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    return directory;
  }

  private static boolean isTooLate(Punctuality emulator, Scenario scenario, Form form) {
    return scenario.needsPunctualWires()
        || emulator.overruns() > 0
        || (scenario.judgesGaps() && form == Form.FULL && !emulator.isValidForGaps());
  }

  private static String problem(Exception failed, Path directory) throws IOException {
    StringBuilder trace = new StringBuilder(failed + "\n");
    for (StackTraceElement element : failed.getStackTrace()) {
      trace.append("    at ").append(element).append('\n');
    }
    Files.writeString(directory.resolve("failure.txt"), trace);
    String place =
        Arrays.stream(failed.getStackTrace())
            .filter(element -> element.getClassName().startsWith("io.hawser"))
            .findFirst()
            .map(element -> " (" + element.getFileName() + ":" + element.getLineNumber() + ")")
            .orElse("");
    return failed + place + "; logs: " + directory;
  }

  private void print(Outcome outcome, long seconds) {
    outcome.figures().forEach(figure -> out.println(line(figure)));
    if (!outcome.problem().isEmpty()) {
      out.println("  " + outcome.problem());
    }
    String word = word(outcome.verdict());
    out.println(outcome.scenario() + ": " + word + " (" + seconds + " s, seed " + seed + ")");
  }

  private static String line(Figure figure) {
    String goal = figure.goal().isEmpty() ? "" : "  (goal " + figure.goal() + ")";
    String mark = figure.holds() ? "  ok  " : "  MISS";
    String line = mark + " " + figure.figure() + ": " + figure.value() + " " + figure.unit();
    String toBeat = figure.toBeat().isEmpty() ? "" : "  (to beat " + figure.toBeat() + ")";
    return line.stripTrailing() + span(figure.spread()) + goal + toBeat;
  }

  private static String word(Verdict verdict) {
    return switch (verdict) {
      case PASSED -> "passed";
      case FAILED -> "FAILED";
      case NOT_MEASURABLE -> "not measurable here";
      case NOT_RUN -> "not run";
    };
  }

  private static String span(@Nullable Spread spread) {
    return spread == null
        ? ""
        : " (" + Figures.rounded(spread.least()) + " to " + Figures.rounded(spread.most()) + ")";
  }

  /// Writes all figures so far: a list with one object for each figure.
  public void writeJson(Path file) throws IOException {
    List<Map<String, Object>> all = new ArrayList<>();
    for (Outcome outcome : outcomes) {
      outcome.figures().forEach(figure -> all.add(row(outcome.scenario(), figure)));
      if (outcome.verdict() != Verdict.PASSED) {
        String word = outcome.verdict().name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
        all.add(row(outcome.scenario(), new Figure("verdict", word, "", "passed", false)));
      }
    }
    Files.writeString(
        file, new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(all) + "\n");
  }

  private static Map<String, Object> row(String scenario, Figure figure) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("scenario", scenario);
    row.put("figure", figure.figure());
    row.put("value", figure.value());
    Spread spread = figure.spread();
    if (spread != null) {
      row.put("least", Figures.rounded(spread.least()));
      row.put("most", Figures.rounded(spread.most()));
    }
    row.put("unit", figure.unit());
    row.put("goal", figure.goal());
    row.put("holds", figure.holds());
    if (!figure.toBeat().isEmpty()) {
      row.put("to-beat", figure.toBeat());
    }
    return row;
  }

  /// Once more what did not pass, if anything, for those who see only the end of a long output;
  /// then a line `N passed, N failed, N skipped`.
  public String summary() {
    StringBuilder again = new StringBuilder();
    for (Outcome outcome : outcomes) {
      if (outcome.verdict() != Verdict.PASSED) {
        again.append(outcome.scenario()).append(": ").append(word(outcome.verdict())).append('\n');
        outcome.figures().stream()
            .filter(figure -> !figure.holds())
            .forEach(figure -> again.append(line(figure)).append('\n'));
        if (!outcome.problem().isEmpty()) {
          again.append("  ").append(outcome.problem()).append('\n');
        }
      }
    }
    return again.toString()
        + count(Verdict.PASSED)
        + " passed, "
        + count(Verdict.FAILED)
        + " failed, "
        + (count(Verdict.NOT_RUN) + count(Verdict.NOT_MEASURABLE))
        + " skipped";
  }

  /// The exit status of `check` and `bench`: 0 only if all hold, and there was something.
  public int strictStatus() {
    if (outcomes.isEmpty()) {
      return NOT_MEASURABLE;
    }
    if (count(Verdict.FAILED) > 0) {
      return SOMETHING_FAILED;
    }
    return count(Verdict.PASSED) == outcomes.size() ? ALL_HOLD : NOT_MEASURABLE;
  }

  /// The exit status of `test`, where a missing program is no failure.
  public int lenientStatus() {
    if (count(Verdict.FAILED) > 0) {
      return SOMETHING_FAILED;
    }
    return count(Verdict.NOT_MEASURABLE) > 0 ? NOT_MEASURABLE : ALL_HOLD;
  }

  private long count(Verdict verdict) {
    return outcomes.stream().filter(outcome -> outcome.verdict() == verdict).count();
  }

  private static boolean isInstalled(String program) {
    String path = System.getenv().getOrDefault("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
    return Arrays.stream(path.split(":"))
        .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
  }

  /// Ends what the last scenario left; that this fails is a failure of its own.
  @Override
  public void close() {
    try {
      shelf.close();
    } catch (IOException | RuntimeException failed) {
      Outcome outcome =
          new Outcome("end of a company", Verdict.FAILED, List.of(), String.valueOf(failed));
      outcomes.add(outcome);
      print(outcome, 0);
    }
  }
}
