package io.hawser.lab.scenario;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/// Work that goes on beside what is looked at, on a thread of its own, and must have gone well by
/// the end of it. For the thread that started it.
public final class Beside<T> implements AutoCloseable {
  private final FutureTask<T> work;

  /// Whether somebody asked for the result: how it failed is told once.
  private boolean told;

  private Beside(FutureTask<T> work) {
    this.work = work;
  }

  /// What is to be done, and may fail.
  @FunctionalInterface
  public interface Work<T> {
    T run() throws IOException;
  }

  public static <T> Beside<T> start(Work<T> work) {
    FutureTask<T> task = new FutureTask<>(work::run);
    Thread.ofPlatform().daemon().name("beside").start(task);
    return new Beside<>(task);
  }

  /// Does all of it at the same time; answers the results in order, or throws the first failure
  /// when all have ended. Who is interrupted does not wait for their end.
  public static <T> List<T> all(List<Work<T>> works) throws IOException {
    List<Beside<T>> running = works.stream().map(Beside::start).toList();
    List<T> results = new ArrayList<>();
    IOException first = null;
    for (Beside<T> each : running) {
      try {
        results.add(each.result());
      } catch (IOException failed) {
        if (first == null) {
          first = failed;
        } else {
          first.addSuppressed(failed);
        }
      }
    }
    if (first != null) {
      throw first;
    }
    return results;
  }

  /// Waits for its end.
  ///
  /// @throws IOException as the work did, or of what else it threw
  public T result() throws IOException {
    told = true;
    try {
      return work.get();
    } catch (ExecutionException failed) {
      throw failed.getCause() instanceof IOException cause
          ? cause
          : new IOException(failed.getCause());
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", stopped);
    }
  }

  @Override
  public void close() throws IOException {
    if (!told) {
      result();
    }
  }
}
