package io.hawser.lab.traffic;

import io.hawser.lab.Host;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.locks.LockSupport;

/// One long TCP transfer at a bounded rate, such as a backup that runs beside everything else.
///
/// It sends numbered blocks, so that what arrives is known to be whole and in order. What it could
/// not send in an outage it does not make up for.
public final class Transfer implements AutoCloseable {
  /// The port that policies know as backup; iperf3's.
  public static final int PORT = 5201;

  private static final int BLOCK_LENGTH = 16 * 1024;
  private static final long SILENT_NS = 5_000_000_000L;

  /// What queues in an outage leaves as a burst after it: a tenth of a second at 10 Mbit/s.
  private static final int SEND_BUFFER_LENGTH = 128 * 1024;

  /// What arrived since the start.
  ///
  /// @param receivedMbps Mbit/s that reached the receiver's application
  /// @param longestStallMs the longest that nothing arrived
  /// @param survived whether it still runs and something arrived within the last 5 s
  /// @param error why it broke off; empty if it did not
  public record Report(
      long receivedBytes,
      double receivedMbps,
      double longestStallMs,
      boolean survived,
      String error) {}

  private final ServerSocketChannel server;
  private final SocketChannel sender;
  private final SocketChannel receiver;
  private final long intervalNs;
  private final long startedNs = System.nanoTime();

  // Guarded by `this`.
  private long receivedBytes;
  private long arrivedNs = startedNs;
  private long longestStallNs;
  private String error = "";

  private Transfer(
      ServerSocketChannel server, SocketChannel sender, SocketChannel receiver, double mbps) {
    this.server = server;
    this.sender = sender;
    this.receiver = receiver;
    this.intervalNs = (long) (BLOCK_LENGTH * 8 * 1000 / mbps);
  }

  /// Starts sending to an address of `to`, on [#PORT], at `mbps` Mbit/s at most.
  public static Transfer start(Host from, Host to, InetAddress address, double mbps)
      throws IOException {
    InetSocketAddress target = new InetSocketAddress(address, PORT);
    ServerSocketChannel server =
        to.inNetwork(
            () ->
                ServerSocketChannel.open()
                    .setOption(StandardSocketOptions.SO_REUSEADDR, true)
                    .bind(target, 1));
    SocketChannel sender =
        from.inNetwork(
            () ->
                SocketChannel.open()
                    .setOption(StandardSocketOptions.SO_SNDBUF, SEND_BUFFER_LENGTH));
    try {
      sender.socket().connect(target, 10_000);
      Transfer transfer = new Transfer(server, sender, server.accept(), mbps);
      Thread.ofVirtual().name("transfer receiver").start(transfer::receive);
      Thread.ofVirtual().name("transfer sender").start(transfer::send);
      return transfer;
    } catch (IOException refused) {
      sender.close();
      server.close();
      throw new IOException(from.name() + " to " + target + ": " + refused.getMessage(), refused);
    }
  }

  private void send() {
    ByteBuffer block = ByteBuffer.allocate(BLOCK_LENGTH);
    try {
      for (long sequence = 0; ; sequence++) {
        long dueNs = System.nanoTime() + intervalNs;
        block.clear().putLong(0, sequence);
        while (block.hasRemaining()) {
          sender.write(block);
        }
        LockSupport.parkNanos(dueNs - System.nanoTime());
      }
    } catch (IOException broken) {
      brokeOff(broken);
    }
  }

  private void receive() {
    ByteBuffer block = ByteBuffer.allocate(BLOCK_LENGTH);
    try {
      for (long sequence = 0; ; sequence++) {
        block.clear();
        while (block.hasRemaining()) {
          int length = receiver.read(block);
          if (length < 0) {
            throw new IOException("closed by the other side");
          }
          arrived(length, System.nanoTime());
        }
        if (block.getLong(0) != sequence) {
          throw new IOException("block " + block.getLong(0) + " in the place of " + sequence);
        }
      }
    } catch (IOException broken) {
      brokeOff(broken);
    }
  }

  private synchronized void arrived(int length, long nowNs) {
    receivedBytes += length;
    longestStallNs = Math.max(longestStallNs, nowNs - arrivedNs);
    arrivedNs = nowNs;
  }

  private synchronized void brokeOff(IOException broken) {
    boolean ours = broken instanceof ClosedChannelException;
    error = error.isEmpty() && !ours ? String.valueOf(broken.getMessage()) : error;
  }

  /// What arrived so far.
  public synchronized Report report() {
    long nowNs = System.nanoTime();
    long silentNs = nowNs - arrivedNs;
    return new Report(
        receivedBytes,
        receivedBytes * 8e3 / (nowNs - startedNs),
        Math.max(longestStallNs, silentNs) / 1e6,
        error.isEmpty() && silentNs < SILENT_NS,
        error);
  }

  @Override
  public void close() throws IOException {
    sender.close();
    receiver.close();
    server.close();
  }
}
