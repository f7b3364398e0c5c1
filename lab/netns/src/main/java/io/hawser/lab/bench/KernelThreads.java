package io.hawser.lab.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/// The kernel's threads that do the network's work where no process's time is taken for it.
///
/// `/proc/stat` would tell of everything, but samples it at ticks on many kernels: traffic that a
/// timer paces is then hit always or never.
final class KernelThreads {
  private static final String NAME = "ksoftirqd/";

  private KernelThreads() {}

  /// Their processor time so far.
  static Duration time() {
    return ProcessHandle.allProcesses()
        .filter(KernelThreads::isOne)
        .map(thread -> ProcessStatus.processorTime(thread.pid()))
        .reduce(Duration.ZERO, Duration::plus);
  }

  private static boolean isOne(ProcessHandle process) {
    try {
      return Files.readString(Path.of("/proc/" + process.pid() + "/comm")).startsWith(NAME);
    } catch (IOException ended) {
      return false;
    }
  }
}
