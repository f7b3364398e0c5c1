package io.hawser.lab.traffic;

import io.hawser.lab.Host;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// Conversations over TCP that go on until closed: a message there and back, again and again.
public final class TcpSessions implements Closeable {
  private static final long POLL_NS = 100_000_000;
  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(10);

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

  private final TcpLoop loop;
  private final List<TcpSession> sessions = new ArrayList<>();

  private TcpSessions(TcpLoop loop) {
    this.loop = loop;
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
    TcpLoop loop = new TcpLoop();
    TcpSessions all = new TcpSessions(loop);
    List<SocketChannel> channels = List.of();
    try {
      loop.register(
          to.inNetwork(() -> listener(target, count)),
          SelectionKey.OP_ACCEPT,
          new TcpEcho(loop, pace.length()));
      channels = from.inNetwork(() -> channels(count));
      all.connect(channels, target, pace, within);
      return all;
    } catch (IOException | RuntimeException refused) {
      close(all, refused);
      // The loop closes only those that it came to know.
      channels.forEach(channel -> close(channel, refused));
      throw new IOException(from.name() + " to " + target + ": " + refused.getMessage(), refused);
    }
  }

  private static ServerSocketChannel listener(InetSocketAddress target, int count)
      throws IOException {
    ServerSocketChannel listener = ServerSocketChannel.open();
    try {
      return listener.setOption(StandardSocketOptions.SO_REUSEADDR, true).bind(target, count);
    } catch (IOException | RuntimeException refused) {
      close(listener, refused);
      throw refused;
    }
  }

  private static List<SocketChannel> channels(int count) throws IOException {
    List<SocketChannel> channels = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        channels.add(SocketChannel.open());
      }
    } catch (IOException | RuntimeException refused) {
      channels.forEach(channel -> close(channel, refused));
      throw refused;
    }
    return channels;
  }

  private static void close(Closeable thing, Exception why) {
    try {
      thing.close();
    } catch (IOException failed) {
      why.addSuppressed(failed);
    }
  }

  /// Answers when all are connected and talk.
  private void connect(
      List<SocketChannel> channels, InetSocketAddress target, Pace pace, Duration within)
      throws IOException {
    CountDownLatch connected = new CountDownLatch(channels.size());
    long startNs = System.nanoTime();
    for (SocketChannel channel : channels) {
      TcpSession session = new TcpSession(loop, pace, connected::countDown);
      long beginNs = startNs + within.toNanos() * sessions.size() / channels.size();
      session.begin(channel, target, beginNs);
      sessions.add(session);
    }
    loop.start();
    Duration limit = within.plus(CONNECT_LIMIT);
    try {
      if (!connected.await(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IOException(
            connected.getCount() + " sessions not connected within " + limit.toSeconds() + " s");
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", stopped);
    }
    for (TcpSession session : sessions) {
      if (!session.error().isEmpty()) {
        throw new IOException(session.error());
      }
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
    loop.close();
  }
}
