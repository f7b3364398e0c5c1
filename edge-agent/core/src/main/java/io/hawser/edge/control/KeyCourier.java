package io.hawser.edge.control;

import io.hawser.edge.dataplane.InboundCommands;
import io.hawser.edge.dataplane.OutboundCommands;
import io.hawser.edge.overlay.HandshakeFrame;
import io.hawser.edge.path.PathMonitor;
import io.hawser.edge.path.PathState;
import io.hawser.edge.wireguard.Endpoint;
import io.hawser.edge.wireguard.MessageType;
import io.hawser.edge.wireguard.Peering;
import io.hawser.edge.wireguard.PeeringOutput;
import io.hawser.edge.wireguard.ReceiveKey;
import io.hawser.edge.wireguard.SendKey;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Carries what the peerings want to the packet path: keys, handshake messages, keepalives. Owned
/// by the control thread.
///
/// A handshake message goes to the peer's endpoint. It goes inside another path as well where its
/// own path is doubtful or a try came to nothing, so that a path that is blocked in one direction
/// keeps keys for the other. What came inside a path is answered inside it.
final class KeyCourier implements PeeringOutput {
  /// Answers when asked for another path of the same peer where there is none.
  static final int NO_PATH = -1;

  private static final byte[] KEEPALIVE = new byte[0];

  private final OutboundCommands outbound;
  private final InboundCommands inbound;
  private final Ways ways;
  private final Map<Peering, Integer> paths = new HashMap<>();

  private final Map<Peering, Sent> messages = new HashMap<>();

  private int carrier = NO_PATH;
  private long nowNs;

  /// The handshake messages that were sent last for one peering.
  private static final class Sent {
    /// Initiations since there was last a session.
    int tries;

    /// When each left by its own path and no other, or [PathMonitor#NOT_ASKED].
    long initiatedNs = PathMonitor.NOT_ASKED;

    long answeredNs = PathMonitor.NOT_ASKED;
  }

  /// What is known of the ways to a peer.
  interface Ways {
    /// Another path of the same peer that carries, or [#NO_PATH].
    int otherThan(int path);

    /// How it fares what is sent on a path; unknown where nobody measures it.
    PathState outbound(int path);

    /// A session can carry data on a path in both directions.
    ///
    /// @param askedNs when our message left by the path itself and no other, if the peer's came
    ///   there too; else [PathMonitor#NOT_ASKED]
    void onEstablished(Peering peering, boolean initiator, long askedNs, long nowNs);

    /// No session came about on a path.
    void onHandshakeLost(int path, long nowNs);
  }

  KeyCourier(OutboundCommands outbound, InboundCommands inbound, Ways ways) {
    this.outbound = outbound;
    this.inbound = inbound;
    this.ways = ways;
  }

  /// Until told otherwise, what is worked on came inside that path; [#NO_PATH] for none.
  void carriedBy(int path) {
    carrier = path;
  }

  /// The time of the call that is being worked on.
  void at(long timeNs) {
    nowNs = timeNs;
  }

  long nowNs() {
    return nowNs;
  }

  void assign(Peering peering, int path) {
    paths.put(peering, path);
  }

  void release(Peering peering) {
    paths.remove(peering);
    messages.remove(peering);
  }

  /// The path of a peering, or [#NO_PATH].
  int pathOf(Peering peering) {
    return paths.getOrDefault(peering, NO_PATH);
  }

  @Override
  public void sendHandshake(Peering peering, byte[] datagram, @Nullable Endpoint to) {
    boolean isInitiation = datagram[0] == MessageType.INITIATION;
    Sent sent = messages.computeIfAbsent(peering, _ -> new Sent());
    sent.tries += isInitiation ? 1 : 0;
    boolean isRetry = isInitiation && sent.tries > 1;
    int way = wayInside(pathOf(peering), isInitiation, isRetry || to == null);
    boolean isAnswerInside = !isInitiation && carrier != NO_PATH && way != NO_PATH;
    long askedNs = to != null && way == NO_PATH ? nowNs : PathMonitor.NOT_ASKED;
    if (isInitiation) {
      sent.initiatedNs = askedNs;
    } else {
      sent.answeredNs = askedNs;
    }
    if (to != null && !isAnswerInside) {
      outbound.onSendDatagram(to, datagram);
    }
    if (way != NO_PATH) {
      outbound.onSendFrame(way, carried(datagram), nowNs);
    }
  }

