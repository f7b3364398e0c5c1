package io.hawser.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What scenarios of one ground leave for each other.
class ShelfTest {
  @TempDir private Path root;

  private final List<String> events = new ArrayList<>();

  @Test
  void scenariosOfOneGroundRunTogetherAndTakeOverWhatIsLeft() throws IOException {
    runAll(new Step("first", "steady"), new Step("other", ""), new Step("second", "steady"));
    assertThat(events)
        .containsExactly(
            "first finds nothing",
            "second finds what first left",
            "what second left ended",
            "other finds nothing",
            "what other left ended");
  }

  @Test
  void groundsKeepTheOrderOfTheirFirstScenarios() throws IOException {
    runAll(new Step("a", ""), new Step("b", "x"), new Step("c", ""), new Step("d", "x"));
    assertThat(events.stream().filter(event -> event.contains("finds")))
        .extracting(event -> event.substring(0, 1))
        .containsExactly("a", "b", "d", "c");
  }

  @Test
  void holdsOneThingOnly() {
    Shelf shelf = new Shelf();
    shelf.put(() -> {});
    assertThatIllegalStateException().isThrownBy(() -> shelf.put(() -> {}));
    assertThat(shelf.take()).isPresent();
    assertThat(shelf.take()).isEmpty();
  }

  private void runAll(Scenario... scenarios) throws IOException {
    PrintStream out = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
    try (ScenarioRunner runner = new ScenarioRunner(root, 7, out)) {
      runner.runAll(List.of(scenarios), Form.FULL);
      assertThat(runner.strictStatus()).isZero();
    }
  }

  private final class Step implements Scenario {
    private final String name;
    private final String ground;

    Step(String name, String ground) {
      this.name = name;
      this.ground = ground;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public String about() {
      return "a step of the test";
    }

    @Override
    public String ground() {
      return ground;
    }

    @Override
    public Figures run(ScenarioContext context, Form form) {
      String found = context.shelf().take().map(left -> "what " + left + " left").orElse("nothing");
      events.add(name + " finds " + found);
      context.shelf().put(new LeftBy(name));
      return new Figures().holds("ran", true);
    }
  }

  private final class LeftBy implements Shelf.Left {
    private final String name;

    LeftBy(String name) {
      this.name = name;
    }

    @Override
    public void end() {
      events.add("what " + name + " left ended");
    }

    @Override
    public String toString() {
      return name;
    }
  }
}
