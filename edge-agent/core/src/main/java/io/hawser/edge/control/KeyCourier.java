package io.hawser.edge.control;

import io.hawser.edge.dataplane.InboundCommands;
import io.hawser.edge.dataplane.OutboundCommands;
import io.hawser.edge.overlay.HandshakeFrame;
import io.hawser.edge.wireguard.Endpoint;
import io.hawser.edge.wireguard.Peering;
import io.hawser.edge.wireguard.PeeringOutput;
import io.hawser.edge.wireguard.ReceiveKey;
import io.hawser.edge.wireguard.SendKey;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/// Carries what the peerings want to the packet path: keys, handshake messages, keepalives. Owned
/// by the control thread.
final class KeyCourier implements PeeringOutput {
  /// Answers when asked for another path of the same peer where there is none.
  static final int NO_PATH = -1;

  private static final byte[] KEEPALIVE = new byte[0];

  private final OutboundCommands outbound;
  private final InboundCommands inbound;
  private final IntUnaryOperator otherPath;
  private final Map<Peering, Integer> paths = new HashMap<>();
  private long nowNs;

  /// @param otherPath a path of the same peer that is up, or [#NO_PATH], of a path
  KeyCourier(OutboundCommands outbound, InboundCommands inbound, IntUnaryOperator otherPath) {
    this.outbound = outbound;
    this.inbound = inbound;
    this.otherPath = otherPath;
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
  }

  /// The path of a peering, or [#NO_PATH].
  int pathOf(Peering peering) {
    return paths.getOrDefault(peering, NO_PATH);
  }

  @Override
  public void sendHandshake(Peering peering, byte[] datagram, @Nullable Endpoint to) {
    if (to != null) {
      outbound.onSendDatagram(to, datagram);
      return;
    }
    int carrier = otherPath.applyAsInt(pathOf(peering));
    if (carrier != NO_PATH) {
      outbound.onSendFrame(carrier, carried(datagram), nowNs);
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
  public void removeSendKey(Peering peering, SendKey key) {
    outbound.onRemoveKey(pathOf(peering), key);
  }

  @Override
  public void sendKeepalive(Peering peering) {
    outbound.onSendFrame(pathOf(peering), KEEPALIVE, nowNs);
  }

  @Override
  public void established(Peering peering, boolean initiator, long establishedNs) {}

  @Override
  public void gaveUp(Peering peering, long gaveUpNs) {
    outbound.onGaveUp(pathOf(peering));
  }
}
