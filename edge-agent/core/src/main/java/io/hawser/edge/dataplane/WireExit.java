package io.hawser.edge.dataplane;

import io.hawser.edge.wireguard.Endpoint;
import io.hawser.edge.wireguard.SendKey;
import io.hawser.edge.wireguard.Transport;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetSocketAddress;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/// The last step of a datagram's way out: to the socket of its link, unless a drill treats that as
/// down. What leaves is paid for at the link's queue, what does not is counted. Owned by the
/// outbound agent.
final class WireExit {
  private final WireEgress wire;
  private final DropCounters drops;
  private final LinkQueues queues;
  private final LongConsumer onNews;
  private int refusedSlot;
  private long drilled;

  /// @param onNews is told when a user packet left, and when something of a path did not, the time:
  ///   its counter is missing at the peer from now on, and control is to know before it hears of
  ///   that
  WireExit(WireEgress wire, DropCounters drops, LinkQueues queues, LongConsumer onNews) {
    this.wire = wire;
    this.drops = drops;
    this.queues = queues;
    this.onNews = onNews;
  }

  /// @param links a bit for each link's number, by which nothing leaves
  void drill(long links) {
    drilled = links;
  }

  /// Seals a user packet, or a frame in its place, with the key of a path and sends it. Answers
  /// false where the path has none that may be used.
  ///
  /// @param outerClass see [WireEgress#toWire]
  boolean carry(
      OutboundPath path, MemorySegment p, long at, int length, int outerClass, long nowNs) {
    SendKey sendKey = path.key;
    if (sendKey == null) {
      return false;
    }
    int mtu = path.slot.innerMtu();
    long room = wire.room(SendKey.paddedLength(length, mtu) + Transport.OVERHEAD);
    int sealed = sendKey.seal(p, at, length, mtu, wire.memory(), room, nowNs);
    if (sealed < 0) {
      return false;
    }
    path.dataPackets++;
    onNews.accept(nowNs);
    emit(path, sendKey, room, sealed, outerClass, nowNs);
    return true;
  }

  /// Sends what was sealed at `offset` to where the path leads.
  ///
  /// @param outerClass see [WireEgress#toWire]
  void emit(
      OutboundPath path, SendKey sendKey, long offset, int length, int outerClass, long nowNs) {
    path.noteSent(nowNs);
    Endpoint endpoint = sendKey.contact().endpoint();
    if (endpoint != null && Sockets.isAmong(endpoint.socket(), drilled)) {
      refuse(path, nowNs);
      drops.count(DropReason.DRILL);
    } else if (endpoint != null && wire.toWire(endpoint, offset, length, outerClass)) {
      path.slot.sent().carried(length);
      queues.pay(path.slot.slot(), endpoint.socket(), endpoint.address(), length, nowNs);
    } else {
      refuse(path, nowNs);
      drops.count(DropReason.LINK_REFUSED);
    }
  }

  /// Sends a datagram that is no path's as it is.
  void send(Endpoint to, byte[] datagram, long nowNs) {
    if (Sockets.isAmong(to.socket(), drilled)) {
      drops.count(DropReason.DRILL);
      return;
    }
    long room = wire.room(datagram.length);
    MemorySegment.copy(datagram, 0, wire.memory(), ValueLayout.JAVA_BYTE, room, datagram.length);
    if (wire.toWire(to, room, datagram.length, WireEgress.UNMARKED)) {
      queues.pay(to.socket(), to.address(), datagram.length, nowNs);
    } else {
      drops.count(DropReason.LINK_REFUSED);
    }
  }

  /// A datagram that [WireEgress#toWire] took did not leave after all; it is one of these paths'.
  void onRefused(
      int socket, InetSocketAddress destination, @Nullable OutboundPath[] paths, long nowNs) {
    drops.count(DropReason.LINK_REFUSED);
    // A queue that is full refuses many of one path: it is looked for once, among hundreds.
    OutboundPath known = refusedSlot < paths.length ? paths[refusedSlot] : null;
    if (known == null || !known.leadsTo(socket, destination)) {
      known = find(socket, destination, paths);
    }
    if (known != null) {
      refusedSlot = known.slot.slot();
      refuse(known, nowNs);
    }
  }

  private void refuse(OutboundPath path, long nowNs) {
    path.refused(nowNs);
    onNews.accept(nowNs);
  }

  private static @Nullable OutboundPath find(
      int socket, InetSocketAddress destination, @Nullable OutboundPath[] paths) {
    for (OutboundPath path : paths) {
      if (path != null && path.leadsTo(socket, destination)) {
        return path;
      }
    }
    return null;
  }
}
