package io.hawser.edge.dataplane;

import io.hawser.edge.fec.Encoder;
import io.hawser.edge.fec.RepairBudget;
import io.hawser.edge.fec.RepairTurns;
import io.hawser.edge.overlay.CopyFrame;
import io.hawser.edge.overlay.OverlayFrame;
import io.hawser.edge.overlay.ProtectedFrame;
import io.hawser.edge.overlay.RepairFrame;
import io.hawser.edge.steer.Choice;
import io.hawser.edge.steer.Flow;
import io.hawser.edge.steer.SteeringTable;
import io.hawser.edge.wireguard.SendKey;
import io.hawser.edge.wireguard.Transport;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Protects the packets of classes for which the policy wants that: each gets a number, and parity
/// follows by another path, as much as its own path's loss asks for, within a [RepairBudget]. While
/// that loses nothing, packets go as those of other classes do.
///
/// A repair symbol is as long as its longest packet. So packets of one class to one peer have a
/// code for each [Band] of lengths: acknowledgements beside full packets would cost as much to
/// repair as those do. What the network loses in a row is so spread over codes, too.
///
/// Owned by the outbound agent; allocates nothing after the first packet of a class and band to a
/// peer.
final class Protection {
  /// Longest packet of a protected flow: what fits, as a packet with a number and its copy or as
  /// parity, into Ethernet's MTU.
  static final int LONGEST = 1_388;

  /// What may have to stand before a packet.
  static final int OVERHEAD = ProtectedFrame.HEADER_LENGTH + CopyFrame.HEADER_LENGTH;

  private static final int WINDOW = Encoder.MOST_WINDOW;
  private static final int CODES = 0xFFFF;
  private static final int NO_CODE = -1;

  /// IPv4 and UDP header.
  private static final int OUTER = 20 + 8;

  /// What encoders may take: 46 codes of full packets. What finds no room leaves as if it were not
  /// lost.
  private static final int MOST_BYTES = 4 << 20;

  /// A code that pauses for so long makes room for another one.
  private static final long PAUSE_NS = 10_000_000_000L;

  /// After such a pause nobody waits for what was lost before it.
  private static final long OLD_NS = 1_000_000_000L;

  private final WireExit exit;
  private final Map<Long, Group> groups = new HashMap<>();
  private final List<Code> codes = new ArrayList<>();
  private final MemorySegment frame =
      Arena.ofAuto().allocate(ProtectedFrame.HEADER_LENGTH + LONGEST, 8);
  private final MemorySegment parity =
      Arena.ofAuto().allocate(RepairFrame.HEADER_LENGTH + Encoder.OVERHEAD + LONGEST, 8);

  private @Nullable OutboundPath[] paths = new OutboundPath[0];
  private SteeringTable steering = SteeringTable.EMPTY;
  private int nextCode = NO_CODE;
  private int usedBytes;
  private @Nullable Group latest;
  private @Nullable Code wrapped;
  private long nextTurnNs = RepairTurns.NEVER_NS;

  /// Lengths of packets that are repaired together. Parity is then little longer than what it
  /// repairs, but for short packets, of which it costs little.
  private enum Band {
    SHORT(384),
    MIDDLE(896),
    LONG(LONGEST);

    private static final Band[] ALL = values();

    final int longest;
    final int bytes;

    Band(int longest) {
      this.longest = longest;
      bytes = Encoder.mostBytes(WINDOW, longest);
    }

    static Band of(int length) {
      return length <= SHORT.longest ? SHORT : length <= MIDDLE.longest ? MIDDLE : LONG;
    }
  }

  /// What the codes of one class towards one peer share.
  private static final class Group {
    final int peer;
    final int trafficClass;
    final RepairBudget budget = new RepairBudget();
    final @Nullable Code[] codes = new Code[Band.ALL.length];

    Group(int peer, int trafficClass) {
      this.peer = peer;
      this.trafficClass = trafficClass;
    }
  }

  /// Of one class and band towards one peer.
  private static final class Code {
    final int number;
    final Group group;
    final Band band;
    final Encoder encoder;
    final RepairTurns turns = new RepairTurns();

    /// The latest packet's, as its code point.
    int path;

    int outerClass;
    long sealedNs = Long.MIN_VALUE / 2;

    Code(int number, Group group, Band band) {
      this.number = number;
      this.group = group;
      this.band = band;
      encoder = new Encoder(WINDOW, band.longest, 0);
    }
  }

  Protection(WireExit exit) {
    this.exit = exit;
  }

  /// @param isRenumbered whether the numbers of classes or peers may mean others from now on
  void onForwarding(@Nullable OutboundPath[] nextPaths, boolean isRenumbered) {
    paths = nextPaths;
    if (isRenumbered) {
      groups.clear();
      codes.clear();
      usedBytes = 0;
      latest = null;
      wrapped = null;
    }
  }

  void onSteering(SteeringTable table) {
    steering = table;
  }

  /// Whether a packet of the flow is to leave with a number; then [#wrap] it.
  boolean wants(Flow flow, OutboundPath path, int total, long nowNs) {
    boolean wanted =
        flow.parity
            && path.parityPpm > 0
            && path.key != null
            && path.reads(OverlayFrame.PROTECTED)
            && total <= LONGEST;
    wrapped = wanted ? code(flow, path, Band.of(total), nowNs) : null;
    return wrapped != null;
  }

