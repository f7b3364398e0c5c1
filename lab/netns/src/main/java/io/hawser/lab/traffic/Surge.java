package io.hawser.lab.traffic;

import io.hawser.lab.Host;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// TCP connections that send as much as passes until closed, of which it is known when how much
/// arrived: for what happens in mid-transfer.
public final class Surge implements AutoCloseable {
  private static final int BLOCK_LENGTH = 64 * 1024;
  private static final int CONNECT_LIMIT_MS = 10_000;
  private static final Pattern SEGMENT = Pattern.compile("\\bmss:(\\d+)");

  private final Host from;
  private final ServerSocketChannel server;
  private final int port;
  private final List<SocketChannel> ends = new ArrayList<>();
  private final ArrivalCurve curve = new ArrivalCurve(System.nanoTime());

  // Guarded by `this`.
  private boolean closed;
  private String error = "";

  private Surge(Host from, ServerSocketChannel server, int port) {
    this.from = from;
    this.server = server;
    this.port = port;
  }

  /// Starts sending to an address of `to`.
  public static Surge start(Host from, Host to, InetAddress address, int port, int connections)
      throws IOException {
    InetSocketAddress target = new InetSocketAddress(address, port);
    ServerSocketChannel server =
        to.inNetwork(
            () ->
                ServerSocketChannel.open()
                    .setOption(StandardSocketOptions.SO_REUSEADDR, true)
                    .bind(target, connections));
    Surge surge = new Surge(from, server, port);
    try {
      for (int i = 0; i < connections; i++) {
        surge.connect(target);
      }
      return surge;
    } catch (IOException refused) {
      surge.close();
      throw new IOException(from.name() + " to " + target + ": " + refused.getMessage(), refused);
    }
  }

  private void connect(InetSocketAddress target) throws IOException {
    // What the kernel still has to send is nobody's load once it is closed.
    SocketChannel sender =
        from.inNetwork(() -> SocketChannel.open().setOption(StandardSocketOptions.SO_LINGER, 0));
    ends.add(sender);
    sender.socket().connect(target, CONNECT_LIMIT_MS);
    SocketChannel receiver = server.accept();
    ends.add(receiver);
    Thread.ofPlatform().daemon().name("surge receiver").start(() -> receive(receiver));
    Thread.ofPlatform().daemon().name("surge sender").start(() -> send(sender));
  }

  private void send(SocketChannel sender) {
    ByteBuffer block = ByteBuffer.allocateDirect(BLOCK_LENGTH);
    try {
      while (true) {
        sender.write(block.clear());
      }
    } catch (AsynchronousCloseException ours) {
      // The surge is over.
    } catch (IOException broken) {
      brokeOff(broken);
    }
  }

  private void receive(SocketChannel receiver) {
    ByteBuffer block = ByteBuffer.allocateDirect(BLOCK_LENGTH);
    try {
      for (int length = receiver.read(block.clear());
          length >= 0;
          length = receiver.read(block.clear())) {
        curve.arrived(length, System.nanoTime());
      }
      brokeOff(new IOException("closed by the other side"));
    } catch (AsynchronousCloseException ours) {
      // The surge is over.
    } catch (IOException broken) {
      brokeOff(broken);
    }
  }

  private synchronized void brokeOff(IOException broken) {
    error = closed || !error.isEmpty() ? error : String.valueOf(broken.getMessage());
  }

  /// Why the first of its connections broke; empty where none did.
  public synchronized String error() {
    return error;
  }

  /// Mbit/s that reached the receivers' application.
  public double mbps(long sinceNs, long untilNs) {
    return curve.bytes(sinceNs, untilNs) * 8e3 / (untilNs - sinceNs);
  }

  /// The longest time within an interval in which nothing arrived, ms.
  public double longestSilenceMs(long sinceNs, long untilNs) {
    return curve.longestSilenceMs(sinceNs, untilNs);
  }

  /// Bytes of payload of a full segment of the first connection, without its options.
  public int segmentLength() throws IOException {
    String said = from.exec("ss", "-tinH", "dport", "=", ":" + port).orThrow();
    Matcher found = SEGMENT.matcher(said);
    if (!found.find()) {
      throw new IOException(from.name() + ": no mss in " + said + " (expected: a connection's)");
    }
    return Integer.parseInt(found.group(1));
  }

  @Override
  public void close() throws IOException {
    synchronized (this) {
      closed = true;
    }
    server.close();
    for (SocketChannel end : ends) {
      end.close();
    }
  }
}
