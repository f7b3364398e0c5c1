package io.hawser.lab.bonding;

import io.hawser.lab.scenario.Figures;
import io.hawser.lab.scenario.Form;
import io.hawser.lab.scenario.Scenario;
import io.hawser.lab.scenario.ScenarioContext;
import java.time.Duration;
import java.util.List;

/// Links that carry one flow together: never worse than the best of them, and nearly their sum.
public final class Bonding implements Scenario {
  private static final Duration SETTLED = Duration.ofSeconds(10);
  private static final int CAPACITY_SECONDS = 2;

  @Override
  public String name() {
    return "bonding";
  }

  @Override
  public String about() {
    return "links that carry one flow together: their sum, a member that fails or joins, a call";
  }

  @Override
  public List<String> programs() {
    return List.of("iperf3", "ss");
  }

  /// Of what depends on moments each round is looked at by itself.
  @Override
  public boolean needsPunctualWires() {
    return false;
  }

  @Override
  public boolean judgesGaps() {
    return false;
  }

  @Override
  public Figures run(ScenarioContext context, Form form) throws Exception {
    BondedBranch branch = BondedBranch.start(context, form);
    Cells cells = new Cells(context, branch, form);
    if (form == Form.SHORT) {
      cells.unequal(LinkSet.FAST_AND_FAR, List.of(Traffic.ONE_SESSION), true);
      equal(context, branch, cells, form);
      incidents(context, branch, form, LinkSet.EQUAL);
      return context.facts();
    }
    equal(context, branch, cells, form);
    List<Traffic> all = List.of(Traffic.values());
    cells.unequal(LinkSet.FAST_AND_FAR, all, true);
    cells.unequal(LinkSet.LARGE_AND_SMALL, all, false);
    cells.unequal(LinkSet.THREE, all, true);
    cells.grid();
    branch.become(LinkSet.THREE_EQUAL, SETTLED);
    incidents(context, branch, form, LinkSet.THREE_EQUAL);
    return context.facts();
  }

  private static void equal(ScenarioContext context, BondedBranch branch, Cells cells, Form form)
      throws Exception {
    cells.equal(cells.become(LinkSet.EQUAL));
    VoiceBeside.measure(context, branch, form);
    LossBeside.measure(context, branch, form);
  }

  /// A path that failed stays behind others for minutes, also where it is preferred: nothing that
  /// is to go by one member alone comes after this.
  private static void incidents(
      ScenarioContext context, BondedBranch branch, Form form, LinkSet set) throws Exception {
    Incidents incidents = new Incidents(context, branch, form);
    incidents.failures(branch.capacities(CAPACITY_SECONDS));
    incidents.joins(set);
  }
}
