package io.hawser.lab.bonding;

import io.hawser.lab.Link;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/// Looks ten times a second at what each of some links takes from the branch.
final class WireWatch implements AutoCloseable {
  private static final long STEP_NS = 100_000_000;

  private final List<Link> links;
  private final List<RateSeries> series = new ArrayList<>();
  private final Thread thread =
      Thread.ofPlatform().daemon().name("wire watch").unstarted(this::watch);
  private volatile boolean closed;

  private WireWatch(List<Link> links) {
    this.links = List.copyOf(links);
    links.forEach(_ -> series.add(new RateSeries()));
  }

  static WireWatch start(List<Link> links) {
    WireWatch watch = new WireWatch(links);
    watch.thread.start();
    return watch;
  }

  private void watch() {
    long dueNs = System.nanoTime();
    while (!closed) {
      for (int i = 0; i < links.size(); i++) {
        long bytes = takenBytes(links.get(i));
        series.get(i).add(System.nanoTime(), bytes);
      }
      dueNs += STEP_NS;
      LockSupport.parkNanos(dueNs - System.nanoTime());
    }
  }

  /// Bytes of IP packets that the wire took from the branch so far, those that it dropped included.
  static long takenBytes(Link link) {
    var up = link.counters().get("up");
    return up == null ? 0 : up.getOrDefault("received-bytes", 0L);
  }

  RateSeries of(int member) {
    return series.get(member);
  }

  @Override
  public void close() {
    closed = true;
    try {
      thread.join();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }
}
