package io.hawser.lab.demo;

import io.hawser.lab.scenario.Figures;
import io.hawser.lab.scenario.Form;
import io.hawser.lab.scenario.Scenario;
import io.hawser.lab.scenario.ScenarioContext;
import java.io.IOException;

/// The demo's story as a scenario, so that every test run tells it.
public final class DemoCompany implements Scenario {
  @Override
  public String name() {
    return "demo-company";
  }

  @Override
  public String about() {
    return "the demo company enrols, carries traffic, loses a link, suffers another, goes on";
  }

  /// Its bounds are in seconds: milliseconds do not matter.
  @Override
  public boolean needsPunctualWires() {
    return false;
  }

  @Override
  public boolean judgesGaps() {
    return true;
  }

  @Override
  public Figures run(ScenarioContext context, Form form) throws IOException {
    Story story = new Story(context, form);
    story.begin();
    story.tell();
    return context.facts();
  }
}