  /// The path inside which a handshake message of `path` is to go, or [#NO_PATH].
  private int wayInside(int path, boolean isInitiation, boolean isWanted) {
    if (!isInitiation && carrier != NO_PATH && isOpen(carrier)) {
      return carrier;
    }
    boolean isAnswerInside = !isInitiation && carrier != NO_PATH;
    return isWanted || isDoubtful(path) || isAnswerInside ? ways.otherThan(path) : NO_PATH;
  }

  private boolean isDoubtful(int path) {
    return switch (ways.outbound(path)) {
      case SUSPECT, DOWN -> true;
      case UNKNOWN, UP, PROBATION, DEGRADED -> false;
    };
  }

  private boolean isOpen(int path) {
    return switch (ways.outbound(path)) {
      case UP, PROBATION, DEGRADED -> true;
      case UNKNOWN, SUSPECT, DOWN -> false;
    };
  }

  @Override
  public boolean isOpen(Peering peering) {
    return isOpen(pathOf(peering));
  }

  /// Sends a frame on a path, and on another one of the same peer too where that path is doubtful
  /// or `isWanted`.
  void sendFrame(int path, byte[] frame, boolean isWanted) {
    outbound.onSendFrame(path, frame, nowNs);
    int way = isWanted || isDoubtful(path) ? ways.otherThan(path) : NO_PATH;
    if (way != NO_PATH) {
      outbound.onSendFrame(way, frame, nowNs);
    }
  }

  private static byte[] carried(byte[] datagram) {
    byte[] frame = new byte[HandshakeFrame.MAX_LENGTH];
    int length =
        HandshakeFrame.write(
            MemorySegment.ofArray(frame), 0, MemorySegment.ofArray(datagram), 0, datagram.length);
    return Arrays.copyOf(frame, length);
  }

  @Override
  public void sendCookieReply(byte[] datagram, Endpoint to) {
    outbound.onSendDatagram(to, datagram);
  }

  @Override
  public void installReceiveKey(Peering peering, ReceiveKey key) {
    inbound.onInstallKey(pathOf(peering), key);
  }

  @Override
  public void removeReceiveKey(Peering peering, ReceiveKey key) {
    inbound.onRemoveKey(key);
  }

  @Override
  public void installSendKey(Peering peering, SendKey key) {
    outbound.onInstallKey(pathOf(peering), key, nowNs);
  }

  @Override
  public void upgradeSendKey(Peering peering, SendKey key, int secondIndex) {
    outbound.onUpgradeKey(key, secondIndex);
  }

  @Override
  public void removeSendKey(Peering peering, SendKey key) {
    outbound.onRemoveKey(pathOf(peering), key);
  }

  @Override
  public void sendKeepalive(Peering peering) {
    outbound.onSendFrame(pathOf(peering), KEEPALIVE, nowNs);
  }

  @Override
  public void established(Peering peering, boolean initiator, long establishedNs) {
    Sent sent = messages.remove(peering);
    long askedNs = PathMonitor.NOT_ASKED;
    if (sent != null && carrier == NO_PATH) {
      askedNs = initiator ? sent.initiatedNs : sent.answeredNs;
    }
    ways.onEstablished(peering, initiator, askedNs, establishedNs);
  }

  @Override
  public void gaveUp(Peering peering, long gaveUpNs) {
    messages.remove(peering);
    outbound.onGaveUp(pathOf(peering));
    ways.onHandshakeLost(pathOf(peering), gaveUpNs);
  }
}
