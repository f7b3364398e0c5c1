package io.hawser.edge.agent.runtime;

import io.hawser.edge.agent.linux.LinkSocket;
import io.hawser.edge.agent.linux.Poller;
import io.hawser.edge.agent.linux.Precedence;
import io.hawser.edge.agent.linux.SendArena;
import io.hawser.edge.agent.linux.SendRefusal;
import io.hawser.edge.agent.linux.TunDevice;
import io.hawser.edge.dataplane.Outbound;
import io.hawser.edge.dataplane.TunEgress;
import io.hawser.edge.dataplane.WireEgress;
import io.hawser.edge.packet.VirtioHeader;
import io.hawser.edge.wireguard.Endpoint;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/// The duty of `edge-outbound`: TUN, core, sockets.
///
/// It alone sends on the links' sockets. Reading, sealing and queueing a packet allocates nothing.
final class OutboundAgent implements AgentThread.Duty, WireEgress, TunEgress, AutoCloseable {
  /// Packets and super-packets a cycle, before what control and inbound ask has its turn.
  private static final int PACKETS = 64;

  /// The largest packet that an IP header can announce, and what stands in front of it.
  private static final int PACKET_LENGTH = VirtioHeader.LENGTH + 65_536;

  private static final int NOT_WATCHED = -1;

  private final Arena arena = Arena.ofShared();
  private final MemorySegment buffer = arena.allocate(PACKET_LENGTH, 64);
  private final SendArena sealed = new SendArena();
  private final AtomicLongArray refusals = new AtomicLongArray(SendRefusal.values().length);
  private final TunDevice tun;
  private final AgentThread thread;
  private final Runnable onTunGone;
  private @Nullable Outbound outbound;
  private SocketSet sockets = SocketSet.EMPTY;
  private int tunSlot = NOT_WATCHED;
  private boolean tunGone;
  private boolean more;

  /// @param onTunGone told once when somebody has deleted the device, until [#onTunRestored]
  OutboundAgent(TunDevice tun, AgentThread thread, Runnable onTunGone) {
    this.tun = tun;
    this.thread = thread;
    this.onTunGone = onTunGone;
  }

  /// Before the thread starts.
  void serve(Outbound core) {
    outbound = core;
  }

  @Override
  public Precedence precedence() {
    return Precedence.PACKETS;
  }

  @Override
  public void watch(Poller poller) {
    tunSlot = tunGone ? NOT_WATCHED : poller.watch(tun.fd());
  }

  @Override
  public void begin(long nowNs) {
    core().onCycle(nowNs);
  }

  @Override
  public boolean work(Poller poller, long nowNs) {
    if (tunSlot == NOT_WATCHED || !(more || poller.ready(tunSlot))) {
      return false;
    }
    Outbound core = core();
    more = true;
    for (int n = 0; n < PACKETS; n++) {
      int length = tun.read(buffer, 0, PACKET_LENGTH);
      if (length <= 0) {
        more = false;
        loseTun(length);
        break;
      }
      // What inbound admitted before this was sent, so that no answer overtakes its admission.
      thread.mailbox().run();
      core.onTunPacket(buffer, 0, length, nowNs);
    }
    return more;
  }

  private void loseTun(int answerOfRead) {
    if (answerOfRead == TunDevice.GONE) {
      tunGone = true;
      thread.rewatch();
      onTunGone.run();
    }
  }

  /// From host.
  void onTunRestored() {
    tunGone = false;
    thread.rewatch();
  }

  /// From host.
  void onSockets(SocketSet next) {
    flush();
    sockets = next;
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
  public void flush() {
    for (int i = 0; i < sockets.all().size(); i++) {
      sockets.all().get(i).socket().flush();
    }
    sealed.clear();
  }

  @Override
  public MemorySegment memory() {
    return sealed.memory();
  }

  @Override
  public long room(int length) {
    if (!sealed.has(length)) {
      flush();
    }
    return sealed.next();
  }

  @Override
  public boolean toWire(Endpoint to, long offset, int length, int trafficClass) {
    LinkSocket socket = sockets.find(to.socket(), to.address());
    if (socket == null) {
      return false;
    }
    socket.queue(sealed.memory(), offset, length, to.address(), trafficClass);
    sealed.keep(offset, length);
    return true;
  }

  @Override
  public boolean toTun(MemorySegment packet, long offset, int length) {
    return tun.write(packet, offset, length) == null;
  }

  /// From a socket, while it is flushed.
  void onRefused(int socket, InetSocketAddress destination, SendRefusal reason) {
    int place = reason.ordinal();
    refusals.setOpaque(place, refusals.getPlain(place) + 1);
    core().onRefused(socket, destination);
  }

  /// Datagrams that the kernel refused for this reason. Any thread.
  long refused(SendRefusal reason) {
    return refusals.getOpaque(reason.ordinal());
  }

  private Outbound core() {
    Outbound core = outbound;
    if (core == null) {
      throw new IllegalStateException("outbound: none (expected: one before the thread starts)");
    }
    return core;
  }

  /// Call after the thread has ended.
  @Override
  public void close() {
    arena.close();
    sealed.close();
  }
}
