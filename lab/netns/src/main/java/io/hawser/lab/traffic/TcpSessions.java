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
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;

/// Conversations over TCP that go on until closed: a message there and back, again and again.
public final class TcpSessions implements AutoCloseable {
  private static final long POLL_NS = 100_000_000;
  private static final int CONNECT_LIMIT_MS = 10_000;

  /// How they talk.
  ///
  /// @param length bytes of a message, 8 or more
  /// @param pauseMs between an answer and the next message
  public record Pace(int length, int pauseMs) {
    /// A kilobyte, about ten times a second.
    public static final Pace USUAL = new Pace(1024, 100);
  }

  /// What became of the sessions since the last report.
  ///
  /// @param sessions how many there are
  /// @param died broken by an error, since the start
  /// @param silent alive, but without an answer for 5 s
  /// @param exchanges messages answered, since the start
  /// @param longestStallMs the longest that one message took to be answered, in this interval
  /// @param stallP99Ms what the longest stalls of 99 % of the sessions did not exceed
  /// @param firstError why the first one died; empty if none did
  public record Report(
      int sessions,
      int died,
      int silent,
      long exchanges,
      double longestStallMs,
      double stallP99Ms,
      String firstError) {
    /// Whether every session is alive and answered.
    public boolean allSurvived() {
      return died == 0 && silent == 0;
    }
  }

  private final ServerSocketChannel server;
  private final Pace pace;
  private final List<TcpSession> sessions = new ArrayList<>();
  private final List<SocketChannel> accepted = new CopyOnWriteArrayList<>();

  private TcpSessions(ServerSocketChannel server, Pace pace) {
    this.server = server;
    this.pace = pace;
  }

  /// Opens sessions to an address of `to`.
  public static TcpSessions start(Host from, Host to, InetAddress address, int port, int count)
      throws IOException {
    return start(from, to, address, port, count, Pace.USUAL, Duration.ZERO);
  }

  /// Opens sessions that talk at their own pace.
  ///
  /// @param within over which their beginnings are spread
  public static TcpSessions start(
      Host from, Host to, InetAddress address, int port, int count, Pace pace, Duration within)
      throws IOException {
    InetSocketAddress target = new InetSocketAddress(address, port);
    ServerSocketChannel server =
        to.inNetwork(
            () ->
                ServerSocketChannel.open()
                    .setOption(StandardSocketOptions.SO_REUSEADDR, true)
                    .bind(target, count));
    TcpSessions all = new TcpSessions(server, pace);
    Thread.ofVirtual().name("tcp echo").start(all::accept);
    try {
      for (SocketChannel channel : from.inNetwork(() -> channels(count))) {
        all.sessions.add(new TcpSession(channel));
      }
      all.connect(target, within);
    } catch (IOException refused) {
      all.close();
      throw new IOException(from.name() + " to " + target + ": " + refused.getMessage(), refused);
    }
    return all;
  }

  private static List<SocketChannel> channels(int count) throws IOException {
    List<SocketChannel> channels = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      channels.add(SocketChannel.open());
    }
    return channels;
  }

  /// Answers when all are connected and talk.
  private void connect(InetSocketAddress target, Duration within) throws IOException {
    long startNs = System.nanoTime();
    List<Future<?>> connects = new ArrayList<>();
    try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < sessions.size(); i++) {
        TcpSession session = sessions.get(i);
        long beginNs = startNs + within.toNanos() * i / sessions.size();
        connects.add(
            pool.submit(
                () -> {
                  LockSupport.parkNanos(beginNs - System.nanoTime());
                  session.channel().socket().connect(target, CONNECT_LIMIT_MS);
                  return Thread.ofVirtual().name("tcp session").start(() -> talk(session));
                }));
      }
    }
    for (Future<?> connected : connects) {
      try {
        connected.get();
      } catch (ExecutionException refused) {
        throw new IOException(String.valueOf(refused.getCause()), refused);
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted", stopped);
      }
    }
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

  private void echo(SocketChannel channel) {
    ByteBuffer message = ByteBuffer.allocate(pace.length());
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
    ByteBuffer message = ByteBuffer.allocate(pace.length());
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
        LockSupport.parkNanos(pace.pauseMs() * 1_000_000L);
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
      LockSupport.parkNanos(POLL_NS);
    }
  }

  /// What became of them since the last report.
  public Report mark() {
    long nowNs = System.nanoTime();
    int died = 0;
    int silent = 0;
    long exchanges = 0;
    List<Long> stallsNs = new ArrayList<>();
    String firstError = "";
    for (TcpSession session : sessions) {
      TcpSession.State state = session.mark(nowNs);
      died += state.error().isEmpty() ? 0 : 1;
      silent += state.error().isEmpty() && state.isSilent() ? 1 : 0;
      exchanges += state.exchanges();
      stallsNs.add(state.longestStallNs());
      firstError = firstError.isEmpty() ? state.error() : firstError;
    }
    Collections.sort(stallsNs);
    return new Report(
        sessions.size(),
        died,
        silent,
        exchanges,
        share(stallsNs, 1),
        share(stallsNs, 0.99),
        firstError);
  }

  private static double share(List<Long> sortedNs, double share) {
    return sortedNs.isEmpty()
        ? 0
        : sortedNs.get((int) Math.ceil(share * sortedNs.size()) - 1) / 1e6;
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
