package io.hawser.edge.dataplane;

import io.hawser.edge.bond.Bond;
import io.hawser.edge.bond.BondFlow;
import io.hawser.edge.bond.BondMeasures;
import io.hawser.edge.bond.BondMember;
import io.hawser.edge.bond.Resequencers;
import io.hawser.edge.bond.SentPackets;
import io.hawser.edge.overlay.BondFrame;
import io.hawser.edge.overlay.OverlayFrame;
import io.hawser.edge.steer.Choice;
import io.hawser.edge.steer.Flow;
import io.hawser.edge.steer.SteeringTable;
import io.hawser.edge.wireguard.SendKey;
import io.hawser.policy.SteeringMode;
import io.hawser.policy.TrafficClass;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The bonds of all peers and classes: which path carries a packet, with which sequence, and what
/// is sent again. Owned by the outbound agent; the path of a packet allocates nothing after the
/// first of its flow.
final class Bonds {
  /// The longest frame of a bonded packet.
  private static final int LONGEST = SentPackets.LONGEST + BondFrame.HEADER_LENGTH;

  private static final int NO_FLOW = -1;

  /// Half of how long the far end remembers a flow.
  private static final long PAUSE_NS = Resequencers.FORGET_NS / 2;

  /// What is sent again does not wait for the link; so others wait for it, and no longer than this.
  private static final long MOST_AHEAD_NS = 60_000_000L;

  private final WireExit exit;
  private final LinkQueues queues;
  private final SentPackets sent = new SentPackets();
  private final MemorySegment stone = Arena.ofAuto().allocate(BondFrame.HEADER_LENGTH, 8);

  private @Nullable OutboundPath[] paths = new OutboundPath[0];
  private @Nullable Forwarding forwarding;
  private SteeringTable steering = SteeringTable.EMPTY;

  /// By peer and class.
  private @Nullable Bond[] bonds = new Bond[0];

  private int classes;
  private int nextFlow = NO_FLOW;

  Bonds(WireExit exit, LinkQueues queues) {
    this.exit = exit;
    this.queues = queues;
  }

  // ---------------------------------------------------------------- who is in

  /// @param isRenumbered whether the numbers of classes or peers may mean others from now on
  void onForwarding(
      Forwarding next, @Nullable OutboundPath[] nextPaths, boolean isRenumbered, long nowNs) {
    for (OutboundPath before : paths) {
      if (before != null && !before.slot.goesOnIn(next)) {
        forget(before.slot.slot());
      }
    }
    paths = nextPaths;
    forwarding = next;
    if (isRenumbered) {
      bonds = new Bond[0];
    }
    arrange(nowNs);
  }

  private void forget(int path) {
    for (Bond bond : bonds) {
      if (bond != null) {
        bond.forget(path);
      }
    }
  }

  void onSteering(SteeringTable table, long nowNs) {
    steering = table;
    arrange(nowNs);
  }

  private void arrange(long nowNs) {
    Forwarding tables = forwarding;
    if (tables == null) {
      return;
    }
    List<TrafficClass> all = tables.policy().classes();
    classes = all.size();
    @Nullable Bond[] next = new Bond[tables.peers().size() * classes];
    for (int number = 0; number < next.length; number++) {
      if (all.get(number % classes).mode() == SteeringMode.BOND) {
        Bond before = number < bonds.length ? bonds[number] : null;
        next[number] = arranged(before, number / classes, number % classes, nowNs);
      }
    }
    bonds = next;
  }

  /// The paths that share the best tier of a class.
  private @Nullable Bond arranged(@Nullable Bond before, int peer, int trafficClass, long nowNs) {
    Choice choice = steering.choice(peer, trafficClass);
    if (!choice.carries()) {
      // What it has sent may yet be asked for, and some may be back soon.
      return before;
    }
    List<Integer> usable = new ArrayList<>(choice.tiers().getFirst());
    usable.removeIf(slot -> isForeign(path(slot)));
    Bond bond = before == null ? new Bond(peer) : before;
    bond.setPaths(usable);
    for (int i = 0; i < bond.size(); i++) {
      BondMember member = bond.at(i);
      OutboundPath path = path(member.path());
      if (path != null) {
        observe(member, path);
      }
    }
    bond.update(nowNs);
    return bond;
  }

