package io.hawser.edge.agent.runtime;

import io.hawser.edge.agent.linux.BootClock;
import io.hawser.edge.agent.linux.Poller;
import io.hawser.edge.agent.linux.ReceiveBatch;
import io.hawser.edge.agent.linux.TunDevice;
import io.hawser.edge.dataplane.Egress;
import io.hawser.edge.dataplane.Inbound;
import io.hawser.edge.wireguard.Endpoint;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// The duty of `edge-inbound`: sockets, core, TUN.
///
/// It alone receives on the links' sockets. Receiving, opening and delivering a packet from a known
/// source allocates nothing.
final class InboundAgent implements AgentThread.Duty, Egress, AutoCloseable {
  /// Datagrams in one system call.
  private static final int SLOTS = 64;

  /// Longest datagram: a jumbo frame of 9,216 bytes.
  private static final int DATAGRAM_LENGTH = 9_216;

  /// Room for what is written in front of a packet on its way to the TUN.
  private static final int HEADROOM = 64;

  /// Calls on one socket before the next has its turn.
  private static final int BATCHES = 4;

  private final ReceiveBatch batch = new ReceiveBatch(SLOTS, HEADROOM, DATAGRAM_LENGTH);
  private final TunDevice tun;
  private final AgentThread thread;
  private @Nullable Inbound inbound;
  private SocketSet sockets = SocketSet.EMPTY;
  private int firstSlot;

  InboundAgent(TunDevice tun, AgentThread thread) {
    this.tun = tun;
    this.thread = thread;
  }

  /// Before the thread starts.
  void serve(Inbound core) {
    inbound = core;
  }

  @Override
  public void watch(Poller poller) {
    for (int i = 0; i < sockets.all().size(); i++) {
      int slot = poller.watch(sockets.all().get(i).socket().fd());
      firstSlot = slot - i;
    }
  }

  @Override
  public boolean work(Poller poller, long nowNs) {
    boolean more = false;
    for (int i = 0; i < sockets.all().size(); i++) {
      if (poller.ready(firstSlot + i)) {
        more |= drain(sockets.all().get(i));
      }
    }
    return more;
  }

  private boolean drain(SocketSet.Numbered from) {
    Inbound core = core();
    for (int n = 0; n < BATCHES; n++) {
      int count = from.socket().receive(batch);
      // Read after the system call: a packet that seemed to arrive before it was sent would be the
      // least delay ever seen, and all that follow it would look late.
      long nowNs = BootClock.nowNs();
      for (int i = 0; i < count; i++) {
        core.onDatagram(
            from.number(),
            batch.source(i),
            batch.buffer(),
            batch.offset(i),
            batch.length(i),
            nowNs);
      }
      if (!batch.full()) {
        return false;
      }
    }
    return true;
  }

  /// From host. The same sockets again where one of them was bound anew: what the thread sleeps on
  /// is then its predecessor.
  void onSockets(SocketSet next) {
    sockets = next;
    thread.rewatch();
  }

  @Override
  public long nextDeadlineNs() {
    return core().nextDeadlineNs();
  }

  @Override
  public void onTick(long nowNs) {
    core().onTick(nowNs);
  }

  /// Only outbound sends.
  @Override
  public boolean toWire(Endpoint to, MemorySegment packet, long offset, int length) {
    return false;
  }

  @Override
  public boolean toTun(MemorySegment packet, long offset, int length) {
    return tun.write(packet, offset, length) == null;
  }

  private Inbound core() {
    Inbound core = inbound;
    if (core == null) {
      throw new IllegalStateException("inbound: none (expected: one before the thread starts)");
    }
    return core;
  }

  /// Call after the thread has ended.
  @Override
  public void close() {
    batch.close();
  }
}
