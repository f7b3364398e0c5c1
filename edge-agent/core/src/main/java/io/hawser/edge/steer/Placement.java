package io.hawser.edge.steer;

import io.hawser.policy.SteeringMode;
import java.util.List;

/// Puts a flow on a path of the best tier of its class, and leaves it there while that serves.
public final class Placement {
  private Placement() {}

  /// Chooses next hop and path of `flow` from `table`; [Flow#path] is [Flow#NO_PATH] afterwards
  /// where no next hop has a path, and [Flow#outsideSla] says whether one has paths that its class
  /// is too strict for.
  ///
  /// A flow keeps its path while that is in the best tier, or lingers. Otherwise it takes the first
  /// member of that tier or, where the mode is to balance, the one that its hash names, so that
  /// many flows share equal paths evenly.
  public static void place(Flow flow, SteeringTable table) {
    Route route = flow.route;
    int before = flow.path;
    flow.path = Flow.NO_PATH;
    flow.peer = Flow.NO_PEER;
    flow.outsideSla = false;
    if (route == null) {
      return;
    }
    List<Integer> nextHops = route.nextHops();
    for (int i = 0; i < nextHops.size(); i++) {
      Choice choice = table.choice(nextHops.get(i), flow.trafficClass);
      if (choice.carries()) {
        flow.peer = nextHops.get(i);
        flow.path = member(choice, before, flow.symmetricHash);
        flow.outsideSla = false;
        break;
      }
      flow.outsideSla |= choice.outsideSla();
    }
    if (before != Flow.NO_PATH && flow.path != Flow.NO_PATH && flow.path != before) {
      flow.moves++;
    }
  }

  private static int member(Choice choice, int incumbent, int hash) {
    List<Integer> tier = choice.tiers().getFirst();
    for (int i = 0; i < tier.size(); i++) {
      if (tier.get(i) == incumbent) {
        return incumbent;
      }
    }
    if (choice.lingers(incumbent, hash)) {
      return incumbent;
    }
    return choice.mode() == SteeringMode.BALANCE
        ? tier.get(Integer.remainderUnsigned(hash, tier.size()))
        : tier.getFirst();
  }
}
