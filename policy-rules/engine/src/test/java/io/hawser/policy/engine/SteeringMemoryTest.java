package io.hawser.policy.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.policy.PathFact;
import io.hawser.policy.Policy;
import io.hawser.policy.Standing;
import io.hawser.policy.SteeringVerdict;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SteeringMemoryTest {
  private static final SteeringEngine ENGINE = new SteeringEngine();
  private static final int PEERS = 4;

  /// What may change from one decision to the next, each thing now and then.
  private static final class World {
    private final Random random;
    private final Map<String, List<PathFact>> paths = new HashMap<>();
    private Policy policy;
    private Map<String, Map<String, Standing>> standings = Map.of();

    World(Random random) {
      this.random = random;
      policy = SteeringModelTest.policy(random);
    }

    void change() {
      switch (random.nextInt(8)) {
        case 0 -> policy = SteeringModelTest.policy(random);
        case 1 -> paths.remove(peer());
        case 2, 3 -> standings = SteeringModelTest.standings(random, policy, all());
        case 4, 5 -> replaceOne();
        case 6 -> paths.put(peer(), List.of());
        default -> {
          String peer = peer();
          paths.put(peer, pathsTo(peer));
        }
      }
    }

    private String peer() {
      return "peer-" + random.nextInt(PEERS);
    }

    private List<PathFact> pathsTo(String peer) {
      return SteeringModelTest.paths(random, 1 + random.nextInt(4)).stream()
          .map(path -> to(peer, path.pathId(), path))
          .toList();
    }

    /// One path is another one, or fares otherwise.
    private void replaceOne() {
      String peer = peer();
      List<PathFact> its = new ArrayList<>(paths.getOrDefault(peer, List.of()));
      if (!its.isEmpty()) {
        PathFact before = its.getFirst();
        PathFact other = SteeringModelTest.paths(random, 1).getFirst();
        its.set(0, to(peer, random.nextBoolean() ? before.pathId() : other.pathId(), other));
        paths.put(peer, its);
      }
    }

    List<PathFact> all() {
      return paths.values().stream().flatMap(List::stream).toList();
    }

    List<SteeringVerdict> decidedBy(SteeringMemory memory) {
      return memory.decide(policy, all(), standings);
    }

    List<SteeringVerdict> decidedAnew() {
      return ENGINE.decide(policy, all(), standings);
    }
  }

  @Test
  void decidesAsTheRulesDoWhateverWasBefore() {
    long seed = System.nanoTime();
    System.out.println("SteeringMemoryTest seed " + seed);
    var random = new Random(seed);
    for (int run = 0; run < 30; run++) {
      var memory = new SteeringMemory(ENGINE);
      var world = new World(random);
      for (int step = 0; step < 40; step++) {
        world.change();
        assertThat(world.decidedBy(memory)).isEqualTo(world.decidedAnew());
      }
    }
  }

  @Test
  void asksTheRulesOnlyAboutThePeerOfWhichSomethingChanged() {
    var memory = new SteeringMemory(ENGINE);
    Policy policy = Policy.standard();
    PathFact near = to("near", "a", Paths.good("a").fact());
    PathFact far = to("far", "b", Paths.good("b").fact());
    List<SteeringVerdict> before = memory.decide(policy, List.of(near, far), Map.of());
    PathFact lossy = to("near", "a", Paths.good("a").loses(50_000).fact());

    List<SteeringVerdict> facts = memory.decide(policy, List.of(lossy, far), Map.of());
    List<SteeringVerdict> standing =
        memory.decide(
            policy,
            List.of(lossy, far),
            Map.of("voice", Map.of("b", Standing.LEFT), "unknown", Map.of("a", Standing.LEFT)));

    for (int i = 0; i < before.size(); i++) {
      boolean isFar = before.get(i).peer().equals("far");
      assertThat(facts.get(i) == before.get(i)).isEqualTo(isFar);
      assertThat(standing.get(i) == facts.get(i)).isEqualTo(!isFar);
    }
  }

  @Test
  void asksAboutAllOnlyWhereTheClassesChanged() {
    var memory = new SteeringMemory(ENGINE);
    List<PathFact> paths = List.of(Paths.good("a").fact());
    Policy policy = Policy.standard();
    SteeringVerdict before = memory.decide(policy, paths, Map.of()).getFirst();

    assertThat(memory.decide(Policy.standard(), paths, Map.of()).getFirst()).isSameAs(before);
    Policy other =
        Policy.parse("version: 1\nclasses: [{name: all}]\ndefault-class: all\n", "other.yaml");
    assertThat(memory.decide(other, paths, Map.of())).hasSize(1);
    assertThat(memory.decide(policy, paths, Map.of()).getFirst())
        .isEqualTo(before)
        .isNotSameAs(before);
  }

  private static PathFact to(String peer, String pathId, PathFact path) {
    return new PathFact(
        peer,
        pathId,
        path.link(),
        path.peerLink(),
        path.transport(),
        path.metered(),
        path.backup(),
        path.condition(),
        path.rttUs(),
        path.oneWayUs(),
        path.jitterUs(),
        path.lossPpm(),
        path.leastLossPpm(),
        path.mostLossPpm());
  }
}
