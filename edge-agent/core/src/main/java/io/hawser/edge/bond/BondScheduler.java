package io.hawser.edge.bond;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Which member of a bond carries the next run of a flow: the one by which its first packet would
/// arrive first, while none is full. Owned by the outbound agent; not thread-safe. [#choose]
/// allocates nothing.
///
/// ```
///   cost = what waits + serialisation + what the way is longer, 5 ms at most
///                                          (all of it where one loses that overtakes others)
/// ```
///
/// So the quickest path is used alone until 5 ms of packets wait for it, or less where the next
/// one's way is not as much longer. From then on all carry what they can, and what came by the
/// quick one waits at the far end for the others: there it delays nobody else, and no sender has to
/// keep a long queue standing here for that the others are used. Where packets are lost they are to
/// arrive in order, or nobody could tell those that are lost from those that are overtaken.
public final class BondScheduler {
  /// Members of one bond at most.
  public static final int MEMBERS = 8;

  /// Longest run: a quarter of what one GSO message takes, and enough for its gain.
  static final int RUN_PACKETS = 16;

  /// A run is no longer than a link sends in this time, but for one packet.
  static final long RUN_NS = 1_000_000;

  /// A flow stays on its member while no other would be quicker by more: equal members are not to
  /// take turns by the rounding of their delays.
  static final long STAY_NS = 500_000;

  /// A link before which so much waits is full, and others help it however much longer their ways
  /// are: what CoDel lets a queue stand at (RFC 8289, section 4.2).
  static final long FULL_NS = 5_000_000L;

  private static final long NS_PER_SECOND = 1_000_000_000L;
  private static final int BITS = 8;

  private final List<BondMember> members = new ArrayList<>();
  private long mostHeadStartNs = FULL_NS;

  /// @throws IllegalArgumentException where there are more than [#MEMBERS] or two have one lane
  public void setMembers(List<BondMember> next) {
    long lanes = next.stream().mapToInt(BondMember::lane).distinct().count();
    if (next.size() > MEMBERS || lanes != next.size()) {
      throw new IllegalArgumentException(
          "members: " + next.size() + " (expected: at most " + MEMBERS + ", of different lanes)");
    }
    members.clear();
    members.addAll(next);
  }

  /// Whether packets are to arrive in order as well as can be, whatever that costs.
  public void keepOrder(boolean keep) {
    mostHeadStartNs = keep ? Long.MAX_VALUE : FULL_NS;
  }

  /// What of a longer way counts.
  long mostHeadStartNs() {
    return mostHeadStartNs;
  }

  public List<BondMember> members() {
    return List.copyOf(members);
  }

  /// The member that carries a packet, to which it is assigned; null where none is in.
  ///
  /// @param bytes of the inner packet
  public @Nullable BondMember choose(BondFlow flow, int bytes, long nowNs) {
    BondMember member = flow.member;
    if (member == null || !member.isIn() || member.isOverdue(nowNs) || !flow.continues(bytes)) {
      member = quickest(member, bytes, nowNs);
      if (member == null) {
        flow.member = null;
        return null;
      }
      begin(flow, member, bytes);
    }
    flow.spend(bytes);
    member.assign(bytes, nowNs);
    return member;
  }

  private static void begin(BondFlow flow, BondMember member, int bytes) {
    long inTime = member.effectiveBps() / BITS * RUN_NS / NS_PER_SECOND;
    flow.begin(member, RUN_PACKETS, (int) Math.max(bytes, Math.min(inTime, Integer.MAX_VALUE)));
  }

  /// The member for a packet that is sent again, before all that waits: the one with the quickest
  /// way. It is assigned to it; null where there is none.
  ///
  /// @param exceptPath not by this one
  public @Nullable BondMember chooseAgain(int exceptPath, int bytes, long nowNs) {
    BondMember best = quickestWay(exceptPath, bytes, false, nowNs);
    if (best == null) {
      best = quickestWay(exceptPath, bytes, true, nowNs);
    }
    if (best != null) {
      best.assign(bytes, nowNs);
    }
    return best;
  }

  private @Nullable BondMember quickestWay(
      int exceptPath, int bytes, boolean overdueToo, long nowNs) {
    BondMember best = null;
    long bestNs = 0;
    for (int i = 0; i < members.size(); i++) {
      BondMember each = members.get(i);
      long wayNs = each.wayNs(bytes);
      boolean serves = each.path() != exceptPath && serves(each, overdueToo, nowNs);
      if (serves && (best == null || wayNs < bestNs)) {
        best = each;
        bestNs = wayNs;
      }
    }
    return best;
  }

  private static boolean serves(BondMember each, boolean overdueToo, long nowNs) {
    return each.isIn() && (overdueToo || !each.isOverdue(nowNs));
  }

  private @Nullable BondMember quickest(@Nullable BondMember current, int bytes, long nowNs) {
    BondMember best = quickest(current, bytes, false, nowNs);
    return best == null ? quickest(current, bytes, true, nowNs) : best;
  }

  private @Nullable BondMember quickest(
      @Nullable BondMember current, int bytes, boolean overdueToo, long nowNs) {
    BondMember best = null;
    boolean mayStay = false;
    for (int i = 0; i < members.size(); i++) {
      BondMember each = members.get(i);
      if (serves(each, overdueToo, nowNs)) {
        mayStay |= each == current;
        best = isQuicker(each, best, bytes, nowNs) ? each : best;
      }
    }
    if (!mayStay || current == null || best == null) {
      return best;
    }
    long gainNs = costNs(current, bytes, nowNs) - costNs(best, bytes, nowNs);
    return gainNs <= STAY_NS ? current : best;
  }

  private boolean isQuicker(BondMember each, @Nullable BondMember than, int bytes, long nowNs) {
    if (than == null) {
      return true;
    }
    long gainNs = costNs(than, bytes, nowNs) - costNs(each, bytes, nowNs);
    return gainNs != 0 ? gainNs > 0 : each.path() < than.path();
  }

  private long costNs(BondMember member, int bytes, long nowNs) {
    return member.costNs(bytes, mostHeadStartNs, nowNs);
  }
}
