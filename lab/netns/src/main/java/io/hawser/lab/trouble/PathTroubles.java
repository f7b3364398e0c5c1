package io.hawser.lab.trouble;

import io.hawser.lab.scenario.Figures;
import io.hawser.lab.scenario.Form;
import io.hawser.lab.scenario.Scenario;
import io.hawser.lab.scenario.ScenarioContext;
import java.util.List;

/// Every trouble of a link once, in one company: the short form of the trials.
public final class PathTroubles implements Scenario {
  private static final List<Trial> TRIALS =
      List.of(
          // Before anything else, as flows go back from another link in steps for half a minute.
          new OneWay(),
          new Metered(),
          new BlackHole(),
          new CarrierDown(),
          new Brownout(),
          new Flapping(),
          new TcpSurvival(),
          new VoiceCalls(),
          new FalseAlarms(),
          new Accuracy(),
          new FailBack(),
          new AddressChange(),
          new PausedHost());

  @Override
  public String name() {
    return "path-troubles";
  }

  @Override
  public String about() {
    return "every trouble of a link once, in short; each is a scenario of its own in `check`";
  }

  @Override
  public List<String> programs() {
    return List.of("tcpdump");
  }

  /// Its bounds are for busy machines.
  @Override
  public boolean needsPunctualWires() {
    return false;
  }

  @Override
  public boolean isIn(Form form) {
    return form == Form.SHORT;
  }

  @Override
  public Figures run(ScenarioContext context, Form form) throws Exception {
    try (Rig rig = Rig.up(context, "troubles-pair")) {
      for (Trial trial : TRIALS) {
        context.say(trial.name() + ": " + trial.about());
        trial.judge(rig, form);
      }
    }
    return context.facts();
  }
}
