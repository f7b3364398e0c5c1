package io.hawser.edge.steer;

import java.util.List;

/// Puts a flow on a path of the best tier of its class, and leaves it there while that serves.
public final class Placement {
  private Placement() {}

  /// Chooses next hop and path of `flow` from `table`; [Flow#path] is [Flow#NO_PATH] afterwards
  /// where no next hop has a path.
  ///
  /// A flow keeps its path while that is in the best tier; otherwise it takes the member of that
  /// tier which its hash names, so that many flows share equal paths evenly.
  public static void place(Flow flow, SteeringTable table) {
    Route route = flow.route;
    int before = flow.path;
    flow.path = Flow.NO_PATH;
    flow.peer = Flow.NO_PEER;
    if (route == null) {
      return;
    }
    List<Integer> nextHops = route.nextHops();
    for (int i = 0; i < nextHops.size(); i++) {
      Choice choice = table.choice(nextHops.get(i), flow.trafficClass);
      if (choice.carries()) {
        flow.peer = nextHops.get(i);
        flow.path = member(choice.tiers().getFirst(), before, flow.symmetricHash);
        break;
      }
    }
    if (before != Flow.NO_PATH && flow.path != Flow.NO_PATH && flow.path != before) {
      flow.moves++;
    }
  }

  private static int member(List<Integer> tier, int incumbent, int hash) {
    for (int i = 0; i < tier.size(); i++) {
      if (tier.get(i) == incumbent) {
        return incumbent;
      }
    }
    return tier.get(Integer.remainderUnsigned(hash, tier.size()));
  }
}