  private static boolean isForeign(@Nullable OutboundPath path) {
    return path == null || path.slot.stock();
  }

  private void observe(BondMember member, OutboundPath path) {
    BondMeasures measures = path.measures;
    member.observe(
        measures.behindNs(), measures.jitterNs(), measures.lossPpm(), measures.leastLossPpm());
    member.setHeard(!path.left);
    member.setMetered(path.isCostly());
    member.setRate(queues.bitsPerSecond(path));
  }

  /// A path was measured, or is in doubt, or no longer. Answers whether flows use other paths from
  /// now on.
  boolean onNews(OutboundPath path, long nowNs) {
    boolean changed = false;
    for (Bond bond : bonds) {
      BondMember member = bond == null ? null : bond.member(path.slot.slot());
      if (bond != null && member != null) {
        observe(member, path);
        changed |= bond.update(nowNs);
      }
    }
    return changed;
  }

  // ---------------------------------------------------------------- a packet

  /// Whether packets of a flow go by its bond; not before there are two paths for the first time.
  boolean wants(Flow flow, OutboundPath path) {
    if (!flow.bonded || !path.reads(OverlayFrame.BOND)) {
      return false;
    }
    Bond bond = bond(flow);
    return bond != null && (isOf(flow.bond, bond) || (bond.size() > 1 && path.key != null));
  }

  private static boolean isOf(@Nullable BondFlow its, Bond bond) {
    return its != null && its.bond() == bond;
  }

  private @Nullable Bond bond(Flow flow) {
    int number = flow.peer * classes + flow.trafficClass;
    return flow.peer >= 0 && number < bonds.length ? bonds[number] : null;
  }

  /// The longest packet of a bonded flow, bytes: it fits whichever path it goes by.
  int mtu(Flow flow, OutboundPath own) {
    int mtu = Math.min(LONGEST, own.slot.innerMtu());
    Bond bond = bond(flow);
    for (int i = 0; bond != null && i < bond.size(); i++) {
      OutboundPath path = path(bond.at(i).path());
      mtu = path == null ? mtu : Math.min(mtu, path.slot.innerMtu());
    }
    return mtu - BondFrame.HEADER_LENGTH;
  }

  /// What is kept of a flow that [#wants] a bond. After a pause it is another flow to the far end,
  /// which remembers none for longer: its sequence would look like one whose beginning is missing.
  BondFlow flow(Flow flow, OutboundPath own, long nowNs) {
    Bond bond = bond(flow);
    BondFlow its = flow.bond;
    boolean begins = its == null || its.bond() != bond || nowNs - its.lastNs > PAUSE_NS;
    if (bond != null && begins) {
      its = new BondFlow(nextFlow(own), bond);
      flow.bond = its;
    }
    if (its == null) {
      throw new IllegalStateException("bond: none (expected: of a flow that wants one)");
    }
    its.lastNs = nowNs;
    return its;
  }

  /// Numbers begin anywhere, as a session's index does: the peer may remember those of this edge
  /// before it started.
  private int nextFlow(OutboundPath own) {
    SendKey sendKey = own.key;
    if (nextFlow == NO_FLOW && sendKey != null) {
      nextFlow = sendKey.remoteIndex();
    }
    int flow = nextFlow & BondFrame.FLOWS - 1;
    nextFlow = flow + 1;
    return flow;
  }

  /// The path for the next packet of a flow; its own where no member is in.
  OutboundPath choose(BondFlow its, OutboundPath own, int total, long nowNs) {
    Bond bond = its.bond();
    if (bond.beginsRun(its, total)) {
      observeQueues(bond, nowNs);
    }
    BondMember member = bond.choose(its, total, nowNs);
    OutboundPath path = member == null ? null : path(member.path());
    return path == null ? own : path;
  }

  private void observeQueues(Bond bond, long nowNs) {
    for (int i = 0; i < bond.size(); i++) {
      BondMember member = bond.at(i);
      OutboundPath path = path(member.path());
      if (path != null && queues.bitsPerSecond(path) > 0) {
        member.observeQueue(queues.drainNs(path, nowNs), nowNs);
      }
    }
  }

