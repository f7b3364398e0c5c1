package io.hawser.lab.traffic;

import io.hawser.lab.Host;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;

/// Conversations over TCP that go on until closed: a kilobyte there and back, ten times a second
/// each.
public final class TcpSessions implements AutoCloseable {
  private static final int MESSAGE_LENGTH = 1024;
  private static final long PAUSE_NS = 100_000_000;

  /// What became of the sessions since the last report.
  ///
  /// @param sessions how many there are
  /// @param died broken by an error, since the start
  /// @param silent alive, but without an answer for 5 s
  /// @param exchanges messages answered, since the start
  /// @param longestStallMs the longest that one message took to be answered, in this interval
  /// @param firstError why the first one died; empty if none did
  public record Report(
      int sessions,
      int died,
      int silent,
      long exchanges,
      double longestStallMs,
      String firstError) {
    /// Whether every session is alive and answered.
    public boolean allSurvived() {
      return died == 0 && silent == 0;
    }
  }

  private final ServerSocketChannel server;
  private final List<TcpSession> sessions = new ArrayList<>();
  private final List<SocketChannel> accepted = new CopyOnWriteArrayList<>();

  private TcpSessions(ServerSocketChannel server) {
    this.server = server;
  }

  /// Opens sessions to an address of `to`.
  public static TcpSessions start(Host from, Host to, InetAddress address, int port, int count)
      throws IOException {
    InetSocketAddress target = new InetSocketAddress(address, port);
    ServerSocketChannel server =
        to.inNetwork(
            () ->
                ServerSocketChannel.open()
                    .setOption(StandardSocketOptions.SO_REUSEADDR, true)
                    .bind(target, count));
    TcpSessions all = new TcpSessions(server);
    Thread.ofVirtual().name("tcp echo").start(all::accept);
    try {
      for (int i = 0; i < count; i++) {
        SocketChannel channel = from.inNetwork(SocketChannel::open);
        TcpSession session = new TcpSession(channel);
        all.sessions.add(session);
        channel.socket().connect(target, 10_000);
        Thread.ofVirtual().name("tcp session " + i).start(() -> all.talk(session));
      }
    } catch (IOException refused) {
      all.close();
      throw new IOException(from.name() + " to " + target + ": " + refused.getMessage(), refused);
    }
    return all;
  }

  private void accept() {
    while (true) {
      try {
        SocketChannel channel = server.accept();
        accepted.add(channel);
        Thread.ofVirtual().start(() -> echo(channel));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private static void echo(SocketChannel channel) {
    ByteBuffer message = ByteBuffer.allocate(MESSAGE_LENGTH);
    try (channel) {
      while (channel.read(message.clear()) >= 0) {
        message.flip();
        while (message.hasRemaining()) {
          channel.write(message);
        }
      }
    } catch (IOException broken) {
      // The session's own side tells.
    }
  }

  private void talk(TcpSession session) {
    ByteBuffer message = ByteBuffer.allocate(MESSAGE_LENGTH);
    SocketChannel channel = session.channel();
    try {
      for (long sequence = 0; ; sequence++) {
        session.asked(System.nanoTime());
        message.clear().putLong(0, sequence);
        while (message.hasRemaining()) {
          channel.write(message);
        }
        message.clear();
        while (message.hasRemaining()) {
          if (channel.read(message) < 0) {
            throw new IOException("closed by the other side");
          }
        }
        if (message.getLong(0) != sequence) {
          throw new IOException("answer " + message.getLong(0) + " to message " + sequence);
        }
        session.answered(System.nanoTime());
        LockSupport.parkNanos(PAUSE_NS);
      }
    } catch (IOException broken) {
      session.died(String.valueOf(broken.getMessage()));
    }
  }

  /// Waits until every session that lives has had an answer to what it asked, at most `limit`.
  ///
  /// After an outage TCP tries again at doubling intervals (RFC 6298, section 5.5), so a session
  /// may stay still for as long again as the outage was: 25 s after one of 13 to 25 s.
  public void awaitAnswers(Duration limit) {
    long deadlineNs = System.nanoTime() + limit.toNanos();
    while (System.nanoTime() - deadlineNs < 0
        && sessions.stream().anyMatch(session -> session.isStill(System.nanoTime()))) {
      LockSupport.parkNanos(PAUSE_NS);
    }
  }

  /// What became of them since the last report.
  public Report mark() {
    long nowNs = System.nanoTime();
    int died = 0;
    int silent = 0;
    long exchanges = 0;
    long stallNs = 0;
    String firstError = "";
    for (TcpSession session : sessions) {
      TcpSession.State state = session.mark(nowNs);
      died += state.error().isEmpty() ? 0 : 1;
      silent += state.error().isEmpty() && state.isSilent() ? 1 : 0;
      exchanges += state.exchanges();
      stallNs = Math.max(stallNs, state.longestStallNs());
      firstError = firstError.isEmpty() ? state.error() : firstError;
    }
    return new Report(sessions.size(), died, silent, exchanges, stallNs / 1e6, firstError);
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (TcpSession session : sessions) {
      session.channel().close();
    }
    for (SocketChannel channel : accepted) {
      channel.close();
    }
  }
}
