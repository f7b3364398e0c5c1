package io.hawser.lab.scenario;

import java.util.List;

/// Something that is done to a lab, and judged.
public interface Scenario {
  /// As typed after `lab/run check`: lower-case words joined by `-`.
  String name();

  /// One sentence for the list.
  String about();

  /// Programs without which it cannot run, such as `wireguard-go`; where one is missing it is
  /// reported as not run.
  default List<String> programs() {
    return List.of();
  }

  /// Whether its figures depend on wires that keep time to the millisecond. Where they do not, a
  /// run is invalid only if the emulator lost frames.
  default boolean needsPunctualWires() {
    return true;
  }

  /// Whether it judges gaps in traffic of about a second. In full form it is then invalid if a
  /// packet left a wire so late that it may have made one (50 ms).
  default boolean judgesGaps() {
    return needsPunctualWires();
  }

  /// Whether it runs in that form.
  default boolean isIn(Form form) {
    return true;
  }

  /// Scenarios of one ground run one after another, and may take over what the one before left on
  /// the [Shelf]. Empty for one that begins anew.
  default String ground() {
    return "";
  }

  /// Runs it. Throwing means that it failed.
  Figures run(ScenarioContext context, Form form) throws Exception;
}
