package io.hawser.lab.bonding;

import io.hawser.lab.bonding.Traffic.Arrived;
import io.hawser.lab.scenario.NotMeasurableException;
import java.io.IOException;

/// One way to carry TCP over the links that a branch has now.
interface Rival extends AutoCloseable {
  String name();

  /// What arrives of so many sessions.
  Arrived send(Traffic traffic, int warmUpSeconds, int seconds) throws Exception;

  @Override
  void close() throws IOException;

  /// The edges, by one of the policy's ways.
  ///
  /// @param port of [Way]
  record Ours(String name, BondedBranch branch, int port) implements Rival {
    @Override
    public Arrived send(Traffic traffic, int warmUpSeconds, int seconds) throws IOException {
      return traffic.send(
          branch.pc(), branch.hubPc(), port, branch.set().sumMbps(), warmUpSeconds, seconds);
    }

    @Override
    public void close() {
      // The company goes on.
    }
  }

  /// The edges, by one of the links alone; no measure where the traffic went by others as well.
  record Alone(String name, BondedBranch branch, int member) implements Rival {
    /// Of what the links take: the rest are probes, and what edges tell each other.
    private static final double LEAST = 0.95;

    @Override
    public Arrived send(Traffic traffic, int warmUpSeconds, int seconds) throws Exception {
      long[] before = branch.takenBytes();
      Arrived arrived =
          new Ours(name, branch, Way.alone(member)).send(traffic, warmUpSeconds, seconds);
      long[] after = branch.takenBytes();
      double all = 0;
      for (int i = 0; i < after.length; i++) {
        all += after[i] - before[i];
      }
      double share = (after[member] - before[member]) / all;
      if (share < LEAST) {
        throw new NotMeasurableException(
            "%s alone: %.0f %% of the traffic went by it (expected: %.0f %% or more)"
                .formatted(branch.set().member(member).text(), 100 * share, 100 * LEAST));
      }
      return arrived;
    }

    @Override
    public void close() {
      // The company goes on.
    }
  }
}
