package io.hawser.lab.traffic;

import io.hawser.lab.Host;
import io.hawser.lab.linux.Libc;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;

/// Numbered datagrams at an even pace in one direction, of each of which it is known when it was
/// sent and when it came.
///
/// Senders and receivers stand for machines of their own, so their threads come before ordinary
/// work where that is allowed (but after the wires). Both read one clock: one-way delays are exact.
/// All streams send at the same moments, see [StreamClock].
public final class Stream implements AutoCloseable {
  private static final int PRIORITY = 5;
  private static final int RECEIVE_BUFFER_LENGTH = 4 << 20;
  private static final int LARGEST_LENGTH = 2048;

  /// What is sent.
  ///
  /// @param perSecond packets
  /// @param length bytes of UDP payload
  /// @param tos the byte of IP that marks its class
  public record Pace(int perSecond, int length, int tos) {
    /// A telephone call with G.711, marked EF.
    public static final Pace VOICE = new Pace(50, 172, 0xB8);

    /// An application that never pauses.
    public static final Pace DATA = new Pace(1_000, 300, 0);

    long intervalNs() {
      return 1_000_000_000L / perSecond;
    }
  }

  private final DatagramChannel sender;
  private final DatagramChannel receiver;
  private final InetSocketAddress target;
  private final Pace pace;
  private final StreamLog log = new StreamLog();

  private Stream(
      DatagramChannel sender, DatagramChannel receiver, InetSocketAddress target, Pace pace) {
    this.sender = sender;
    this.receiver = receiver;
    this.target = target;
    this.pace = pace;
  }

  /// Starts sending to the inner address of `to`; the source port is the same as the target's.
  public static Stream start(Host from, Host to, int port, Pace pace) throws IOException {
    return start(from, from.ipv4(), to, to.ipv4(), port, pace);
  }

  /// Starts sending from an address of `from` to one of `to`.
  public static Stream start(
      Host from, InetAddress source, Host to, InetAddress address, int port, Pace pace)
      throws IOException {
    InetSocketAddress target = new InetSocketAddress(address, port);
    DatagramChannel receiver =
        to.inNetwork(
            () ->
                DatagramChannel.open()
                    .setOption(StandardSocketOptions.SO_RCVBUF, RECEIVE_BUFFER_LENGTH)
                    .bind(target));
    DatagramChannel sender =
        from.inNetwork(
            () ->
                DatagramChannel.open()
                    .setOption(StandardSocketOptions.IP_TOS, pace.tos())
                    .bind(new InetSocketAddress(source, port)));
    Stream stream = new Stream(sender, receiver, target, pace);
    Thread.ofPlatform().daemon().name("stream receiver " + port).start(stream::receive);
    StreamClock.get().add(stream.new Sending());
    return stream;
  }

  private final class Sending implements StreamClock.Beat {
    private final ByteBuffer packet = ByteBuffer.allocateDirect(pace.length());
    private int sequence;

    @Override
    public long send(long dueNs, long nowNs) {
      log.sent(sequence, dueNs, nowNs);
      packet.clear().putInt(0, sequence++);
      try {
        sender.send(packet, target);
      } catch (IOException refused) {
        // No route at this moment, or closed just now: the packet is lost, and counted as such.
      }
      // A pause of the sender is not made up for: the burst would be a load that nobody asked for.
      long intervalNs = pace.intervalNs();
      return dueNs + Math.max(1, Math.ceilDiv(nowNs - dueNs, intervalNs)) * intervalNs;
    }

    @Override
    public boolean isOver() {
      return !sender.isOpen();
    }
  }

  private void receive() {
    Libc.becomeRealTime(PRIORITY);
    ByteBuffer packet = ByteBuffer.allocateDirect(LARGEST_LENGTH);
    while (true) {
      try {
        packet.clear();
        receiver.receive(packet);
        if (packet.position() == pace.length()) {
          log.arrived(packet.getInt(0), System.nanoTime());
        }
      } catch (IOException closed) {
        return;
      }
    }
  }

  /// What became of the packets sent in an interval, as far as is known by now: those sent in its
  /// last moments may be on their way.
  ///
  /// @param sinceNs by [System#nanoTime()]
  /// @param untilNs not included
  public Heard heard(long sinceNs, long untilNs) {
    return log.heard(sinceNs, untilNs);
  }

  /// When the first packet came that was sent after a moment; [Heard#NEVER] if none has.
  public long firstArrivalOfSentAfterNs(long sinceNs) {
    return log.firstArrivalOfSentAfterNs(sinceNs);
  }

  /// When the first packet came after a moment, whenever it was sent; [Heard#NEVER] if none has.
  public long firstArrivalAfterNs(long sinceNs) {
    return log.firstArrivalAfterNs(sinceNs);
  }

  public Pace pace() {
    return pace;
  }

  /// Of both ends.
  public int port() {
    return target.getPort();
  }

  @Override
  public void close() throws IOException {
    sender.close();
    receiver.close();
  }
}
