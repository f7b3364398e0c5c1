package io.hawser.edge.agent.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;

/// Whose turn comes first where threads of this machine compete for a processor. The unit starts
/// all of the agent at nice -5, compilers included.
public enum Precedence {
  /// Before compilers and the orchestrator's channel: who decides by which path packets go, and who
  /// learns that a link went.
  DECISIONS(-8),

  /// Before all others of the agent.
  PACKETS(-10);

  /// `PRIO_PROCESS` of `setpriority(2)`, which means a thread in Linux; 0 is the calling one.
  private static final int PRIO_PROCESS = 0;

  private static final int CALLER = 0;
  private static final String COLLECTOR = "VM Thread";

  /// The slice that packet threads ask for, the shortest there is. Whoever asks for a shorter one
  /// than the running thread has need not wait for the end of that one's, which may be a tick of 4
  /// ms.
  private static final long SLICE_NS = 100_000;

  private final int nice;

  Precedence(int nice) {
    this.nice = nice;
  }

  /// Gives the calling thread its place. Answers false where the process may not; it works all the
  /// same, later under load.
  public boolean take() {
    boolean first = give(CALLER);
    if (first && this == PACKETS) {
      askForShortSlices();
    }
    return first;
  }

  /// Gives this place to the thread that collects garbage, which all others wait for meanwhile:
  /// HotSpot's own, as long as it collects on one thread. Answers false where the process may not,
  /// or knows no such thread.
  public boolean giveCollector() {
    boolean given = false;
    for (Path thread : OwnThreads.named(COLLECTOR)) {
      given |= give(Integer.parseInt(thread.getFileName().toString()));
    }
    return given;
  }

  private boolean give(int thread) {
    return Libc.setpriority(PRIO_PROCESS, thread, nice) == 0;
  }

  /// Linux 6.12 and newer take `sched_runtime` of an ordinary thread as its slice; older ones
  /// ignore it, and a thread that was made a real-time one stays that. Nothing depends on it.
  private void askForShortSlices() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment attributes = arena.allocate(Abi.SCHED_ATTR_LENGTH, 8);
      attributes.set(ValueLayout.JAVA_INT, 0, Abi.SCHED_ATTR_LENGTH);
      attributes.set(ValueLayout.JAVA_LONG, Abi.SCHED_ATTR_FLAGS, Abi.SCHED_FLAG_KEEP_POLICY);
      attributes.set(ValueLayout.JAVA_INT, Abi.SCHED_ATTR_NICE, nice);
      attributes.set(ValueLayout.JAVA_LONG, Abi.SCHED_ATTR_RUNTIME, SLICE_NS);
      Libc.schedSetattr(CALLER, attributes, 0);
    }
  }
}
