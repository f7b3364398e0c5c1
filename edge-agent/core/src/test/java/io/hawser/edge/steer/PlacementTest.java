package io.hawser.edge.steer;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.edge.packet.FlowKey;
import io.hawser.policy.SteeringMode;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlacementTest {
  @Test
  void keepsAFlowOnItsPathWhileThatIsAmongTheBest() {
    Flow flow = flow(1);
    Placement.place(flow, table(1, List.of(List.of(3, 4))));
    int first = flow.path;
    Placement.place(flow, table(2, List.of(List.of(3, 4, 5))));
    assertThat(flow.path).isEqualTo(first);
    assertThat(flow.moves).isZero();
  }

  @Test
  void goesToABetterPathInStepsWhileTheFormerOneServes() {
    int[] onBetter = new int[Choice.PARTS + 1];
    for (int i = 0; i < 10_000; i++) {
      Flow flow = flow(i);
      Placement.place(flow, table(1, List.of(List.of(3), List.of(4))));
      for (int moved = 1; moved <= Choice.PARTS; moved++) {
        Placement.place(flow, returning(1 + moved, moved));
        onBetter[moved] += flow.path == 4 ? 1 : 0;
      }
      assertThat(flow.moves).isEqualTo(1);
    }
    for (int moved = 1; moved <= Choice.PARTS; moved++) {
      assertThat(onBetter[moved]).isBetween(2_000 * moved - 200, 2_000 * moved + 200);
    }
  }

  @Test
  void putsAFlowThatBeginsOnTheBetterPathAtOnce() {
    for (int i = 0; i < 100; i++) {
      Flow flow = flow(i);
      Placement.place(flow, returning(1, 1));
      assertThat(flow.path).isEqualTo(4);
    }
  }

  private static SteeringTable returning(long epoch, int moved) {
    List<List<Integer>> tiers = List.of(List.of(4), List.of(3));
    Choice choice =
        new Choice(SteeringMode.SINGLE, tiers, "rule", "reason", List.of(3), moved, false);
    return new SteeringTable(epoch, List.of(List.of(choice)));
  }

  @Test
  void leavesAPathThatIsGone() {
    Flow flow = flow(1);
    Placement.place(flow, table(1, List.of(List.of(3), List.of(4))));
    Placement.place(flow, table(2, List.of(List.of(4))));
    assertThat(flow.path).isEqualTo(4);
    assertThat(flow.moves).isEqualTo(1);
  }

  @Test
  void putsEveryFlowOnTheOneBestPathWhereTheModeIsSingle() {
    for (int i = 0; i < 100; i++) {
      Flow flow = flow(i);
      Placement.place(flow, table(1, List.of(List.of(3, 4))));
      assertThat(flow.path).isEqualTo(3);
    }
  }

  @Test
  void sharesManyFlowsOverEqualPathsWhereTheModeIsBalance() {
    int[] count = new int[5];
    for (int i = 0; i < 10_000; i++) {
      Flow flow = flow(i);
      Placement.place(flow, table(SteeringMode.BALANCE, 1, List.of(List.of(3, 4))));
      count[flow.path]++;
    }
    assertThat(count[3]).isBetween(4_700, 5_300);
  }

  @Test
  void goesByTheNextHopWhenTheFirstHasNoPath() {
    Flow flow = flow(1);
    flow.route = new Route("dc", List.of(1, 0));
    Placement.place(flow, table(1, List.of(List.of(7))));
    assertThat(flow.peer).isZero();
    assertThat(flow.path).isEqualTo(7);
  }

  @Test
  void hasNoPathWhereNoneCarries() {
    Flow flow = flow(1);
    Placement.place(flow, SteeringTable.EMPTY);
    assertThat(flow.path).isEqualTo(Flow.NO_PATH);
  }

  @Test
  void saysThatPathsAreThereWhichItsClassIsTooStrictFor() {
    Flow flow = flow(1);
    flow.route = new Route("hq", List.of(1, 0));
    Choice outside = outsideSla();
    Placement.place(flow, new SteeringTable(1, List.of(List.of(Choice.NONE), List.of(outside))));
    assertThat(flow.path).isEqualTo(Flow.NO_PATH);
    assertThat(flow.outsideSla).isTrue();

    Choice other = new Choice(SteeringMode.SINGLE, List.of(List.of(7)), "rule", "reason");
    Placement.place(flow, new SteeringTable(2, List.of(List.of(other), List.of(outside))));
    assertThat(flow.path).isEqualTo(7);
    assertThat(flow.outsideSla).isFalse();

    Placement.place(flow, SteeringTable.EMPTY);
    assertThat(flow.outsideSla).isFalse();
  }

  private static Choice outsideSla() {
    return new Choice(
        SteeringMode.SINGLE, List.of(), "rule", "reason", List.of(), Choice.PARTS, true);
  }

  private static SteeringTable table(long epoch, List<List<Integer>> tiers) {
    return table(SteeringMode.SINGLE, epoch, tiers);
  }

  private static SteeringTable table(SteeringMode mode, long epoch, List<List<Integer>> tiers) {
    return new SteeringTable(epoch, List.of(List.of(new Choice(mode, tiers, "rule", "reason"))));
  }

  private static Flow flow(int port) {
    FlowKey key = new FlowKey();
    key.set(0, 1, 0, 2, 17L << 32 | port);
    Flow flow = new FlowTable(64).findOrCreate(key, 0);
    flow.route = new Route("hq", List.of(0));
    return flow;
  }
}
