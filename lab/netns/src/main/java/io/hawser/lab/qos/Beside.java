package io.hawser.lab.qos;

import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/// A transfer that runs beside what is looked at, and must have gone well by the end of it.
final class Beside implements AutoCloseable {
  private @Nullable FutureTask<?> transfer;

  /// What is to be done, and may fail.
  @FunctionalInterface
  interface Work {
    void run() throws IOException;
  }

  /// One at a time.
  void begin(Work work) {
    FutureTask<?> task =
        new FutureTask<>(
            () -> {
              work.run();
              return true;
            });
    transfer = task;
    Thread.ofPlatform().daemon().name("transfer beside").start(task);
  }

  /// Waits for its end.
  @Override
  public void close() throws IOException {
    FutureTask<?> running = transfer;
    if (running == null) {
      return;
    }
    try {
      running.get();
    } catch (ExecutionException failed) {
      throw failed.getCause() instanceof IOException cause
          ? cause
          : new IOException(failed.getCause());
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IOException("stopped", stopped);
    }
  }
}
