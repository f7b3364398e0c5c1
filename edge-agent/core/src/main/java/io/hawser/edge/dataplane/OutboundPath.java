package io.hawser.edge.dataplane;

import io.hawser.edge.bond.BondMeasures;
import io.hawser.edge.overlay.OverlayFrame;
import io.hawser.edge.packet.Ecn;
import io.hawser.edge.packet.IpPacket;
import io.hawser.edge.path.SendReport;
import io.hawser.edge.steer.Flow;
import io.hawser.edge.wireguard.Endpoint;
import io.hawser.edge.wireguard.SendKey;
import io.hawser.policy.QueueShare;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// What [Outbound] knows of one path. Owned by the outbound agent; not thread-safe.
final class OutboundPath {
  /// Packets that wait for a session, at most; the figure of the kernel's WireGuard
  /// (MAX_STAGED_PACKETS).
  static final int STAGED = 128;

  /// Stands for a link where none is known.
  static final int NO_LINK = -1;

  /// Spacing of requests for a session; control paces the handshakes themselves.
  private static final long ASK_AGAIN_NS = 1_000_000_000L;

  /// A path whose socket refused a packet takes no copies against mere loss for so long.
  private static final long REFUSED_NS = 60_000_000_000L;

  interface Unstaged {
    void take(MemorySegment p, long at, int length);
  }

  final PathSlot slot;
  @Nullable SendKey key;
  long dataPackets;

  /// When anything left on it: first since the last report, and last.
  private long firstSentNs;

  private long lastSentNs;
  private boolean anySent;

  /// Whether it is not known that what is sent on it arrives: real-time flows are copied to
  /// another.
  boolean doubted;

  /// Whether that lasts so long that a path which costs is not too dear.
  boolean lasting;

  /// Whether flows leave it for its silence: those of a table of before are copied until there is
  /// the next one, thin ones too.
  boolean left;

  /// The grade of what it loses, 0 while that is little: real-time flows are copied likewise.
  int loss;

  /// Repair symbols a million packets of protected flows, 0 while it loses nothing.
  int parityPpm;

  /// Whether more packets would do harm: it carries no parity.
  boolean full;

  /// What its peer reads, see [OverlayFrame#ABILITIES].
  int abilities;

  /// Whether what it loses is its own queue's.
  boolean crowded;

  /// For bonds.
  BondMeasures measures = BondMeasures.NONE;

  private CopyBudget copyBudget = new CopyBudget();
  private boolean everRefused;
  private long refusedNs;
  private final ArrayDeque<byte[]> staged = new ArrayDeque<>();
  private boolean asked;
  private long askedNs;
  private long reportedData;
  private long reportedRefused;
  private boolean probed;
  private long fullSized = SendReport.NONE;

  private OutboundPath(PathSlot slot) {
    this.slot = slot;
  }

  /// The state of `slot`, taken over from `before` where that was the same path.
  static OutboundPath continuing(@Nullable OutboundPath before, PathSlot slot) {
    OutboundPath path = new OutboundPath(slot);
    if (before != null && before.slot.generation() == slot.generation()) {
      path.key = before.key;
      path.dataPackets = before.dataPackets;
      path.firstSentNs = before.firstSentNs;
      path.lastSentNs = before.lastSentNs;
      path.anySent = before.anySent;
      path.doubted = before.doubted;
      path.lasting = before.lasting;
      path.left = before.left;
      path.loss = before.loss;
      path.crowded = before.crowded;
      path.measures = before.measures;
      path.parityPpm = before.parityPpm;
      path.full = before.full;
      path.copyBudget = before.copyBudget;
      path.everRefused = before.everRefused;
      path.refusedNs = before.refusedNs;
      path.reportedData = before.reportedData;
      path.reportedRefused = before.reportedRefused;
      path.staged.addAll(before.staged);
      before.staged.clear();
    }
    return path;
  }

  /// The link's socket did not take a packet.
  void refused(long nowNs) {
    slot.sent().refused();
    everRefused = true;
    refusedNs = nowNs;
  }

