package io.hawser.orchestrator.server.control;

import java.util.concurrent.CopyOnWriteArrayList;

/// Those who want to know that something changed. They are called on the thread that changed it and
/// must only set a flag.
final class Listeners {
  private final CopyOnWriteArrayList<Runnable> all = new CopyOnWriteArrayList<>();

  AutoCloseable add(Runnable listener) {
    all.add(listener);
    return () -> all.remove(listener);
  }

  void call() {
    all.forEach(Runnable::run);
  }
}
