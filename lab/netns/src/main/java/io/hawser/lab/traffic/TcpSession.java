package io.hawser.lab.traffic;

import java.nio.channels.SocketChannel;

/// One conversation; its own thread and the scenario both use it, so every method takes the lock.
final class TcpSession {
  private static final long SILENT_NS = 5_000_000_000L;
  private static final long STILL_NS = 1_000_000_000L;

  /// @param error why it died; empty while it lives
  record State(String error, boolean isSilent, long exchanges, long longestStallNs) {}

  private final SocketChannel channel;
  private String error = "";
  private boolean waiting;
  private long askedNs;
  private long exchanges;
  private long longestStallNs;

  TcpSession(SocketChannel channel) {
    this.channel = channel;
  }

  SocketChannel channel() {
    return channel;
  }

  synchronized void asked(long nowNs) {
    waiting = true;
    askedNs = nowNs;
  }

  synchronized void answered(long nowNs) {
    waiting = false;
    exchanges++;
    longestStallNs = Math.max(longestStallNs, nowNs - askedNs);
  }

  synchronized void died(String why) {
    error = why.isEmpty() ? "broken" : why;
  }

  /// Alive, and waiting for longer than a round trip takes.
  synchronized boolean isStill(long nowNs) {
    return error.isEmpty() && waiting && nowNs - askedNs > STILL_NS;
  }

  synchronized State mark(long nowNs) {
    long waitedNs = waiting ? nowNs - askedNs : 0;
    State state =
        new State(error, waitedNs > SILENT_NS, exchanges, Math.max(longestStallNs, waitedNs));
    longestStallNs = 0;
    return state;
  }
}
