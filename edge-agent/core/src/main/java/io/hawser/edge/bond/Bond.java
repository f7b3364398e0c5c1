package io.hawser.edge.bond;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The paths that carry the flows of one class to one peer together. Owned by the outbound agent;
/// not thread-safe.
public final class Bond {
  private final int peer;
  private final BondScheduler scheduler = new BondScheduler();
  private final List<BondMember> members = new ArrayList<>();

  /// Those, and others that were, the one first known first.
  private final List<BondMember> known = new ArrayList<>();

  /// Without members yet.
  ///
  /// @param peer its slot
  public Bond(int peer) {
    this.peer = peer;
  }

  public int peer() {
    return peer;
  }

  /// Sets which paths may be in; those that were go on as they were, and those that were before
  /// that too. Of more than [BondScheduler#MEMBERS] the first are taken.
  ///
  /// @param paths slots
  public void setPaths(List<Integer> paths) {
    members.removeIf(member -> !paths.contains(member.path()));
    for (int i = 0; i < paths.size() && members.size() < BondScheduler.MEMBERS; i++) {
      if (member(paths.get(i)) == null) {
        members.add(known(paths.get(i)));
      }
    }
    scheduler.setMembers(members);
  }

  /// Another path may have this slot from now on.
  public void forget(int path) {
    known.removeIf(member -> member.path() == path);
    members.removeIf(member -> member.path() == path);
    scheduler.setMembers(members);
  }

  /// Who was a member keeps its lane, by which the far end counts what comes by it.
  private BondMember known(int path) {
    for (BondMember each : known) {
      if (each.path() == path) {
        return each;
      }
    }
    if (known.size() == BondScheduler.MEMBERS) {
      BondMember longestGone =
          known.stream().filter(each -> !members.contains(each)).findFirst().orElseThrow();
      known.remove(longestGone);
    }
    BondMember made = new BondMember(path, freeLane());
    known.add(made);
    return made;
  }

  private int freeLane() {
    int lane = 0;
    while (isTaken(lane)) {
      lane++;
    }
    return lane;
  }

  private boolean isTaken(int lane) {
    return known.stream().anyMatch(member -> member.lane() == lane);
  }

  /// Null where a path is not one of them.
  public @Nullable BondMember member(int path) {
    for (int i = 0; i < members.size(); i++) {
      if (members.get(i).path() == path) {
        return members.get(i);
      }
    }
    return null;
  }

  public int size() {
    return members.size();
  }

  /// Of those that are in, and those that are not.
  ///
  /// @param index 0 to [#size] - 1
  public BondMember at(int index) {
    return members.get(index);
  }

  /// One that is in, null where none is.
  public @Nullable BondMember anyIn() {
    for (int i = 0; i < members.size(); i++) {
      if (members.get(i).isIn()) {
        return members.get(i);
      }
    }
    return null;
  }

  /// Whether a member is looked for with the next packet of a flow: then the queues should be as
  /// they are.
  public boolean beginsRun(BondFlow flow, int bytes) {
    BondMember member = flow.member;
    return member == null || !member.isIn() || !flow.continues(bytes);
  }

  /// See [Membership]; answers whether anything changed.
  public boolean update(long nowNs) {
    boolean changed = Membership.update(members, nowNs);
    scheduler.keepOrder(Membership.needsOrder(members, nowNs));
    return changed;
  }

  /// The member that carries the next packet of a flow, see [BondScheduler#choose].
  public @Nullable BondMember choose(BondFlow flow, int bytes, long nowNs) {
    return scheduler.choose(flow, bytes, nowNs);
  }

  /// The member for a packet that is sent again, see [BondScheduler#chooseAgain].
  ///
  /// @param exceptPath not by this one
  public @Nullable BondMember chooseAgain(int exceptPath, int bytes, long nowNs) {
    return scheduler.chooseAgain(exceptPath, bytes, nowNs);
  }

  /// How much longer a packet may wait for this member than for the one that is used last, which is
  /// how long the queue here is before that one is used at all.
  public long creditNs(BondMember member) {
    long limitNs = scheduler.mostHeadStartNs();
    long mostNs = 0;
    for (int i = 0; i < members.size(); i++) {
      BondMember each = members.get(i);
      mostNs = each.isIn() ? Math.max(mostNs, each.headStartNs(limitNs)) : mostNs;
    }
    return Math.max(0, mostNs - member.headStartNs(limitNs));
  }
}
