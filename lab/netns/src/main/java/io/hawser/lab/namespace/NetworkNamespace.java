package io.hawser.lab.namespace;

import io.hawser.lab.linux.Libc;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/// A named network namespace.
public record NetworkNamespace(String name) {
  /// Where `ip netns` keeps it.
  public Path path() {
    return Path.of("/run/netns", name);
  }

  /// Runs an action on a thread inside this namespace; sockets that it opens stay there, whoever
  /// uses them.
  public <T> T call(Callable<T> action) throws IOException {
    FutureTask<T> task =
        new FutureTask<>(
            () -> {
              enter();
              return action.call();
            });
    // A thread of its own: it cannot leave the namespace again and must not be reused.
    Thread thread = Thread.ofPlatform().name("in " + name).start(task);
    try {
      thread.join();
      return task.get();
    } catch (ExecutionException failure) {
      if (failure.getCause() instanceof IOException refused) {
        throw refused;
      }
      throw new IOException(name + ": " + failure.getCause(), failure.getCause());
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IOException(name + ": interrupted", stopped);
    }
  }

  private void enter() throws IOException {
    int descriptor = Libc.open(path().toString());
    try {
      if (descriptor < 0 || Libc.setns(descriptor, Libc.CLONE_NEWNET) < 0) {
        throw new IOException("namespace: " + name + " (expected: one that exists, as root)");
      }
    } finally {
      if (descriptor >= 0) {
        Libc.close(descriptor);
      }
    }
  }
}
