package io.hawser.policy.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.policy.PathCondition;
import io.hawser.policy.PathFact;
import io.hawser.policy.Policy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// Prints how long loading and deciding take; the bounds are only there to notice a disaster.
/// Surefire runs with the first compiler alone, so a real process decides faster.
class SteeringTimingTest {
  private static final int PEERS = 50;
  private static final int PATHS = 6;
  private static final int WARM_UP_ROUNDS = 60;
  private static final int ROUNDS = 20;

  @Test
  void decidesForHundredsOfClassesAndPeersInAMoment() {
    long startNs = System.nanoTime();
    var engine = new SteeringEngine();
    Policy policy = Policy.standard();
    List<PathFact> few = paths(1);
    engine.decide(policy, few);
    long firstNs = System.nanoTime() - startNs;
    long fewNs = timePerRound(engine, policy, few);
    List<PathFact> many = paths(PEERS);
    long manyNs = timePerRound(engine, policy, many);
    int demands = policy.classes().size() * PEERS;
    System.out.printf(
        "steering: first decision after %d ms; 5 classes x 1 peer x %d paths in %d us; %d class-peers x %d paths in %d us (%.1f us each)%n",
        TimeUnit.NANOSECONDS.toMillis(firstNs),
        PATHS,
        fewNs / 1000,
        demands,
        PATHS,
        manyNs / 1000,
        manyNs / 1e3 / demands);

    assertThat(firstNs).isLessThan(TimeUnit.SECONDS.toNanos(20));
    assertThat(manyNs).isLessThan(TimeUnit.SECONDS.toNanos(2));
  }

  private static long timePerRound(SteeringEngine engine, Policy policy, List<PathFact> paths) {
    for (int i = 0; i < WARM_UP_ROUNDS; i++) {
      engine.decide(policy, paths);
    }
    long startNs = System.nanoTime();
    for (int i = 0; i < ROUNDS; i++) {
      engine.decide(policy, paths);
    }
    return (System.nanoTime() - startNs) / ROUNDS;
  }

  private static List<PathFact> paths(int peers) {
    List<PathFact> paths = new ArrayList<>();
    for (int peer = 0; peer < peers; peer++) {
      for (int i = 0; i < PATHS; i++) {
        paths.add(
            new PathFact(
                "peer-" + peer,
                "link-" + i + ">peer-" + peer + "/link",
                "link-" + i,
                "link",
                i == 0 ? "mpls" : "internet",
                i % 3 == 2,
                i == 5,
                PathCondition.values()[i % 4],
                20_000,
                10_000,
                500 * i,
                4_000 * i));
      }
    }
    return paths;
  }
}
