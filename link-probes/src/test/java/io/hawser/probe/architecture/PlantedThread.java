package io.hawser.probe.architecture;

import java.util.concurrent.Executors;
import java.util.concurrent.locks.ReentrantLock;

/// Starts threads and takes locks, to be caught. Never called.
final class PlantedThread {
  Thread thread() {
    return new Thread(() -> {});
  }

  void executor() {
    Executors.newCachedThreadPool().close();
  }

  void lock() {
    var lock = new ReentrantLock();
    lock.lock();
    lock.unlock();
  }
}
