package io.hawser.edge.dataplane;

import io.hawser.edge.steer.Choice;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// By which path copies go of what another one may not deliver. Owned by the outbound agent.
///
/// Of those that carry the class: the one that shares the fewest links with the other, since what
/// befell that may have befallen them; then the one that loses least; then the first in the ranking
/// of the class. None that is silent itself.
///
/// Against mere loss, which may last for hours, none that is kept for the last resort or has no
/// room or leads over a link whose queue overflows, and one that costs only where the class does
/// not avoid those. Silence lasts for a second or two: then one that costs is not too dear where
/// none that costs nothing ranks before it. Where such ones are, but in doubt too, it is mostly a
/// host that stood still, and it is too dear until the silence has lasted.
final class SecondWay {
  private SecondWay() {}

  static @Nullable OutboundPath pastSilence(
      OutboundPath silent, Choice choice, @Nullable OutboundPath[] paths) {
    return best(silent, choice, paths, true, true, 0);
  }

  static @Nullable OutboundPath pastLoss(
      OutboundPath lossy,
      Choice choice,
      @Nullable OutboundPath[] paths,
      boolean mayCost,
      long nowNs) {
    return best(lossy, choice, paths, false, mayCost, nowNs);
  }

  private static @Nullable OutboundPath best(
      OutboundPath doubted,
      Choice choice,
      @Nullable OutboundPath[] paths,
      boolean atAnyPrice,
      boolean mayCost,
      long nowNs) {
    OutboundPath best = null;
    int fewest = Integer.MAX_VALUE;
    boolean freeRanksBefore = false;
    List<List<Integer>> tiers = choice.tiers();
    for (int tier = 0; tier < tiers.size(); tier++) {
      List<Integer> members = tiers.get(tier);
      for (int i = 0; i < members.size(); i++) {
        int slot = members.get(i);
        OutboundPath path = slot < paths.length ? paths[slot] : null;
        if (path == null || path == doubted || path.key == null) {
          continue;
        }
        boolean tooDear = path.isCostly() && freeRanksBefore && !doubted.lasting;
        freeRanksBefore |= !path.isCostly();
        if (path.doubted || tooDear) {
          continue;
        }
        int shared = path.slot.linksSharedWith(doubted.slot);
        boolean sharesQueue = doubted.crowded && shared > 0;
        if (!atAnyPrice && (sharesQueue || !path.hasRoomForCopies(mayCost, nowNs))) {
          continue;
        }
        if (shared < fewest || (best != null && shared == fewest && path.loss < best.loss)) {
          fewest = shared;
          best = path;
        }
      }
    }
    return best;
  }
}
