package io.hawser.edge.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hawser.edge.path.PathTiming;
import io.hawser.lab.simnet.LinkProfile;
import io.hawser.lab.simnet.Network;
import io.hawser.lab.simnet.Simulation;
import io.hawser.policy.Policy;
import io.hawser.policy.SteeringVerdict;
import io.hawser.policy.whatif.Assumptions;
import io.hawser.policy.whatif.Difference;
import io.hawser.policy.whatif.Monitored;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class WhatIfTest {
  private static final Steerer RULES = new QuickestFirst(() -> false);

  private final Simulation simulation = new Simulation(1);
  private final VirtualEdge branch = new VirtualEdge(simulation, "branch", "10.1.0.0/24");
  private final VirtualEdge hq = new VirtualEdge(simulation, "hq", "10.2.0.0/24");

  @Test
  void nothingMovesWhereNothingIsAssumed() {
    connect();
    assertThat(ask("")).isNotEmpty().noneMatch(Difference::moves);
  }

  @Test
  void foretellsWhatTheEdgeThenDoesAndDoesNothingItself() {
    connect();
    List<SteeringVerdict> before = branch.core.control().verdicts();
    List<Difference> foretold = ask("link broadband down");
    assertThat(branch.core.control().verdicts()).isEqualTo(before);
    assertThat(branch.core.control().drills()).isEmpty();
    assertThat(foretold).allMatch(Difference::moves);

    branch
        .core
        .control()
        .onDrill("broadband", Duration.ofSeconds(30).toNanos(), false, simulation.nowNs());
    run(2);
    assertThat(branch.core.control().verdicts())
        .extracting(Difference::best)
        .isEqualTo(foretold.stream().map(Difference::then).map(WhatIfTest::best).toList());
  }

  @Test
  void anotherPolicyIsAskedOverThePresentPaths() {
    connect();
    String yaml = "version: 1\nclasses:\n  - {name: everything}\ndefault-class: everything\n";
    Situation situation = situation();
    List<Difference> differences =
        situation.whatIf(RULES, Assumptions.NONE, Policy.parse(yaml, "other.yaml"));
    assertThat(differences.getFirst().trafficClass()).isEqualTo("everything");
    assertThat(differences.getFirst().now()).isNull();
    assertThat(differences.stream().skip(1)).allMatch(difference -> difference.then() == null);
    assertThat(differences).hasSize(1 + situation.verdicts().size());
  }

  @Test
  void thereIsNothingToAskBeforeThePlan() {
    assertThat(branch.core.control().situation()).isNull();
  }

  @Test
  void namesOfNoPathAreRefused() {
    connect();
    assertThatThrownBy(() -> ask("link lte down"))
        .hasMessage("link: lte (expected: one of broadband, mpls)");
  }

  /// The policy's model does not see the monitor.
  @Test
  void theLimitsAreTheMonitors() {
    assertThat(Monitored.DEGRADED_LOSS_PPM).isEqualTo(PathTiming.DEFAULT.degradedLossPpm());
    assertThat(TimeUnit.MICROSECONDS.toNanos(Monitored.DEGRADED_DELAY_US))
        .isEqualTo(PathTiming.DEFAULT.degradedDelayNs());
  }

  private List<Difference> ask(String text) {
    List<String> words = text.isEmpty() ? List.of() : List.of(text.split(" "));
    Situation situation = situation();
    return situation.whatIf(RULES, Assumptions.parse(words), situation.policy());
  }

  private Situation situation() {
    return Objects.requireNonNull(branch.core.control().situation());
  }

  private static List<String> best(SteeringVerdict verdict) {
    return Difference.best(Objects.requireNonNull(verdict));
  }

  private void connect() {
    Network network = new Network(simulation);
    LinkProfile quick = LinkProfile.ofDelay(Duration.ofMillis(5));
    branch.attach(network, "broadband", "192.0.2.1", quick);
    branch.attach(network, "mpls", "198.51.100.1", quick.withDelay(Duration.ofMillis(15)));
    hq.attach(network, "broadband", "192.0.2.2", quick);
    hq.attach(network, "mpls", "198.51.100.2", quick);
    branch.configure(Policy.standard(), hq);
    hq.configure(Policy.standard(), branch);
    run(5);
  }

  private void run(int seconds) {
    simulation.runFor(Duration.ofSeconds(seconds).toNanos());
  }
}
