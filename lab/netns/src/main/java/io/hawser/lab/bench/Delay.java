package io.hawser.lab.bench;

import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Round trips through an idle tunnel, and through one that carries as much TCP as it can.
final class Delay {
  /// The percentile that is judged is then the tenth from above.
  private static final int COUNT = 1000;

  /// Before each turn and not counted, so that everybody comes from the same: the other's turn was
  /// before, and some pings.
  private static final int WARM_UP = 100;

  private static final int LOADED_COUNT = 500;

  /// Longer than so many pings take, of which ping sends one in 16 ms rather than 12.
  private static final int LOAD_SECONDS = 11;

  private static final double IDLE_GOAL = 1;
  private static final double LOADED_GOAL = 0.7;

  private Delay() {}

  static void measure(Board board) throws IOException {
    board.say("ping, idle");
    Rounds median = new Rounds();
    Rounds idle =
        board.measure(
            each -> {
              RoundTrips.measure(each.from(), each.target(), WARM_UP);
              RoundTrips trips = RoundTrips.measure(each.from(), each.target(), COUNT);
              median.add(each, trips.percentile(0.5));
              return trips.percentile(0.99);
            });
    board.note("ping idle, median", median, "ms");
    board.atMost("ping idle, p99", idle, "ms", IDLE_GOAL);
    board.say("ping under TCP ×4");
    Rounds loadedMedian = new Rounds();
    Rounds loaded =
        board.measure(
            each -> {
              RoundTrips trips = underLoad(each);
              loadedMedian.add(each, trips.percentile(0.5));
              return trips.percentile(0.99);
            });
    board.note("ping under TCP ×4, median", loadedMedian, "ms");
    board.atMost("ping under TCP ×4, p99", loaded, "ms", LOADED_GOAL);
  }

  private static RoundTrips underLoad(Contender each) throws IOException {
    try (ExecutorService load = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Double> running = load.submit(() -> Throughput.mbps(each, LOAD_SECONDS, 4));
      RoundTrips.measure(each.from(), each.target(), WARM_UP);
      RoundTrips trips = RoundTrips.measure(each.from(), each.target(), LOADED_COUNT);
      running.get();
      return trips;
    } catch (ExecutionException failed) {
      throw new IOException("load: " + failed.getCause(), failed);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IOException("load: interrupted", stopped);
    }
  }
}
