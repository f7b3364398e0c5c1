package io.hawser.lab.check;

import io.hawser.lab.Host;
import io.hawser.lab.linux.Libc;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.concurrent.locks.LockSupport;

/// A train of equally long, numbered UDP packets at an even pace.
///
/// @param length bytes of IP packets
/// @param steady whether the mean rate matters: a pause of the sender is made up for by a burst.
///   Else it is not, for no wire without a bottleneck could carry that burst in time.
record Train(int packets, int length, double packetsPerSecond, boolean steady) {
  static final int PORT = 9000;

  private static final int PRIORITY = 5;
  private static final long LARGEST_BURST_NS = 1_000_000;
  private static final int HEADERS_LENGTH = 20 + 8;

  /// The train that lasts some seconds at a rate.
  static Train ofRate(double seconds, int length, double bitsPerSecond) {
    double pace = bitsPerSecond / 8 / length;
    return new Train((int) (seconds * pace), length, pace, false);
  }

  /// The same, but one that keeps its mean rate.
  Train asSteady() {
    return new Train(packets, length, packetsPerSecond, true);
  }

  /// Sends it and answers how late the latest packet was sent, in nanoseconds.
  long send(Host from, InetAddress to) throws IOException {
    return from.inNetwork(() -> sendHere(to));
  }

  /// On a thread of its own, before ordinary work of a busy machine but after the wires.
  private long sendHere(InetAddress to) throws IOException {
    Libc.becomeRealTime(PRIORITY);
    try (DatagramChannel channel = DatagramChannel.open()) {
      channel.connect(new InetSocketAddress(to, PORT));
      ByteBuffer packet = ByteBuffer.allocateDirect(length - HEADERS_LENGTH);
      double intervalNs = 1e9 / packetsPerSecond;
      long startNs = System.nanoTime();
      long latestNs = 0;
      for (int sequence = 0; sequence < packets; sequence++) {
        long dueNs = startNs + (long) (sequence * intervalNs);
        long lateNs = System.nanoTime() - dueNs;
        while (lateNs < 0) {
          LockSupport.parkNanos(-lateNs);
          lateNs = System.nanoTime() - dueNs;
        }
        latestNs = Math.max(latestNs, lateNs);
        if (!steady) {
          startNs += Math.max(0, lateNs - LARGEST_BURST_NS);
        }
        channel.write(packet.clear().putInt(0, sequence));
      }
      return latestNs;
    }
  }
}
