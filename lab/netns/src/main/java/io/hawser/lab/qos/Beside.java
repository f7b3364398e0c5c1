package io.hawser.lab.qos;

import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/// A transfer that runs beside what is looked at, and must have gone well by the end of it.
final class Beside implements AutoCloseable {
  private final FutureTask<Double> transfer;

  private Beside(FutureTask<Double> transfer) {
    this.transfer = transfer;
  }

  /// What is to be done, and may fail.
  @FunctionalInterface
  interface Transfer {
    /// Answers how much arrived, Mbit/s.
    double run() throws IOException;
  }

  static Beside start(Transfer transfer) {
    FutureTask<Double> task = new FutureTask<>(transfer::run);
    Thread.ofPlatform().daemon().name("transfer beside").start(task);
    return new Beside(task);
  }

  /// Waits for its end; answers how much arrived, Mbit/s.
  double mbps() throws IOException {
    try {
      return transfer.get();
    } catch (ExecutionException failed) {
      throw failed.getCause() instanceof IOException cause
          ? cause
          : new IOException(failed.getCause());
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IOException("stopped", stopped);
    }
  }

  @Override
  public void close() throws IOException {
    mbps();
  }
}
