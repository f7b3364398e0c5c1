package io.hawser.edge.dataplane;

import io.hawser.edge.bond.Absence;
import io.hawser.edge.bond.BondMember;
import io.hawser.probe.Measure;
import org.jspecify.annotations.Nullable;

/// One path of a bond, as it is now.
///
/// @param path its id
/// @param in whether new packets may go by it
/// @param absence what is wrong with it, null for nothing; one that is `in` all the same is the
///   least bad of all
/// @param bitsPerSecond what it is taken to carry, of IP packets
/// @param assumed whether that is a guess, as its link's rate is not known
/// @param behindNs how much longer its way is than that of the peer's quickest path, or
///   [Measure#UNMEASURED]
/// @param backlogNs how long what waits for it takes to leave
/// @param packets that left by it, new ones and those sent again, since it is one of the bond
/// @param repeated how many of these were then sent again, by whichever path
public record BondPathView(
    String path,
    boolean in,
    @Nullable Absence absence,
    long bitsPerSecond,
    boolean assumed,
    long behindNs,
    long backlogNs,
    long packets,
    long repeated) {

  static BondPathView of(BondMember member, OutboundPath path, long backlogNs) {
    return new BondPathView(
        path.slot.id(),
        member.isIn(),
        member.absence(),
        member.effectiveBps(),
        !member.isRateKnown(),
        member.behindNs(),
        backlogNs,
        member.packets(),
        member.repeated());
  }
}
