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
    String test = callingTest();
    chosen(asked(few))
        .forEach(
            seed ->
                run(
                    test,
                    seed,
                    s -> {
                      scenario.accept(s);
                      return "";
                    }));
  }

  /// What each seed brought, in the order of the seeds. Seeds run side by side, as many as there
  /// are processors: runs may share nothing that changes. Where some fail, the first one is told.
  public static <T> BySeed<T> gather(int few, LongFunction<T> scenario) {
    return gatherAtMost(asked(few), scenario);
  }

  /// The same of a scenario that is too large for many seeds: [#COUNT] adds none.
  public static <T> BySeed<T> gatherAtMost(int count, LongFunction<T> scenario) {
    int processors = Runtime.getRuntime().availableProcessors();
    String test = callingTest();
    long[] seeds = chosen(count).toArray();
    try (ExecutorService workers = Executors.newFixedThreadPool(processors)) {
      List<Future<T>> runs = new ArrayList<>();
      for (long seed : seeds) {
        runs.add(workers.submit(() -> run(test, seed, scenario)));
      }
      List<BySeed.One<T>> results = new ArrayList<>();
      try {
        for (int i = 0; i < seeds.length; i++) {
          results.add(new BySeed.One<>(seeds[i], runs.get(i).get()));
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
      return new BySeed<>(results);
    }
  }

  /// How to run one seed of the test that calls this, and nothing else: words for Maven.
  public static String again(long seed) {
    return again(callingTest(), seed);
  }

  private static String again(String test, long seed) {
    return test + "-D" + ONE + "=" + seed;
  }

  /// `-Dtest=BlackHoleTest#dataGoesOnToo `, or nothing where no test calls. The test's own method
  /// is the outermost one of its class: what runs tests calls it.
  private static String callingTest() {
    return StackWalker.getInstance()
        .walk(frames -> frames.filter(Seeds::isOfTest).reduce((_, outer) -> outer))
        .map(frame -> "-Dtest=" + simpleName(frame) + "#" + frame.getMethodName() + " ")
        .orElse("");
  }

  private static boolean isOfTest(StackWalker.StackFrame frame) {
    return frame.getClassName().endsWith("Test") && frame.getMethodName().indexOf('$') < 0;
  }

  private static String simpleName(StackWalker.StackFrame frame) {
    return frame.getClassName().substring(frame.getClassName().lastIndexOf('.') + 1);
  }

  private static int asked(int few) {
    return Integer.getInteger(COUNT, few);
  }

  private static LongStream chosen(int count) {
    Long only = Long.getLong(ONE);
    return only != null ? LongStream.of(only) : LongStream.rangeClosed(1, count);
  }

  private static <T> T run(String test, long seed, LongFunction<T> scenario) {
    try {
      return scenario.apply(seed);
    } catch (RuntimeException | AssertionError failure) {
      throw new AssertionError(
          "seed " + seed + " failed (again: " + again(test, seed) + "): " + failure.getMessage(),
          failure);
    }
  }
}