  /// So much longer than by another path a packet may wait for this one, and yet be no later.
  static long creditNs(BondFlow its, OutboundPath path) {
    BondMember member = its.bond().member(path.slot.slot());
    return member == null ? 0 : its.bond().creditNs(member);
  }

  /// The path by which a packet that waited leaves: the one that was chosen, unless that is out by
  /// now; its flow's own where none is in.
  OutboundPath way(BondFlow its, int chosen, OutboundPath own, int total, long nowNs) {
    BondMember member = its.bond().member(chosen);
    if (member == null || !member.isIn()) {
      member = its.bond().chooseAgain(chosen, total, nowNs);
    }
    OutboundPath path = member == null ? null : path(member.path());
    return path == null ? own : path;
  }

  /// The path by which a packet that waits leaves by now: the one that it was to, while that is in,
  /// or another that is; [Flow#NO_PATH] where the flow has no bond, or none is in.
  int path(Flow flow, int preferred) {
    Bond bond = bond(flow);
    if (!flow.bonded || bond == null || !isOf(flow.bond, bond)) {
      return Flow.NO_PATH;
    }
    BondMember member = bond.member(preferred);
    if (member == null || !member.isIn()) {
      member = bond.anyIn();
    }
    return member == null ? Flow.NO_PATH : member.path();
  }

  /// Sends a packet by a path, and keeps it. Answers whether it was sealed.
  ///
  /// @param outerClass see [WireEgress#toWire]
  boolean send(
      BondFlow its,
      int sequence,
      OutboundPath path,
      int outerClass,
      MemorySegment p,
      long at,
      int total,
      long nowNs) {
    SendKey sendKey = path.key;
    if (sendKey == null || !sendKey.isUsable(nowNs)) {
      return false;
    }
    int slot = path.slot.slot();
    int place =
        sent.keep(
            its, sequence, slot, sendKey.remoteIndex(), sendKey.sentCount(), p, at, total, nowNs);
    if (place == SentPackets.NONE) {
      return false;
    }
    // The code point alone: what is sent again has no mark of the network to take over.
    its.outerClass = outerClass >>> 2 << 2;
    BondMember member = its.bond().member(slot);
    if (member != null) {
      sent.recount(place, member);
    }
    boolean sealed = carry(path, place, outerClass, nowNs);
    if (sealed && member != null) {
      member.countPacket();
    }
    return sealed;
  }

  private boolean carry(OutboundPath path, int place, int outerClass, long nowNs) {
    return exit.carry(
        path, sent.memory(place), sent.offset(place), sent.length(place), outerClass, nowNs);
  }

  // ---------------------------------------------------------------- what did not arrive

  /// A packet that waited for a path is dropped: the peer is not to wait for it.
  void onDropped(BondFlow its, int sequence, int slot, long nowNs) {
    BondMember member = its.bond().member(slot);
    if (member == null || !member.isIn()) {
      member = its.bond().chooseAgain(slot, BondFrame.HEADER_LENGTH, nowNs);
    }
    OutboundPath path = member == null ? null : path(member.path());
    if (path != null && path.key != null && member != null) {
      BondFrame.write(stone, 0, its.id(), its.countOn(member), sequence, 0);
      exit.carry(path, stone, 0, BondFrame.HEADER_LENGTH, its.outerClass, nowNs);
    }
  }

  /// Flows leave a path for its silence: see [OutboundCommands#onLeft]. Before that the peer asks
  /// for what it knows to be missing, which is all but the latest.
  void onLeft(int slot, int session, long reported, long nowNs) {
    sent.forUnreported(slot, session, reported, nowNs, place -> sendAgain(place, slot, nowNs));
  }

  /// The peer asks for packets, as by [io.hawser.edge.overlay.BondAskFrame].
  void onAsk(int peer, int flow, boolean overdue, int first, int others, long nowNs) {
    onAsk(peer, flow, overdue, first, nowNs);
    for (int n = 0; n < Integer.SIZE; n++) {
      if ((others >>> n & 1) != 0) {
        onAsk(peer, flow, overdue, first + 1 + n, nowNs);
      }
    }
  }

