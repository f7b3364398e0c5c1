package io.hawser.edge.dataplane;

import io.hawser.edge.bond.BondFlow;
import io.hawser.edge.bond.BondMeasures;
import io.hawser.edge.overlay.TimeTrailer;
import io.hawser.edge.playout.PlayoutBuffer;
import io.hawser.edge.qos.PacketPool;
import io.hawser.edge.steer.Flow;
import io.hawser.edge.steer.SteeringTable;
import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/// How a packet leaves once it is known whose it is and which path its flow is on: steps 7 to 10 of
/// [Outbound]'s. Owned by the outbound agent.
///
/// It waits for a full link, goes by a bond's paths, with a number for parity or as it is, and is
/// kept or copied where its flow is one for which that is done.
final class Departure {
  private final ControlEvents control;
  private final DropCounters drops;
  private final Placer placer;
  private final LinkQueues queues;
  private final WireExit exit;
  private final SecondSender seconds;
  private final Protection protection;
  private final Bonds bonds;

  private @Nullable OutboundPath[] paths = new OutboundPath[0];
  private long cycleNs = Long.MIN_VALUE / 2;

  /// What waited for a link leaves as is right by now: it may be denied, and its flow elsewhere.
  interface Placer {
    /// The path of a flow by now, null where it has none.
    @Nullable OutboundPath choose(Flow flow, long nowNs);

    /// The path by which a packet that waited may leave, ready to: its checksums are as the path's
    /// peer expects them. Null where it is dropped, which is counted.
    ///
    /// @param toEdge whether checksums were left to the far side
    @Nullable OutboundPath place(Flow flow, MemorySegment p, long at, int total, boolean toEdge);
  }

  /// @param onNews see [WireExit]
  Departure(
      WireEgress wire,
      ControlEvents control,
      DropCounters drops,
      Placer placer,
      LongConsumer onNews) {
    this.control = control;
    this.drops = drops;
    this.placer = placer;
    this.queues = new LinkQueues(drops, new WayOn());
    this.exit = new WireExit(wire, drops, queues, onNews);
    this.seconds = new SecondSender(exit);
    this.protection = new Protection(exit);
    this.bonds = new Bonds(exit, queues);
  }

  WireExit exit() {
    return exit;
  }

  // ---------------------------------------------------------------- the packet, in its order

  /// The longest packet of a flow that fits, with what may have to stand before it and behind it.
  int mtu(Flow flow, OutboundPath path) {
    int mtu = untimedMtu(flow, path);
    return isTimed(flow, path) ? Math.min(PlayoutBuffer.LONGEST, mtu - TimeTrailer.LENGTH) : mtu;
  }

  /// Whether the far edge is told when a packet came.
  static boolean isTimed(Flow flow, OutboundPath path) {
    return flow.jitterBufferNs > 0 && !path.slot.stock();
  }

  private int untimedMtu(Flow flow, OutboundPath path) {
    int mtu = path.slot.innerMtu();
    if (path.slot.stock()) {
      return mtu;
    }
    if (flow.bonded) {
      return bonds.mtu(flow, path);
    }
    if (flow.parity) {
      return Math.min(Protection.LONGEST, mtu - Protection.OVERHEAD);
    }
    return flow.duplicated ? Math.min(Copies.LONGEST, mtu - Copies.HEADER_LENGTH) : mtu;
  }

  /// Takes a packet that fits; it may have to wait.
  ///
  /// @param path its flow's
  /// @param total with what stands behind it
  void go(Flow flow, OutboundPath path, MemorySegment p, long at, int total, long nowNs) {
    if (bonds.wants(flow, path)) {
      BondFlow its = bonds.flow(flow, path, nowNs);
      go(flow, bonds.choose(its, path, total, nowNs), its, p, at, total, nowNs);
    } else {
      go(flow, path, null, p, at, total, nowNs);
    }
  }

