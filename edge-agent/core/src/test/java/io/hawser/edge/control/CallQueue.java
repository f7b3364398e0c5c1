package io.hawser.edge.control;

import io.hawser.edge.dataplane.Mailbox;
import java.util.ArrayDeque;

/// Stands for the three mailboxes: a call made while another runs waits for its end.
final class CallQueue implements Mailbox {
  private final ArrayDeque<Runnable> calls = new ArrayDeque<>();
  private boolean running;
  private int hurries;

  @Override
  public boolean offer(Runnable call) {
    put(call);
    return true;
  }

  @Override
  public void put(Runnable call) {
    calls.add(call);
    if (running) {
      return;
    }
    running = true;
    try {
      while (!calls.isEmpty()) {
        calls.remove().run();
      }
    } finally {
      running = false;
    }
  }

  @Override
  public void hurry() {
    hurries++;
  }

  /// How often one was asked to read at once.
  int hurries() {
    return hurries;
  }

  @Override
  public double fill() {
    return 0;
  }
}
