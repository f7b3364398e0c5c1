package io.hawser.edge.dataplane;

import io.hawser.edge.fec.Encoder;
import io.hawser.edge.fec.RepairTurns;
import io.hawser.edge.overlay.CopyFrame;
import io.hawser.edge.overlay.OverlayFrame;
import io.hawser.edge.overlay.ProtectedFrame;
import io.hawser.edge.overlay.RepairFrame;
import io.hawser.edge.steer.Choice;
import io.hawser.edge.steer.Flow;
import io.hawser.edge.steer.SteeringTable;
import io.hawser.edge.wireguard.SendKey;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Protects the packets of classes for which the policy wants that: each gets a number, and parity
/// follows by another path, as much as its own path's loss asks for. While that loses nothing,
/// packets go as those of other classes do. Owned by the outbound agent; allocates nothing after a
/// class's first packet to a peer.
final class Protection {
  /// Longest packet of a protected flow: what fits, as a packet with a number and its copy or as
  /// parity, into Ethernet's MTU.
  static final int LONGEST = 1_388;

  /// What may have to stand before a packet.
  static final int OVERHEAD = ProtectedFrame.HEADER_LENGTH + CopyFrame.HEADER_LENGTH;

  private static final int WINDOW = 32;
  private static final int CODES = 0xFFFF;
  private static final int NO_CODE = -1;

  /// After such a pause nobody waits for what was lost before it.
  private static final long OLD_NS = 1_000_000_000L;

  private final WireExit exit;
  private final Map<Long, Code> codes = new HashMap<>();
  private final MemorySegment frame =
      Arena.ofAuto().allocate(ProtectedFrame.HEADER_LENGTH + LONGEST, 8);
  private final MemorySegment parity =
      Arena.ofAuto().allocate(RepairFrame.HEADER_LENGTH + Encoder.OVERHEAD + LONGEST, 8);

  private @Nullable OutboundPath[] paths = new OutboundPath[0];
  private SteeringTable steering = SteeringTable.EMPTY;
  private int nextCode = NO_CODE;
  private @Nullable Code wrapped;
  private long nextTurnNs = RepairTurns.NEVER_NS;

  /// Of one class towards one peer.
  private static final class Code {
    final int number;
    final int trafficClass;
    final int peer;
    final Encoder encoder = new Encoder(WINDOW, LONGEST, 0);
    final RepairTurns turns = new RepairTurns();

    /// The latest packet's, as its code point.
    int path;

    int outerClass;
    long sealedNs = Long.MIN_VALUE / 2;

    Code(int number, int peer, int trafficClass) {
      this.number = number;
      this.peer = peer;
      this.trafficClass = trafficClass;
    }
  }

  Protection(WireExit exit) {
    this.exit = exit;
  }

  /// @param isRenumbered whether the numbers of classes or peers may mean others from now on
  void onForwarding(@Nullable OutboundPath[] nextPaths, boolean isRenumbered) {
    paths = nextPaths;
    if (isRenumbered) {
      codes.clear();
      wrapped = null;
    }
  }

  void onSteering(SteeringTable table) {
    steering = table;
  }

  /// Whether a packet of the flow is to leave with a number.
  static boolean wants(Flow flow, OutboundPath path, int total) {
    return flow.parity
        && path.parityPpm > 0
        && path.key != null
        && path.reads(OverlayFrame.PROTECTED)
        && total <= LONGEST;
  }

  /// Writes a packet with its number to [#frame]; answers the length. The flow is one that [#wants]
  /// this.
  int wrap(Flow flow, OutboundPath path, MemorySegment p, long at, int total, long nowNs) {
    Code code = code(flow, path);
    if (nowNs - code.sealedNs >= OLD_NS) {
      code.encoder.forget();
    }
    ProtectedFrame.write(frame, 0, code.number, code.encoder.lastId() + 1, total);
    MemorySegment.copy(p, at, frame, ProtectedFrame.HEADER_LENGTH, total);
    wrapped = code;
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
    if (code.turns.onSource(path.parityPpm, nowNs)) {
      repair(code, nowNs);
    }
    nextTurnNs = Math.min(nextTurnNs, code.turns.nextDeadlineNs());
  }

  private Code code(Flow flow, OutboundPath path) {
    Code latest = wrapped;
    if (latest != null && latest.peer == flow.peer && latest.trafficClass == flow.trafficClass) {
      return latest;
    }
    long name = (long) flow.peer << Integer.SIZE | flow.trafficClass;
    Code code = codes.get(name);
    if (code == null) {
      code = new Code(nextNumber(path), flow.peer, flow.trafficClass);
      codes.put(name, code);
    }
    return code;
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

  /// By another path than the packets' own where there is one with room, else by theirs if that
  /// costs nothing.
  private void repair(Code code, long nowNs) {
    OutboundPath own = code.path < paths.length ? paths[code.path] : null;
    if (own == null) {
      return;
    }
    Choice choice = steering.choice(code.peer, code.trafficClass);
    OutboundPath other = SecondWay.pastLoss(own, choice, paths, false, nowNs);
    if (other == null && own.isCostly()) {
      return;
    }
    Encoder encoder = code.encoder;
    int length = RepairFrame.HEADER_LENGTH + encoder.repairLength();
    OutboundPath way = other == null || length > other.slot.innerMtu() ? own : other;
    if (way.key == null || length > way.slot.innerMtu()) {
      return;
    }
    int symbol = encoder.makeRepair(parity, RepairFrame.HEADER_LENGTH);
    RepairFrame.write(
        parity,
        0,
        code.number,
        encoder.firstId(),
        encoder.windowLength(),
        encoder.repairKey(),
        symbol);
    exit.carry(way, parity, 0, length, code.outerClass, nowNs);
  }

  /// When to look whether parity is due because a flow pauses; `Long.MAX_VALUE` for never.
  long nextTurnNs() {
    return nextTurnNs;
  }

  void onTurn(long nowNs) {
    nextTurnNs = RepairTurns.NEVER_NS;
    for (Code code : codes.values()) {
      if (code.turns.onTick(nowNs)) {
        repair(code, nowNs);
      }
      nextTurnNs = Math.min(nextTurnNs, code.turns.nextDeadlineNs());
    }
  }
}