  private void go(
      Flow flow,
      OutboundPath path,
      @Nullable BondFlow its,
      MemorySegment p,
      long at,
      int total,
      long nowNs) {
    FarLine line = queues.lineOf(path.slot.slot());
    boolean toEdge = !path.slot.stock();
    int place = queues.take(line, queues.of(path), flow, toEdge, p, at, total, nowNs);
    if (place == LinkQueues.PASSES) {
      if (its == null) {
        leave(flow, path, p, at, total, nowNs);
      } else {
        leaveBonded(flow, its, its.takeSequence(), path, p, at, total, nowNs);
      }
    } else if (its != null && place != PacketPool.NONE) {
      // Only now: what finds no room is to be no hole in the flow.
      queues.bond(place, its, path);
    }
  }

  private final class WayOn implements LinkQueues.Way {
    @Override
    public int path(Flow flow, int preferred, long nowNs) {
      OutboundPath own = placer.choose(flow, nowNs);
      int bonded = preferred == Flow.NO_PATH ? preferred : bonds.path(flow, preferred);
      return bonded != Flow.NO_PATH || own == null ? bonded : own.slot.slot();
    }

    @Override
    public int link(Flow flow, int path) {
      OutboundPath known = path >= 0 && path < paths.length ? paths[path] : null;
      return known == null ? OutboundPath.NO_LINK : known.link();
    }

    @Override
    public void leave(PacketPool pool, int place, long nowNs) {
      Flow flow = pool.flow(place);
      MemorySegment p = pool.memory(place);
      long at = pool.offset(place);
      int total = pool.length(place);
      OutboundPath own = placer.place(flow, p, at, total, pool.isToEdge(place));
      BondFlow its = pool.bonded(place);
      if (its != null && (own == null || its.bond().peer() != own.slot.peer())) {
        // Whoever it was for is not to wait for it.
        bonds.onDropped(its, pool.sequence(place), pool.path(place), nowNs);
        its = null;
      }
      if (own != null && its != null) {
        OutboundPath path = bonds.way(its, pool.path(place), own, total, nowNs);
        leaveBonded(flow, its, pool.sequence(place), path, p, at, total, nowNs);
      } else if (own != null) {
        Departure.this.leave(flow, own, p, at, total, nowNs);
      }
    }

    @Override
    public void dropped(BondFlow its, int sequence, int path) {
      bonds.onDropped(its, sequence, path, cycleNs);
    }
  }

  private void leaveBonded(
      Flow flow,
      BondFlow its,
      int sequence,
      OutboundPath path,
      MemorySegment p,
      long at,
      int total,
      long nowNs) {
    int outerClass = path.outerClass(flow, p, at);
    if (!bonds.send(its, sequence, path, outerClass, p, at, total, nowNs)) {
      path.askForSession(control, nowNs);
      drops.count(DropReason.NO_SESSION);
    }
  }

  private void leave(
      Flow flow, OutboundPath path, MemorySegment p, long at, int total, long nowNs) {
    int outerClass = path.outerClass(flow, p, at);
    if (protection.wants(flow, path, total, nowNs)) {
      int wrapped = protection.wrap(p, at, total, nowNs);
      if (seal(path, protection.frame(), 0, wrapped, outerClass, nowNs)) {
        seconds.keep(flow, path, outerClass, protection.frame(), 0, wrapped, nowNs);
        protection.onSealed(path, total, outerClass, nowNs);
      }
    } else if (seal(path, p, at, total, outerClass, nowNs)) {
      seconds.keep(flow, path, outerClass, p, at, total, nowNs);
    }
  }

  /// Answers whether it left.
  private boolean seal(
      OutboundPath path, MemorySegment p, long at, int total, int outerClass, long nowNs) {
    if (exit.carry(path, p, at, total, outerClass, nowNs)) {
      return true;
    }
    path.askForSession(control, nowNs);
    if (!path.slot.stock()) {
      drops.count(DropReason.NO_SESSION);
    } else if (!path.stage(p, at, total)) {
      drops.count(DropReason.STAGED_OVERFLOW);
    }
    return false;
  }

  // ---------------------------------------------------------------- what others ask

