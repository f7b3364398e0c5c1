package io.hawser.policy.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.policy.PathCondition;
import io.hawser.policy.PathFact;
import io.hawser.policy.Policy;
import io.hawser.policy.QueueShares;
import io.hawser.policy.ServiceLevel;
import io.hawser.policy.TrafficClass;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Prints how long loading takes and how much work deciding is, and holds decisions to a tick.
/// Surefire runs with the first compiler alone, so a real process decides faster.
class SteeringTimingTest {
  /// Of the thread that decides: it sends a probe of each path that carries data in this time, and
  /// lateness of half as much more would look to it as if it had stood still.
  private static final long TICK_NS = 100_000_000;

  private static final int CLASSES = 200;
  private static final int PEERS = 50;
  private static final int PATHS = 6;
  private static final int WARM_UP_ROUNDS = 60;
  private static final int ROUNDS = 20;
  private static final SteeringEngine ENGINE = new SteeringEngine();

  @Test
  void decidesAboutHundredsOfClassesAndPeersWithinATick() {
    long startNs = System.nanoTime();
    var engine = new SteeringEngine();
    Policy policy = Policy.standard();
    List<PathFact> few = paths(1);
    engine.decide(policy, few);
    long firstNs = System.nanoTime() - startNs;
    long fewNs = timePerRound(WARM_UP_ROUNDS, () -> engine.decide(policy, few));
    List<PathFact> many = paths(PEERS);
    long manyNs = timePerRound(WARM_UP_ROUNDS, () -> engine.decide(policy, many));
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
    assertThat(manyNs).isLessThan(TICK_NS);
  }

  @Test
  void decidesAboutHundredsOfClassesTimesPeersWithinATickOfAChange() {
    Policy policy = manyClasses();
    List<PathFact> before = paths(PEERS);
    List<PathFact> after = new ArrayList<>(before);
    after.set(0, slower(before.getFirst()));
    var memory = new SteeringMemory(ENGINE);
    long allNs = timePerRound(3, () -> ENGINE.decide(policy, before));
    long changeNs =
        timePerRound(
                WARM_UP_ROUNDS,
                () -> {
                  memory.decide(policy, before, Map.of());
                  memory.decide(policy, after, Map.of());
                })
            / 2;
    long nothingNs = timePerRound(WARM_UP_ROUNDS, () -> memory.decide(policy, after, Map.of()));
    System.out.printf(
        "steering: %d classes x %d peers x %d paths, %d ms where the policy changed, %.1f ms where a path did, %.1f ms where nothing did%n",
        CLASSES, PEERS, PATHS, allNs / 1_000_000, changeNs / 1e6, nothingNs / 1e6);

    assertThat(changeNs).isLessThan(TICK_NS);
  }

  private static long timePerRound(int warmUp, Runnable round) {
    for (int i = 0; i < warmUp; i++) {
      round.run();
    }
    long startNs = cpuNs();
    for (int i = 0; i < ROUNDS; i++) {
      round.run();
    }
    return (cpuNs() - startNs) / ROUNDS;
  }

  /// Of this thread: whatever else the machine does meanwhile.
  private static long cpuNs() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  /// The standard ones, over and over.
  private static Policy manyClasses() {
    List<TrafficClass> standard = Policy.standard().classes();
    List<TrafficClass> classes =
        IntStream.range(0, CLASSES)
            .mapToObj(i -> like(standard.get(i % standard.size()), "class-" + i))
            .toList();
    return new Policy(List.of(), classes, "class-0", QueueShares.STANDARD, List.of(), List.of());
  }

  private static TrafficClass like(TrafficClass standard, String name) {
    ServiceLevel sla = standard.sla();
    return new TrafficClass(
        name,
        List.of(),
        standard.mode(),
        sla,
        standard.prefer(),
        standard.avoidMetered(),
        standard.realTime(),
        standard.orderCritical(),
        standard.queue());
  }

  private static PathFact slower(PathFact path) {
    return path(path.peer(), 0, path.oneWayUs() + 200_000);
  }

  private static List<PathFact> paths(int peers) {
    List<PathFact> paths = new ArrayList<>();
    for (int peer = 0; peer < peers; peer++) {
      for (int i = 0; i < PATHS; i++) {
        paths.add(path("peer-" + peer, i, 10_000));
      }
    }
    return paths;
  }

  private static PathFact path(String peer, int number, long oneWayUs) {
    return new PathFact(
        peer,
        "link-" + number + ">" + peer + "/link",
        "link-" + number,
        "link",
        number == 0 ? "mpls" : "internet",
        number % 3 == 2,
        number == 5,
        PathCondition.values()[number % 4],
        2 * oneWayUs,
        oneWayUs,
        500 * number,
        4_000 * number);
  }
}
