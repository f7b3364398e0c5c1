package io.hawser.edge.agent.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// HotSpot's threads that compile, as the kernel sees them.
public final class CompilerThreads {
  /// `C1 CompilerThre`, `C2 CompilerThre`.
  private static final String NAME = " Compiler";

  /// `/proc/PID/task/TID/stat` counts in hundredths of a second (proc(5)).
  private static final long TICK_MS = 10;

  /// Places of `utime` and `stime` after the name.
  private static final int USER = 11;

  private static final int KERNEL = 12;

  private final List<Path> stats;

  /// Those that there are now: HotSpot starts more of them while there is much to do, and ends
  /// those first.
  public CompilerThreads() {
    stats = OwnThreads.named(NAME).stream().map(each -> each.resolve("stat")).toList();
  }

  /// What they have taken of processors so far, all together, in ms.
  public long takenMs() {
    return stats.stream().mapToLong(CompilerThreads::takenMs).sum();
  }

  private static long takenMs(Path stat) {
    try {
      String line = Files.readString(stat);
      String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ");
      return (Long.parseLong(fields[USER]) + Long.parseLong(fields[KERNEL])) * TICK_MS;
    } catch (IOException _) {
      return 0;
    }
  }
}
