package io.hawser.lab.traffic;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;

/// One conversation, the side that asks. The loop does the work and the scenario wants to know, so
/// what both use is under the lock.
final class TcpSession implements TcpLoop.End {
  private static final long SILENT_NS = 5_000_000_000L;
  private static final long STILL_NS = 1_000_000_000L;

  /// @param error why it died; empty while it lives
  record State(String error, boolean isSilent, long exchanges, long longestStallNs) {}

  private final TcpLoop loop;
  private final long pauseNs;
  private final ByteBuffer message;
  private final Runnable connected;

  // Owned by the loop.

  private long sequence;
  private boolean isSending;

  // Under the lock.

  private String error = "";
  private boolean waiting;
  private long askedNs;
  private long exchanges;
  private long longestStallNs;

  /// @param connected is told once, also where it failed
  TcpSession(TcpLoop loop, TcpSessions.Pace pace, Runnable connected) {
    this.loop = loop;
    this.pauseNs = pace.pauseMs() * 1_000_000L;
    this.message = ByteBuffer.allocateDirect(pace.length());
    this.connected = connected;
  }

  // ---------------------------------------------------------------- what the loop does

  /// Connects at a time.
  void begin(SocketChannel channel, InetSocketAddress target, long beginNs) throws IOException {
    SelectionKey key = loop.register(channel, 0, this);
    loop.at(
        beginNs,
        key,
        () -> {
          if (channel.connect(target)) {
            talk(key);
          } else {
            key.interestOps(SelectionKey.OP_CONNECT);
          }
        });
  }

  @Override
  public void onReady(SelectionKey key) throws IOException {
    SocketChannel channel = (SocketChannel) key.channel();
    if (key.isConnectable()) {
      channel.finishConnect();
      talk(key);
    } else if (isSending) {
      send(key);
    } else {
      receive(key);
    }
  }

  private void talk(SelectionKey key) throws IOException {
    connected.run();
    ask(key);
  }

  private void ask(SelectionKey key) throws IOException {
    asked(System.nanoTime());
    message.clear().putLong(0, sequence);
    send(key);
  }

  private void send(SelectionKey key) throws IOException {
    ((SocketChannel) key.channel()).write(message);
    isSending = message.hasRemaining();
    key.interestOps(isSending ? SelectionKey.OP_WRITE : SelectionKey.OP_READ);
    if (!isSending) {
      message.clear();
    }
  }

  private void receive(SelectionKey key) throws IOException {
    if (((SocketChannel) key.channel()).read(message) < 0) {
      throw new IOException("closed by the other side");
    }
    if (message.hasRemaining()) {
      return;
    }
    if (message.getLong(0) != sequence) {
      throw new IOException("answer " + message.getLong(0) + " to message " + sequence);
    }
    long nowNs = System.nanoTime();
    answered(nowNs);
    message.clear();
    sequence++;
    loop.at(nowNs + pauseNs, key, () -> ask(key));
  }

  @Override
  public void onBroken(IOException why) {
    died(String.valueOf(why.getMessage()), System.nanoTime());
    connected.run();
  }

  // ---------------------------------------------------------------- what is known

  private synchronized void asked(long nowNs) {
    waiting = true;
    askedNs = nowNs;
  }

  private synchronized void answered(long nowNs) {
    waiting = false;
    exchanges++;
    longestStallNs = Math.max(longestStallNs, nowNs - askedNs);
  }

  private synchronized void died(String why, long nowNs) {
    error = why.isEmpty() ? "broken" : why;
    if (waiting) {
      waiting = false;
      longestStallNs = Math.max(longestStallNs, nowNs - askedNs);
    }
  }

  /// Alive, and waiting for longer than a round trip takes.
  synchronized boolean isStill(long nowNs) {
    return error.isEmpty() && waiting && nowNs - askedNs > STILL_NS;
  }

  synchronized String error() {
    return error;
  }

  synchronized State mark(long nowNs) {
    long waitedNs = waiting ? nowNs - askedNs : 0;
    State state =
        new State(error, waitedNs > SILENT_NS, exchanges, Math.max(longestStallNs, waitedNs));
    longestStallNs = 0;
    return state;
  }
}
