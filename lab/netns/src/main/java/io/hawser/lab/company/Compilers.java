package io.hawser.lab.company;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/// The threads of JVMs that compile. In a company that has just started those of all its edges want
/// the same two processors for a minute: that is this machine's trouble, not that of a link.
public final class Compilers {
  /// What is theirs to take of one processor, all together, and is no more in anybody's way.
  private static final double RESTING = 0.15;

  private static final Duration LOOK = Duration.ofSeconds(2);

  /// `/proc/PID/stat` counts in hundredths of a second (proc(5)).
  private static final double TICKS_PER_SECOND = 100;

  /// Places of `utime` and `stime` after the name.
  private static final int USER = 11;

  private static final int KERNEL = 12;

  private Compilers() {}

  /// Waits until they take next to nothing, but no longer than that.
  public static void awaitRest(List<EdgeNode> edges, Duration limit) {
    long deadlineNs = System.nanoTime() + limit.toNanos();
    double before = seconds(edges);
    double share = 1;
    while (share > RESTING && System.nanoTime() - deadlineNs < 0) {
      LockSupport.parkNanos(LOOK.toNanos());
      double now = seconds(edges);
      share = (now - before) / LOOK.toSeconds();
      before = now;
    }
  }

  private static double seconds(List<EdgeNode> edges) {
    return edges.stream().mapToDouble(edge -> seconds(edge.process().pid())).sum();
  }

  private static double seconds(long pid) {
    try {
      return threads(pid).stream().mapToDouble(Compilers::secondsOf).sum();
    } catch (IOException ended) {
      return 0;
    }
  }

  /// Named `C1 CompilerThre` or `C2 CompilerThre`.
  private static List<Path> threads(long pid) throws IOException {
    try (Stream<Path> all = Files.list(Path.of("/proc/" + pid + "/task"))) {
      return all.filter(Compilers::isOne).toList();
    }
  }

  private static boolean isOne(Path thread) {
    try {
      return Files.readString(thread.resolve("comm")).contains(" Compiler");
    } catch (IOException ended) {
      return false;
    }
  }

  private static double secondsOf(Path thread) {
    try {
      String line = Files.readString(thread.resolve("stat"));
      String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ");
      return (Long.parseLong(fields[USER]) + Long.parseLong(fields[KERNEL])) / TICKS_PER_SECOND;
    } catch (IOException ended) {
      return 0;
    }
  }
}
