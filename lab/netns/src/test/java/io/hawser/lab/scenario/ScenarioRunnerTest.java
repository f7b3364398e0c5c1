package io.hawser.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.lab.emulator.Punctuality;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScenarioRunnerTest {
  @TempDir private Path root;

  private final ByteArrayOutputStream output = new ByteArrayOutputStream();
  private int attempts;

  @Test
  void passesWhenEveryFigureHolds() {
    ScenarioRunner runner = run(new Figures().atMost("gap", 0.4, "s", 1));

    assertThat(runner.summary()).isEqualTo("1 passed, 0 failed, 0 skipped");
    assertThat(runner.strictStatus()).isZero();
    assertThat(text()).contains("ok   gap: 0.4").contains("(goal <= 1)").contains("seed 7");
  }

  @Test
  void failsWhenAFigureMisses() {
    ScenarioRunner runner = run(new Figures().atMost("gap", 2, "s", 1).note("other", 5, "ms"));

    assertThat(runner.strictStatus()).isEqualTo(ScenarioRunner.SOMETHING_FAILED);
    assertThat(text()).contains("MISS gap: 2 s");
    assertThat(runner.summary())
        .isEqualTo("fake: FAILED\n  MISS gap: 2 s  (goal <= 1)\n0 passed, 1 failed, 0 skipped");
  }

  @Test
  void failsWhenTheScenarioThrowsAndKeepsTheTrace() {
    ScenarioRunner runner = runner();
    runner.run(
        new Fake(
            List.of(),
            _ -> {
              throw new IllegalStateException("no tunnel");
            }),
        Form.FULL);

    assertThat(runner.strictStatus()).isEqualTo(ScenarioRunner.SOMETHING_FAILED);
    assertThat(root.resolve("lab/netns/target/scenarios/fake/failure.txt"))
        .content()
        .contains("no tunnel");
  }

  @Test
  void tellsTheFactsThatWereKnownBeforeItBrokeOff() {
    ScenarioRunner runner = runner();
    runner.run(
        new Fake(
            List.of(),
            context -> {
              context.facts().atMost("gap", 0.4, "s", 1);
              throw new IllegalStateException("no tunnel");
            }),
        Form.FULL);

    assertThat(runner.strictStatus()).isEqualTo(ScenarioRunner.SOMETHING_FAILED);
    assertThat(text()).contains("ok   gap: 0.4").contains("no tunnel");
  }

  @Test
  void failsWhereAnEdgeDiedWhateverTheFiguresSay() throws Exception {
    Path log = root.resolve("lab/netns/target/scenarios/fake/hq-edge.log");
    ScenarioRunner runner = runner();
    Fake deadly =
        new Fake(
            List.of(),
            _ -> {
              Files.writeString(log, "08:23 INFO up\n08:24 ERROR EdgeProcess - edge-died at=1\n");
              return new Figures().atMost("gap", 0.4, "s", 1);
            });
    runner.run(deadly, Form.SHORT);

    assertThat(runner.lenientStatus()).isEqualTo(ScenarioRunner.SOMETHING_FAILED);
    assertThat(text()).contains("hq-edge.log: 08:24 ERROR EdgeProcess - edge-died at=1");
  }

  @Test
  void holdsADeathAgainstOneScenarioOnly() throws Exception {
    Path log = root.resolve("of-a-company-that-goes-on/hq-edge.log");
    Files.createDirectories(log.getParent());
    Files.writeString(log, "08:24 ERROR EdgeProcess - edge-died at=1\n");
    Deaths deaths = new Deaths();

    assertThat(deaths.since(List.of(log.getParent()))).hasSize(1);
    assertThat(deaths.since(List.of(log.getParent()))).isEmpty();
  }

  @Test
  void isNotContentWithNothing() {
    assertThat(runner().strictStatus()).isEqualTo(ScenarioRunner.NOT_MEASURABLE);
  }

  @Test
  void repeatsAnInvalidRunThreeTimesAndThenSaysNotMeasurable() {
    ScenarioRunner runner = runner();
    runner.run(
        new Fake(
            List.of(),
            _ -> {
              attempts++;
              throw new NotMeasurableException("late");
            }),
        Form.FULL);

    assertThat(attempts).isEqualTo(3);
    assertThat(runner.strictStatus()).isEqualTo(ScenarioRunner.NOT_MEASURABLE);
    assertThat(text()).contains("not measurable here");
  }

  @Test
  void acceptsLateWiresInShortFormWhereAllHolds() {
    ScenarioRunner runner = runner();
    runner.run(late(new Figures().atMost("gap", 0.4, "s", 1)), Form.SHORT);

    assertThat(runner.lenientStatus()).isZero();
    assertThat(text()).contains("INVALID").contains("fake: passed");
  }

  @Test
  void neitherFailsNorPassesALateRunInWhichSomethingMisses() {
    ScenarioRunner runner = runner();
    runner.run(late(new Figures().atMost("gap", 2, "s", 1)), Form.SHORT);

    assertThat(runner.lenientStatus()).isEqualTo(ScenarioRunner.NOT_MEASURABLE);
  }

  @Test
  void judgesNoLateRunInFullForm() {
    ScenarioRunner runner = runner();
    runner.run(late(new Figures().atMost("gap", 0.4, "s", 1)), Form.FULL);

    assertThat(runner.strictStatus()).isEqualTo(ScenarioRunner.NOT_MEASURABLE);
  }

  @Test
  void judgesNoRunWhoseEmulatorBroke() {
    ScenarioRunner runner = runner();
    runner.run(
        new Fake(
            List.of(),
            context -> {
              context.ask(
                  () -> {
                    throw new IllegalStateException("emulator: does not answer");
                  });
              throw new IllegalStateException("no packet came");
            }),
        Form.SHORT);

    assertThat(runner.lenientStatus()).isEqualTo(ScenarioRunner.NOT_MEASURABLE);
    assertThat(text()).contains("emulator: does not answer");
  }

  @Test
  void judgesNoGapInFullFormWhereAPacketWasLateByAsMuch() {
    Punctuality late = new Punctuality(1000, 900_000, 60_000_000, 0, true);
    ScenarioRunner full = runner();
    full.run(new JudgeOfGaps(late), Form.FULL);
    ScenarioRunner shortForm = runner();
    shortForm.run(new JudgeOfGaps(late), Form.SHORT);

    assertThat(full.strictStatus()).isEqualTo(ScenarioRunner.NOT_MEASURABLE);
    assertThat(shortForm.lenientStatus()).isZero();
  }

  @Test
  void judgesGapsThoughWiresWereLateByMilliseconds() {
    ScenarioRunner runner = runner();
    runner.run(new JudgeOfGaps(new Punctuality(1000, 5_000_000, 30_000_000, 0, true)), Form.FULL);

    assertThat(runner.strictStatus()).isZero();
  }

  @Test
  void reportsAsNotRunWhatLacksItsProgram() {
    ScenarioRunner runner = runner();
    runner.run(new Fake(List.of("no-such-program"), _ -> new Figures()), Form.SHORT);

    assertThat(runner.summary())
        .isEqualTo("fake: not run\n  missing: no-such-program\n0 passed, 0 failed, 1 skipped");
    assertThat(runner.lenientStatus()).isZero();
    assertThat(runner.strictStatus()).isEqualTo(ScenarioRunner.NOT_MEASURABLE);
    assertThat(text()).contains("missing: no-such-program");
  }

  @Test
  void writesOneObjectForEachFigure() throws Exception {
    ScenarioRunner runner =
        run(new Figures().atLeast("rate", 12.5, "Mbit/s", 10).holds("moved", true));
    Path file = root.resolve("figures.json");

    runner.writeJson(file);

    assertThat(Files.readString(file).replaceAll("\\s+", " "))
        .contains("\"scenario\" : \"fake\", \"figure\" : \"rate\", \"value\" : 12.5,")
        .contains("\"unit\" : \"Mbit/s\", \"goal\" : \">= 10\", \"holds\" : true");
  }

  private ScenarioRunner run(Figures figures) {
    ScenarioRunner runner = runner();
    runner.run(new Fake(List.of(), _ -> figures), Form.FULL);
    return runner;
  }

  private static Fake late(Figures figures) {
    return new Fake(
        List.of(),
        context -> {
          context.late().add(new Punctuality(1000, 2_000_000, 3_000_000, 0, true));
          return figures;
        });
  }

  private ScenarioRunner runner() {
    return new ScenarioRunner(root, 7, new PrintStream(output, true, StandardCharsets.UTF_8));
  }

  private String text() {
    return output.toString(StandardCharsets.UTF_8);
  }

  private interface Body {
    Figures run(ScenarioContext context) throws Exception;
  }

  private record JudgeOfGaps(Punctuality emulator) implements Scenario {
    @Override
    public String name() {
      return "fake";
    }

    @Override
    public String about() {
      return "judges gaps of about a second";
    }

    @Override
    public boolean needsPunctualWires() {
      return false;
    }

    @Override
    public boolean judgesGaps() {
      return true;
    }

    @Override
    public Figures run(ScenarioContext context, Form form) {
      context.ask(() -> emulator);
      return new Figures().atMost("gap", 0.4, "s", 1);
    }
  }

  private record Fake(List<String> programs, Body body) implements Scenario {
    @Override
    public String name() {
      return "fake";
    }

    @Override
    public String about() {
      return "a scenario of the test";
    }

    @Override
    public Figures run(ScenarioContext context, Form form) throws Exception {
      return body.run(context);
    }
  }
}