  private void onAsk(int peer, int flow, boolean overdue, int sequence, long nowNs) {
    int place = sent.find(flow, sequence, nowNs);
    if (place < 0 || sent.flow(place).bond().peer() != peer) {
      return;
    }
    int slot = sent.path(place);
    OutboundPath lost = path(slot);
    if (overdue && isOnItsWay(place, lost, nowNs)) {
      return;
    }
    if (overdue) {
      BondMember member = sent.flow(place).bond().member(slot);
      if (member != null) {
        member.onOverdue(nowNs);
      }
      sendAgain(place, slot, nowNs);
    } else if (lost != null && lost.crowded) {
      // Its sender is to see that it sends too fast.
      onDropped(sent.flow(place), sequence, slot, nowNs);
    } else {
      sendAgain(place, Flow.NO_PATH, nowNs);
    }
  }

  /// Whether a packet may have been asked for before it could arrive.
  private boolean isOnItsWay(int place, @Nullable OutboundPath path, long nowNs) {
    return path != null && nowNs - sent.sentNs(place) < path.measures.roundTripNs();
  }

  /// @param except not by this path
  private void sendAgain(int place, int except, long nowNs) {
    int length = sent.length(place);
    BondMember by = sent.flow(place).bond().chooseAgain(except, length, nowNs);
    OutboundPath path = by == null ? null : path(by.path());
    SendKey sendKey = path == null ? null : path.key;
    if (by == null || path == null || sendKey == null || length > path.slot.innerMtu()) {
      return;
    }
    if (queues.aheadNs(path, nowNs) > MOST_AHEAD_NS) {
      // Too late by then: its own sender sends it again, in its turn.
      return;
    }
    BondMember before = sent.flow(place).bond().member(sent.path(place));
    BondFlow its = sent.recount(place, by);
    sent.sentAgain(place, by, sendKey.remoteIndex(), sendKey.sentCount(), nowNs);
    if (carry(path, place, its.outerClass, nowNs)) {
      by.countPacket();
      if (before != null) {
        before.countRepeated();
      }
    }
  }

  // ---------------------------------------------------------------- for people

  /// The bonds that have members, by peer and class. Unlike all above it allocates.
  List<BondPathsView> describe(long nowNs) {
    Forwarding tables = forwarding;
    List<BondPathsView> views = new ArrayList<>();
    for (int number = 0; tables != null && number < bonds.length; number++) {
      Bond bond = bonds[number];
      PeerSlot peer = tables.peer(number / classes);
      if (bond != null && bond.size() > 0 && peer != null) {
        String trafficClass = tables.policy().classes().get(number % classes).name();
        views.add(new BondPathsView(peer.name(), trafficClass, describe(bond, nowNs)));
      }
    }
    return views;
  }

  private List<BondPathView> describe(Bond bond, long nowNs) {
    List<BondPathView> views = new ArrayList<>();
    for (int i = 0; i < bond.size(); i++) {
      OutboundPath path = path(bond.at(i).path());
      if (path != null) {
        long backlogNs =
            queues.bitsPerSecond(path) > 0
                ? queues.drainNs(path, nowNs)
                : bond.at(i).backlogNs(nowNs);
        views.add(BondPathView.of(bond.at(i), path, backlogNs));
      }
    }
    views.sort(Comparator.comparing(BondPathView::path));
    return views;
  }

  /// The ids of the paths that carry a flow together, sorted; none where its own alone does.
  List<String> pathsOf(Flow flow) {
    OutboundPath own = path(flow.path);
    Bond bond = bond(flow);
    List<String> ids = new ArrayList<>();
    for (int i = 0; own != null && bond != null && wants(flow, own) && i < bond.size(); i++) {
      OutboundPath path = bond.at(i).isIn() ? path(bond.at(i).path()) : null;
      if (path != null) {
        ids.add(path.slot.id());
      }
    }
    ids.sort(Comparator.naturalOrder());
    return ids;
  }

  private @Nullable OutboundPath path(int slot) {
    return slot >= 0 && slot < paths.length ? paths[slot] : null;
  }
}
