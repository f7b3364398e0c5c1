package io.hawser.lab.traffic;

import io.hawser.lab.Host;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.util.concurrent.locks.LockSupport;

/// One direction of a telephone call: 50 packets a second, as large as RTP with G.711, marked EF.
///
/// [#mark()] answers what happened since the last mark: the gap that a listener noticed, losses,
/// delays.
public final class Voice implements AutoCloseable {
  /// The port that policies know as voice.
  public static final int PORT = 16_384;

  private static final long INTERVAL_NS = 20_000_000;
  private static final int LENGTH = 172;
  private static final int EXPEDITED_FORWARDING = 0xB8;

  private final DatagramChannel sender;
  private final DatagramChannel receiver;
  private final InetSocketAddress target;
  private final VoiceLog log = new VoiceLog(INTERVAL_NS);

  private Voice(DatagramChannel sender, DatagramChannel receiver, InetSocketAddress target) {
    this.sender = sender;
    this.receiver = receiver;
    this.target = target;
  }

  /// Starts a call to an address of `to`, on [#PORT].
  public static Voice start(Host from, Host to, InetAddress address) throws IOException {
    return start(from, to, new InetSocketAddress(address, PORT));
  }

  /// Starts a call to an address and port of `to`.
  public static Voice start(Host from, Host to, InetSocketAddress target) throws IOException {
    DatagramChannel receiver = to.inNetwork(() -> DatagramChannel.open().bind(target));
    DatagramChannel sender =
        from.inNetwork(
            () ->
                DatagramChannel.open()
                    .setOption(StandardSocketOptions.IP_TOS, EXPEDITED_FORWARDING)
                    .bind(new InetSocketAddress(target.getPort())));
    Voice voice = new Voice(sender, receiver, target);
    Thread.ofPlatform().daemon().name("voice listener").start(voice::listen);
    Thread.ofPlatform().daemon().name("voice speaker").start(voice::speak);
    return voice;
  }

  private void speak() {
    ByteBuffer packet = ByteBuffer.allocateDirect(LENGTH);
    long dueNs = System.nanoTime();
    for (int sequence = 0; sender.isOpen(); sequence++) {
      long nowNs = System.nanoTime();
      while (dueNs - nowNs > 0) {
        LockSupport.parkNanos(dueNs - nowNs);
        nowNs = System.nanoTime();
      }
      dueNs += INTERVAL_NS;
      log.sent(sequence, nowNs);
      packet.clear().putInt(0, sequence);
      try {
        sender.send(packet, target);
      } catch (ClosedChannelException closed) {
        return;
      } catch (IOException refused) {
        // No route at this moment: the packet is lost, and counted as such.
      }
    }
  }

  private void listen() {
    ByteBuffer packet = ByteBuffer.allocateDirect(2048);
    while (true) {
      try {
        packet.clear();
        receiver.receive(packet);
        if (packet.position() == LENGTH) {
          log.arrived(packet.getInt(0), System.nanoTime());
        }
      } catch (IOException closed) {
        return;
      }
    }
  }

  /// What happened since the last mark; a new interval begins.
  public VoiceReport mark() {
    return log.mark(System.nanoTime());
  }

  /// The port that the call comes from; the same as the one that it goes to.
  public int sourcePort() {
    return target.getPort();
  }

  @Override
  public void close() throws IOException {
    sender.close();
    receiver.close();
  }
}
