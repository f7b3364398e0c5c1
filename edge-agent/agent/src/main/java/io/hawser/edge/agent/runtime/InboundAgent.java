package io.hawser.edge.agent.runtime;

import io.hawser.edge.agent.linux.BootClock;
import io.hawser.edge.agent.linux.Poller;
import io.hawser.edge.agent.linux.Precedence;
import io.hawser.edge.agent.linux.ReceiveBatch;
import io.hawser.edge.agent.linux.TunDevice;
import io.hawser.edge.dataplane.Inbound;
import io.hawser.edge.dataplane.TunEgress;
import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/// The duty of `edge-inbound`: sockets, core, TUN.
///
/// It alone receives on the links' sockets. Receiving, opening and delivering a packet from a known
/// source allocates nothing.
final class InboundAgent implements AgentThread.Duty, TunEgress, AutoCloseable {
  /// Messages in one system call, each of many datagrams where the kernel joins them.
  private static final int SLOTS = 16;

  /// Longest message: what a UDP header can announce.
  private static final int MESSAGE_LENGTH = 65_535;

  /// Calls on one socket before the next has its turn.
  private static final int BATCHES = 4;

  private final ReceiveBatch batch = new ReceiveBatch(SLOTS, MESSAGE_LENGTH);
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
  public Precedence precedence() {
    return Precedence.PACKETS;
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
    SocketSet present = sockets;
    for (int i = 0; i < present.all().size() && present == sockets; i++) {
      if (poller.ready(firstSlot + i)) {
        SocketSet.Numbered from = present.all().get(i);
        if (poller.failed(firstSlot + i)) {
          from.socket().discardErrors(batch);
        }
        more |= drain(from);
      }
    }
    // Where the sockets changed meanwhile, those of before may be closed by now.
    return more || present != sockets;
  }

  private boolean drain(SocketSet.Numbered from) {
    Inbound core = core();
    SocketSet present = sockets;
    for (int n = 0; n < BATCHES && present == sockets; n++) {
      int count = from.socket().receive(batch);
      // What outbound admitted before this was sent, so that no answer overtakes its admission.
      thread.mailbox().run();
      // Read after the system call: a packet that seemed to arrive before it was sent would be the
      // least delay ever seen, and all that follow it would look late.
      long nowNs = BootClock.nowNs();
      for (int i = 0; i < count; i++) {
        take(core, from.number(), i, nowNs);
      }
      long dropped = from.socket().takeOverflow();
      if (dropped > 0) {
        core.onOverflow(from.number(), dropped);
      }
      core.onDrained();
      if (!batch.full()) {
        return false;
      }
    }
    return true;
  }

  private void take(Inbound core, int socket, int slot, long nowNs) {
    InetSocketAddress source = batch.source(slot);
    int length = batch.length(slot);
    int segment = batch.segment(slot);
    int trafficClass = batch.trafficClass(slot);
    int at = 0;
    do {
      int own = Math.min(segment, length - at);
      core.onDatagram(
          socket, source, trafficClass, batch.buffer(), batch.offset(slot) + at, own, nowNs);
      at += segment;
    } while (at < length);
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
