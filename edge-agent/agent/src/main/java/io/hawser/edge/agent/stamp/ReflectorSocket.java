package io.hawser.edge.agent.stamp;

import io.hawser.edge.agent.linux.BootClock;
import io.hawser.edge.agent.linux.TimedSocket;
import io.hawser.probe.NtpTimestamp;
import io.hawser.probe.StampSenderPacket;
import io.hawser.probe.session.StampDrop;
import io.hawser.probe.session.StampReflector;
import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.unix.FileDescriptor;
import java.net.InetSocketAddress;

/// One address of a link on which the reflector answers. Owned by the loop that it is registered
/// with, which calls [#handle] while datagrams wait.
final class ReflectorSocket implements EpollIoHandle {
  private static final long NS_PER_SECOND = 1_000_000_000L;

  /// Datagrams a turn, so that the sockets of other links get theirs.
  private static final int MOST_AT_ONCE = 64;

  private final TimedSocket socket;
  private final InetSocketAddress local;
  private final StampReflector reflector;
  private final FileDescriptor descriptor;

  /// Takes possession of `socket`.
  ReflectorSocket(TimedSocket socket, InetSocketAddress local, StampReflector reflector) {
    this.socket = socket;
    this.local = local;
    this.reflector = reflector;
    descriptor = new FileDescriptor(socket.fd());
  }

  @Override
  public FileDescriptor fd() {
    return descriptor;
  }

  @Override
  public void handle(IoRegistration registration, IoEvent event) {
    for (int count = 0; count < MOST_AT_ONCE; count++) {
      int length = socket.receive();
      if (length == TimedSocket.NOTHING) {
        return;
      }
      answer(length);
    }
  }

  private void answer(int length) {
    StampDrop drop =
        reflector.onRequest(
            socket.buffer(),
            length,
            socket.source(),
            local,
            socket.ttl(),
            timestamp(socket.receivedEpochNs()),
            // The agent's unit bars it from asking the kernel how its clock is disciplined, so
            // it claims nothing.
            StampSenderPacket.ERROR_ESTIMATE_FREE_RUNNING,
            BootClock.nowNs());
    if (drop == null) {
      reflector.complete(socket.buffer(), timestamp(BootClock.wallEpochNs()));
      if (!socket.send(reflector.replyLength(), socket.source())) {
        reflector.onSendRefused();
      }
    }
  }

  private static long timestamp(long epochNs) {
    return NtpTimestamp.fromUnix(epochNs / NS_PER_SECOND, (int) (epochNs % NS_PER_SECOND));
  }

  /// After its registration is cancelled, or by the loop when that ends.
  @Override
  public void close() {
    socket.close();
  }
}