  /// Writes a packet with its number to [#frame]; answers the length.
  int wrap(MemorySegment p, long at, int total, long nowNs) {
    Code code = wrapped;
    if (code == null) {
      throw new IllegalStateException("code: none (expected: of a packet that wants one)");
    }
    if (nowNs - code.sealedNs >= OLD_NS) {
      code.encoder.forget();
    }
    ProtectedFrame.write(frame, 0, code.number, code.encoder.lastId() + 1, total);
    MemorySegment.copy(p, at, frame, ProtectedFrame.HEADER_LENGTH, total);
    return ProtectedFrame.HEADER_LENGTH + total;
  }

  MemorySegment frame() {
    return frame;
  }

  /// What was wrapped last has left by a path: parity may be due.
  ///
  /// @param outerClass what it left with, see [WireEgress#toWire]
  void onSealed(OutboundPath path, int total, int outerClass, long nowNs) {
    Code code = wrapped;
    if (code == null) {
      return;
    }
    code.sealedNs = nowNs;
    // The code point alone: nobody could take over what the network marks of parity.
    code.outerClass = outerClass >>> 2 << 2;
    code.path = path.slot.slot();
    code.encoder.add(frame, ProtectedFrame.HEADER_LENGTH, total);
    int mtu = path.slot.innerMtu();
    code.group.budget.onSource(
        onWire(total, mtu), onWire(ProtectedFrame.HEADER_LENGTH + total, mtu));
    if (code.turns.onSource(path.parityPpm, nowNs)) {
      repairWithin(code, nowNs);
    }
    nextTurnNs = Math.min(nextTurnNs, code.turns.nextDeadlineNs());
  }

  /// Length of the datagram's IP packet, as of the tunnel over IPv4.
  private static int onWire(int length, int mtu) {
    return OUTER + Transport.OVERHEAD + SendKey.paddedLength(length, mtu);
  }

  private @Nullable Code code(Flow flow, OutboundPath path, Band band, long nowNs) {
    Group group = group(flow);
    Code code = group.codes[band.ordinal()];
    if (code == null && makesRoom(band, nowNs)) {
      code = new Code(nextNumber(path), group, band);
      group.codes[band.ordinal()] = code;
      codes.add(code);
      usedBytes += band.bytes;
    }
    return code;
  }

  /// Those that paused give way; answers whether there is room then.
  private boolean makesRoom(Band band, long nowNs) {
    for (int i = codes.size() - 1; i >= 0 && usedBytes + band.bytes > MOST_BYTES; i--) {
      Code code = codes.get(i);
      if (nowNs - code.sealedNs >= PAUSE_NS) {
        code.group.codes[code.band.ordinal()] = null;
        codes.remove(i);
        usedBytes -= code.band.bytes;
      }
    }
    return usedBytes + band.bytes <= MOST_BYTES;
  }

  private Group group(Flow flow) {
    Group group = latest;
    if (group == null || group.peer != flow.peer || group.trafficClass != flow.trafficClass) {
      long name = (long) flow.peer << Integer.SIZE | flow.trafficClass;
      group = groups.get(name);
      if (group == null) {
        group = new Group(flow.peer, flow.trafficClass);
        groups.put(name, group);
      }
      latest = group;
    }
    return group;
  }

  /// Numbers begin anywhere, as a session's index does: the peer may remember those of this edge
  /// before it started.
  private int nextNumber(OutboundPath path) {
    SendKey sendKey = path.key;
    if (nextCode == NO_CODE && sendKey != null) {
      nextCode = sendKey.remoteIndex() & CODES;
    }
    int number = nextCode;
    nextCode = nextCode + 1 & CODES;
    return number;
  }

  private void repairWithin(Code code, long nowNs) {
    RepairBudget budget = code.group.budget;
    int length = RepairFrame.HEADER_LENGTH + code.encoder.repairLength();
    int cost = onWire(length, Integer.MAX_VALUE);
    if (!budget.has(cost)) {
      code.turns.postpone();
      return;
    }
    OutboundPath way = way(code, length, nowNs);
    if (way != null) {
      budget.spend(cost);
      repair(code, way, nowNs);
    }
  }

  /// By another path than the packets' own where there is one with room, else by theirs if that
  /// costs nothing.
  private @Nullable OutboundPath way(Code code, int length, long nowNs) {
    OutboundPath own = code.path < paths.length ? paths[code.path] : null;
    if (own == null) {
      return null;
    }
    Choice choice = steering.choice(code.group.peer, code.group.trafficClass);
    OutboundPath other = SecondWay.pastLoss(own, choice, paths, false, nowNs);
    if (other != null && !other.full && length <= other.slot.innerMtu()) {
      return other;
    }
    return own.isCostly() || length > own.slot.innerMtu() ? null : own;
  }

  private void repair(Code code, OutboundPath way, long nowNs) {
    if (way.key == null) {
      return;
    }
    Encoder encoder = code.encoder;
    int symbol = encoder.makeRepair(parity, RepairFrame.HEADER_LENGTH);
    RepairFrame.write(
        parity,
        0,
        code.number,
        encoder.firstId(),
        encoder.windowLength(),
        encoder.repairKey(),
        symbol);
    int length = RepairFrame.HEADER_LENGTH + symbol;
    exit.carry(way, parity, 0, length, code.outerClass, nowNs);
  }

  /// When to look whether parity is due because a flow pauses; `Long.MAX_VALUE` for never.
  long nextTurnNs() {
    return nextTurnNs;
  }

  void onTurn(long nowNs) {
    nextTurnNs = RepairTurns.NEVER_NS;
    for (int i = 0; i < codes.size(); i++) {
      Code code = codes.get(i);
      if (code.turns.onTick(nowNs)) {
        repairWithin(code, nowNs);
      }
      nextTurnNs = Math.min(nextTurnNs, code.turns.nextDeadlineNs());
    }
  }
}