  /// @param isRenumbered whether the numbers of classes or peers may mean others from now on
  void onForwarding(Forwarding next, @Nullable OutboundPath[] kept, boolean isRenumbered) {
    seconds.onForwarding(next, kept, isRenumbered);
    protection.onForwarding(kept, isRenumbered);
    paths = kept;
    bonds.onForwarding(next, kept, isRenumbered, cycleNs);
    queues.configure(next.rates(), next.farRates(), next.policy().queues(), !isRenumbered, cycleNs);
  }

  void onSteering(SteeringTable table) {
    seconds.onSteering(table);
    protection.onSteering(table);
    bonds.onSteering(table, cycleNs);
    queues.sort(cycleNs);
  }

  /// See [OutboundCommands#onDoubt].
  ///
  /// @param grows whether less is known than before
  void onDoubt(OutboundPath path, boolean grows, int session, long reported, long nowNs) {
    onNews(path, nowNs);
    if (grows) {
      int slot = path.slot.slot();
      seconds.onDoubt(slot, session, reported, nowNs);
    }
  }

  /// See [OutboundCommands#onLeft].
  void onLeft(OutboundPath path, int session, long reported, long nowNs) {
    onNews(path, nowNs);
    seconds.onLeft(path.slot.slot(), session, reported, nowNs);
    bonds.onLeft(path.slot.slot(), session, reported, nowNs);
  }

  /// See [OutboundCommands#onBondMeasures].
  void onBondMeasures(OutboundPath path, BondMeasures measures, long nowNs) {
    path.measures = measures;
    onNews(path, nowNs);
  }

  private void onNews(OutboundPath path, long nowNs) {
    if (bonds.onNews(path, nowNs)) {
      queues.sort(nowNs);
    }
  }

  /// See [OutboundCommands#onBondAsk].
  void onBondAsk(int peer, int flow, boolean overdue, int first, int others, long nowNs) {
    bonds.onAsk(peer, flow, overdue, first, others, nowNs);
  }

  /// The quickest path to a peer that is not in doubt, those that cost last; null where there is
  /// none.
  @Nullable OutboundPath quickest(int peer) {
    OutboundPath best = null;
    for (OutboundPath path : paths) {
      boolean serves =
          path != null && path.slot.peer() == peer && path.key != null && !path.doubted;
      if (path != null && serves && (best == null || isQuicker(path, best))) {
        best = path;
      }
    }
    return best;
  }

  private static boolean isQuicker(OutboundPath path, OutboundPath than) {
    if (path.isCostly() != than.isCostly()) {
      return than.isCostly();
    }
    long behindNs = path.measures.behindNs();
    return behindNs >= 0 && (than.measures.behindNs() < 0 || behindNs < than.measures.behindNs());
  }

  /// The shell: a datagram that [WireEgress#toWire] took did not leave after all.
  void onRefused(int socket, InetSocketAddress destination) {
    exit.onRefused(socket, destination, paths, cycleNs);
  }

  /// See [OutboundCommands#onLinkRate].
  void onLinkRate(int link, long bitsPerSecond, long found) {
    queues.onFound(link, bitsPerSecond, found, cycleNs);
  }

  /// Tells control what the links were given since it was told.
  void report(long nowNs) {
    queues.report(control, nowNs);
  }

  List<LinkQueueView> describeQueues() {
    return queues.view();
  }

  /// See [OutboundCommands#onDescribeBonds].
  List<BondPathsView> describeBonds() {
    return bonds.describe(cycleNs);
  }

  /// The ids of the paths that carry a flow together; none where its own alone does.
  List<String> bondedPaths(Flow flow) {
    return bonds.pathsOf(flow);
  }

  // ---------------------------------------------------------------- time

  void onCycle(long nowNs) {
    cycleNs = nowNs;
  }

  long nextTurnNs() {
    return Math.min(queues.nextTurnNs(), protection.nextTurnNs());
  }

  void onTick(long nowNs) {
    if (nowNs - queues.nextTurnNs() >= 0) {
      queues.onTurn(nowNs);
    }
    if (nowNs - protection.nextTurnNs() >= 0) {
      protection.onTurn(nowNs);
    }
  }
}