  /// Whether it may carry copies of what another path only loses a part of.
  ///
  /// @param mayCost whether the class is allowed to use metered paths
  boolean hasRoomForCopies(boolean mayCost, long nowNs) {
    boolean affordable =
        switch (slot.cost()) {
          case NONE -> true;
          case METERED -> mayCost;
          case LAST_RESORT -> false;
        };
    return affordable && !crowded && !(everRefused && nowNs - refusedNs < REFUSED_NS);
  }

  /// Whether its peer understands frames of a type that not every edge does.
  boolean reads(int type) {
    return !slot.stock() && (abilities & OverlayFrame.ability(type)) != 0;
  }

  boolean isCostly() {
    return slot.cost() != PathSlot.Cost.NONE;
  }

  /// What copies for other paths may still take of this one.
  CopyBudget copyBudget() {
    return copyBudget;
  }

  void askForSession(ControlEvents control, long nowNs) {
    if (!asked || nowNs - askedNs >= ASK_AGAIN_NS) {
      asked = true;
      askedNs = nowNs;
      control.onSessionWanted(slot.slot(), nowNs);
    }
  }

  /// Keeps a copy of the packet; answers whether there was room.
  boolean stage(MemorySegment p, long at, int length) {
    if (staged.size() == STAGED) {
      return false;
    }
    staged.add(p.asSlice(at, length).toArray(ValueLayout.JAVA_BYTE));
    return true;
  }

  void unstage(Unstaged taker) {
    for (int n = staged.size(); n > 0; n--) {
      byte[] packet = staged.remove();
      taker.take(MemorySegment.ofArray(packet), 0, packet.length);
    }
  }

  int dropStaged() {
    int dropped = staged.size();
    staged.clear();
    return dropped;
  }

  /// Traffic class of the outer header of a packet, whose IP header stands at `at`: the code point
  /// that the policy says, and between edges the packet's own ECN (RFC 6040, section 4.1, normal
  /// mode). A stock peer may not take over what the network marks: so it is not asked to mark
  /// (compatibility mode).
  int outerClass(Flow flow, MemorySegment p, long at) {
    boolean keeps = flow.outerDscp == QueueShare.KEEP_DSCP;
    int dscp = keeps ? IpPacket.dscp(p, at) : flow.outerDscp;
    return dscp << 2 | (slot.stock() ? Ecn.NOT_CAPABLE : Ecn.of(p, at));
  }

  /// Number of the link that it leaves by, [#NO_LINK] while that is not known.
  int link() {
    Endpoint endpoint = key == null ? null : key.contact().endpoint();
    return endpoint == null ? NO_LINK : Sockets.link(endpoint.socket());
  }

  boolean leadsTo(int socket, InetSocketAddress destination) {
    Endpoint endpoint = key == null ? null : key.contact().endpoint();
    return endpoint != null
        && endpoint.socket() == socket
        && endpoint.address().equals(destination);
  }

  /// Something left by it.
  void noteSent(long nowNs) {
    firstSentNs = anySent ? firstSentNs : nowNs;
    anySent = true;
    lastSentNs = nowNs;
  }

  /// A probe left: control must know its counter, so that feedback by another path covers it, and
  /// its session, so that loss is known before there is data.
  void noteProbe() {
    probed = true;
  }

  /// A probe of full size left, with the counter that the key used last.
  void noteFullSized() {
    fullSized = key == null ? SendReport.NONE : key.sentCount() - 1;
  }

  /// Whether user packets or probes left since the last report, or did not.
  boolean hasNews() {
    return probed || dataPackets != reportedData || slot.sent().refusedPackets() != reportedRefused;
  }

  /// Tells control what was sent, from which it judges silence and loss.
  void report(ControlEvents control, long nowNs) {
    reportedData = dataPackets;
    reportedRefused = slot.sent().refusedPackets();
    probed = false;
    anySent = false;
    long named = fullSized;
    fullSized = SendReport.NONE;
    SendKey now = key;
    if (now != null) {
      control.onSendReport(
          slot.slot(),
          new SendReport(
              nowNs,
              now.remoteIndex(),
              now.sentCount() - 1,
              dataPackets,
              reportedRefused,
              named,
              firstSentNs,
              lastSentNs));
    }
  }
}
