package io.hawser.edge.dataplane;

import io.hawser.edge.steer.Choice;
import io.hawser.edge.steer.Flow;
import io.hawser.edge.steer.SteeringTable;
import io.hawser.edge.wireguard.SendKey;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// Sends again by another path what may not arrive by its own: packets of real-time flows as soon
/// as that is in doubt, and while it loses too much; those of flows that the policy duplicates,
/// always; those of thin flows once it is left for its silence. They do not wait for the link: what
/// they repeat has waited. Owned by the outbound agent.
final class SecondSender {
  private final WireExit exit;
  private final Copies calls = Copies.ofCalls();
  private final Copies thinFlows = Copies.ofThinFlows();
  private final Copies duplicates = Copies.inPassing();

  private @Nullable Forwarding forwarding;
  private @Nullable OutboundPath[] paths = new OutboundPath[0];
  private SteeringTable steering = SteeringTable.EMPTY;

  SecondSender(WireExit exit) {
    this.exit = exit;
  }

  /// @param isRenumbered whether the numbers of classes or peers may mean others from now on
  void onForwarding(Forwarding next, @Nullable OutboundPath[] nextPaths, boolean isRenumbered) {
    for (OutboundPath before : paths) {
      if (before != null && !before.slot.goesOnIn(next)) {
        calls.forget(before.slot.slot());
        thinFlows.forget(before.slot.slot());
      }
    }
    if (isRenumbered) {
      calls.clear();
      thinFlows.clear();
    }
    forwarding = next;
    paths = nextPaths;
  }

  void onSteering(SteeringTable table) {
    steering = table;
  }

  /// Keeps a packet that was just sealed for its path, where its flow is one for which that is
  /// done; copies it where its path is in doubt already.
  ///
  /// @param outerClass what it left with, see [WireEgress#toWire]
  void keep(
      Flow flow,
      OutboundPath path,
      int outerClass,
      MemorySegment p,
      long at,
      int total,
      long nowNs) {
    if (flow.realTime || flow.duplicated) {
      Copies copies = flow.realTime ? calls : duplicates;
      int place = keep(copies, flow, path, outerClass, p, at, total, nowNs);
      if (place >= 0 && (flow.duplicated || path.doubted || path.loss > 0)) {
        copyNow(copies, place, flow, path, nowNs);
      }
    } else if (flow.isThin()) {
      int place = keep(thinFlows, flow, path, outerClass, p, at, total, nowNs);
      if (place >= 0 && path.left) {
        sendAgain(thinFlows, place, false, nowNs);
      }
    }
  }

  private void copyNow(Copies copies, int place, Flow flow, OutboundPath path, long nowNs) {
    OutboundPath other = secondWay(flow, path, nowNs);
    if (other == null) {
      return;
    }
    boolean copied =
        flow.duplicated
            ? copy(copies, place, other, nowNs)
            : copyWithin(copies, place, other, path.doubted, nowNs);
    if (copied) {
      flow.copied(other.slot.slot());
    }
  }

  /// Answers its place, or a negative number.
  private static int keep(
      Copies copies,
      Flow flow,
      OutboundPath path,
      int outerClass,
      MemorySegment p,
      long at,
      int total,
      long nowNs) {
    SendKey sendKey = path.key;
    if (sendKey == null || path.slot.stock()) {
      return -1;
    }
    long counter = sendKey.sentCount() - 1;
    int slot = path.slot.slot();
    int place = copies.keep(slot, sendKey.remoteIndex(), counter, p, at, total, nowNs);
    if (place >= 0) {
      copies.belongs(place, flow.peer, flow.trafficClass, outerClass);
    }
    return place;
  }

  private @Nullable OutboundPath secondWay(Flow flow, OutboundPath path, long nowNs) {
    Choice choice = steering.choice(flow.peer, flow.trafficClass);
    Forwarding tables = forwarding;
    return path.doubted || tables == null
        ? SecondWay.pastSilence(path, choice, paths)
        : SecondWay.pastLoss(path, choice, paths, tables.mayCost(flow), nowNs);
  }

  /// The path's doubt began or grew: see [OutboundCommands#onDoubt].
  void onDoubt(int slot, int session, long reported, long nowNs) {
    calls.forUnreported(
        slot, session, reported, nowNs, place -> sendAgain(calls, place, true, nowNs));
  }

  /// See [OutboundCommands#onLeft].
  void onLeft(int slot, int session, long reported, long nowNs) {
    thinFlows.forUnreported(
        slot, session, reported, nowNs, place -> sendAgain(thinFlows, place, false, nowNs));
  }

  /// What is not known to have arrived goes by another path at once, unless it is on its way by one
  /// that is not in doubt.
  ///
  /// @param urgent whether it may take what a path's budget keeps for calls
  private void sendAgain(Copies copies, int place, boolean urgent, long nowNs) {
    OutboundPath own = path(copies.path(place));
    OutboundPath carrier = path(copies.carrier(place));
    if (own == null || !own.doubted || (carrier != null && !carrier.doubted)) {
      return;
    }
    Choice choice = steering.choice(copies.peer(place), copies.trafficClass(place));
    OutboundPath other = SecondWay.pastSilence(own, choice, paths);
    if (other != null) {
      copyWithin(copies, place, other, urgent, nowNs);
    }
  }

  /// The same within the budget of the other path.
  private boolean copyWithin(
      Copies copies, int place, OutboundPath other, boolean urgent, long nowNs) {
    int length = copies.length(place);
    return other.key != null
        && length <= other.slot.innerMtu()
        && other.copyBudget().spend(length, urgent, nowNs)
        && copy(copies, place, other, nowNs);
  }

  /// Sends a kept packet over another path than its own; answers whether it was sealed.
  private boolean copy(Copies copies, int place, OutboundPath other, long nowNs) {
    int length = copies.length(place);
    boolean left =
        length <= other.slot.innerMtu()
            && exit.carry(
                other,
                copies.memory(),
                Copies.offset(place),
                length,
                copies.outerClass(place),
                nowNs);
    if (left) {
      copies.carriedBy(place, other.slot.slot());
    }
    return left;
  }

  private @Nullable OutboundPath path(int slot) {
    return slot >= 0 && slot < paths.length ? paths[slot] : null;
  }
}
