package io.hawser.lab.simnet;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongConsumer;
import java.util.function.LongFunction;
import java.util.stream.LongStream;

/// Runs a scenario over many seeds; a failure names its seed and how to run that alone.
public final class Seeds {
  /// Set to run one seed only: `-Dsimnet.seed=17`.
  public static final String ONE = "simnet.seed";

  /// Set to run so many seeds instead of those that a test asks for: `-Dsimnet.seeds=200`.
  public static final String COUNT = "simnet.seeds";

  private Seeds() {}

  /// One seed after the other, 1 to `few`, but for [#ONE] and [#COUNT].
  public static void forEach(int few, LongConsumer scenario) {
    chosen(few)
        .forEach(
            seed ->
                run(
                    seed,
                    s -> {
                      scenario.accept(s);
                      return "";
                    }));
  }

  /// What each seed brought, in the order of the seeds. Seeds run side by side, as many as there
  /// are processors: runs may share nothing that changes. Where some fail, the first one is told.
  public static <T> List<T> gather(int few, LongFunction<T> scenario) {
    int processors = Runtime.getRuntime().availableProcessors();
    try (ExecutorService workers = Executors.newFixedThreadPool(processors)) {
      List<Future<T>> runs =
          chosen(few).mapToObj(seed -> workers.submit(() -> run(seed, scenario))).toList();
      List<T> results = new ArrayList<>();
      try {
        for (Future<T> each : runs) {
          results.add(each.get());
        }
      } catch (ExecutionException failed) {
        workers.shutdownNow();
        throw failed.getCause() instanceof AssertionError broken
            ? broken
            : new AssertionError(failed.getCause());
      } catch (InterruptedException stopped) {
        workers.shutdownNow();
        Thread.currentThread().interrupt();
        throw new AssertionError("interrupted", stopped);
      }
      return results;
    }
  }

  private static LongStream chosen(int few) {
    Long only = Long.getLong(ONE);
    return only != null
        ? LongStream.of(only)
        : LongStream.rangeClosed(1, Integer.getInteger(COUNT, few));
  }

  private static <T> T run(long seed, LongFunction<T> scenario) {
    try {
      return scenario.apply(seed);
    } catch (RuntimeException | AssertionError failure) {
      throw new AssertionError(
          "seed " + seed + " failed (again: -D" + ONE + "=" + seed + "): " + failure.getMessage(),
          failure);
    }
  }
}
