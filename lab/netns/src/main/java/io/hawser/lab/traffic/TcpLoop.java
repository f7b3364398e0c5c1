package io.hawser.lab.traffic;

import io.hawser.lab.linux.Libc;
import java.io.IOException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.PriorityQueue;

/// The thread of thousands of conversations. One each would take the processor that the network
/// under test needs.
final class TcpLoop implements AutoCloseable {
  /// They stand for machines of their own, as the ends of a [Stream] do.
  private static final int PRIORITY = 5;

  private static final long LONGEST_WAIT_MS = 1_000;
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);

  /// One end of a conversation, or what accepts them. Called by the loop alone.
  interface End {
    /// A channel of it can do what it waited for.
    void onReady(SelectionKey key) throws IOException;

    /// Its channel has been closed, for this.
    void onBroken(IOException why);
  }

  /// Something to do with a channel later.
  interface Task {
    void run() throws IOException;
  }

  private record Timer(long dueNs, SelectionKey key, Task task) {}

  private final Selector selector;
  private final PriorityQueue<Timer> timers = new PriorityQueue<>(TcpLoop::inTime);
  private final Thread thread =
      Thread.ofPlatform().daemon().name("tcp sessions").unstarted(this::run);
  private volatile boolean closed;

  TcpLoop() throws IOException {
    selector = Selector.open();
  }

  private static int inTime(Timer a, Timer b) {
    return Long.signum(a.dueNs() - b.dueNs());
  }

  /// Begins the work. Whatever is registered before is registered by the caller.
  void start() {
    thread.start();
  }

  /// Tells an end of its channel, which the loop closes in the end. By the loop, or before it
  /// starts.
  SelectionKey register(SelectableChannel channel, int operations, End end) throws IOException {
    channel.configureBlocking(false);
    return channel.register(selector, operations, end);
  }

  /// Runs something, unless the channel has been closed by then. By the loop, or before it starts.
  void at(long dueNs, SelectionKey key, Task task) {
    timers.add(new Timer(dueNs, key, task));
  }

  private void run() {
    try {
      Libc.becomeRealTime(PRIORITY);
      while (!closed) {
        selector.select(TcpLoop::ready, waitMs());
        runTimers();
      }
    } catch (IOException | RuntimeException broken) {
      breakAll(new IOException("the loop of the sessions ended: " + broken, broken));
    } finally {
      end();
    }
  }

  private void breakAll(IOException why) {
    for (SelectionKey key : selector.keys()) {
      close(key);
      ((End) key.attachment()).onBroken(why);
    }
  }

  /// At least 1: 0 would wait for ever.
  private long waitMs() {
    Timer first = timers.peek();
    if (first == null) {
      return LONGEST_WAIT_MS;
    }
    long waitNs = first.dueNs() - System.nanoTime();
    return Math.clamp((waitNs + 999_999) / 1_000_000, 1, LONGEST_WAIT_MS);
  }

  private void runTimers() {
    long nowNs = System.nanoTime();
    for (Timer first = timers.peek();
        first != null && first.dueNs() - nowNs <= 0;
        first = timers.peek()) {
      timers.remove();
      if (first.key().isValid()) {
        attempt(first.key(), first.task());
      }
    }
  }

  private static void ready(SelectionKey key) {
    End end = (End) key.attachment();
    attempt(key, () -> end.onReady(key));
  }

  private static void attempt(SelectionKey key, Task task) {
    try {
      task.run();
    } catch (IOException broken) {
      close(key);
      ((End) key.attachment()).onBroken(broken);
    }
  }

  private static void close(SelectionKey key) {
    try {
      key.channel().close();
    } catch (IOException failed) {
      // It is of no more use either way.
    }
  }

  /// Closes all channels. Who is interrupted meanwhile does not wait for it.
  @Override
  public void close() throws IOException {
    closed = true;
    if (thread.getState() == Thread.State.NEW) {
      end();
    } else {
      selector.wakeup();
      awaitEnd();
    }
  }

  private void awaitEnd() throws IOException {
    try {
      if (!thread.join(CLOSE_LIMIT)) {
        throw new IOException(
            "sessions of TCP did not end within " + CLOSE_LIMIT.toSeconds() + " s");
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  /// By the loop, as the selector is its own while it runs, or by who closes one that never ran.
  private void end() {
    selector.keys().forEach(TcpLoop::close);
    try {
      selector.close();
    } catch (IOException failed) {
      // It is of no more use either way.
    }
  }
}
