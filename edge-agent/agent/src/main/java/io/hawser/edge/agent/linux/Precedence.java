package io.hawser.edge.agent.linux;

/// Whose turn comes first where threads of this machine compete for a processor.
public final class Precedence {
  /// `PRIO_PROCESS` of `setpriority(2)`, which means a thread in Linux; 0 is the calling one.
  private static final int PRIO_PROCESS = 0;

  private static final int CALLER = 0;

  /// Before compilers, control and the orchestrator's channel, which the unit starts at -5.
  private static final int PACKETS_NICE = -10;

  private Precedence() {}

  /// Puts the calling thread, which carries packets, before the others. Answers false where the
  /// process may not; it works all the same, later under load.
  public static boolean ofPackets() {
    return Libc.setpriority(PRIO_PROCESS, CALLER, PACKETS_NICE) == 0;
  }
}
