package io.hawser.lab.trouble;

import io.hawser.lab.scenario.Figures;
import io.hawser.lab.scenario.Form;
import io.hawser.lab.scenario.Scenario;
import io.hawser.lab.scenario.ScenarioContext;
import java.util.List;

/// One kind of trouble, as a scenario of its own in full form and as a part of [PathTroubles] in
/// short form.
abstract class Trial implements Scenario {
  /// What lasts less than half a minute is repeated so often.
  static final int REPEATS = 20;

  private final String name;
  private final String about;

  Trial(String name, String about) {
    this.name = name;
    this.about = about;
  }

  @Override
  public final String name() {
    return name;
  }

  @Override
  public final String about() {
    return about;
  }

  @Override
  public List<String> programs() {
    return List.of("tcpdump");
  }

  /// Its rounds look at the wires themselves, and are repeated one by one.
  @Override
  public final boolean needsPunctualWires() {
    return false;
  }

  @Override
  public final boolean isIn(Form form) {
    return form == Form.FULL;
  }

  /// Which company it wants in full form.
  Setting setting() {
    return Setting.pair();
  }

  @Override
  public final String ground() {
    return setting().ground();
  }

  @Override
  public final Figures run(ScenarioContext context, Form form) throws Exception {
    Rig rig = Rig.of(context, setting());
    boolean left = false;
    try {
      judge(rig, form);
      left = rig.leave();
    } finally {
      if (!left) {
        rig.close();
      }
    }
    return context.facts();
  }

  /// Does it, so often as the form wants, and adds its figures to the rig's.
  abstract void judge(Rig rig, Form form) throws Exception;

  /// How many rounds give [#REPEATS] repetitions, or a few in short form.
  static int rounds(Rig rig, Form form, int few) {
    int branches = rig.branches().size();
    return form == Form.SHORT ? few : (REPEATS + branches - 1) / branches;
  }
}
