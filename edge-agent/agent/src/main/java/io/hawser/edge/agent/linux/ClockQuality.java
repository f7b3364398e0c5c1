package io.hawser.edge.agent.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/// What the kernel knows of its wall clock ([BootClock#wallEpochNs]), from whoever disciplines it.
///
/// For commands only: the system call filter of the agent's unit kills who asks.
///
/// ```
///   struct timex   0 modes (4)   8 offset   16 frequency   24 maximum error, µs   32 error   40 status (4)
/// ```
///
/// @param synchronised to an external source, such as NTP
/// @param errorNs how wrong it is at most; seconds where nobody disciplines it
public record ClockQuality(boolean synchronised, long errorNs) {
  // include/uapi/linux/timex.h, LP64
  private static final int TIMEX_LENGTH = 208;
  private static final int MAXIMUM_ERROR_US = 24;
  private static final int STATUS = 40;
  private static final int STA_UNSYNC = 0x40;

  private static final long NS_PER_US = 1_000;

  private static final MethodHandle ADJTIMEX = adjtimex();

  public static ClockQuality read() {
    try (Arena arena = Arena.ofConfined()) {
      // All modes zero: only asks, which everybody may.
      MemorySegment timex = arena.allocate(TIMEX_LENGTH, 8);
      LinuxException.check((int) ADJTIMEX.invokeExact(timex), "clock", "adjtimex");
      return new ClockQuality(
          (timex.get(JAVA_INT, STATUS) & STA_UNSYNC) == 0,
          Math.max(0, timex.get(JAVA_LONG, MAXIMUM_ERROR_US)) * NS_PER_US);
    } catch (RuntimeException e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError("system call: no Java code in it can throw", e);
    }
  }

  @SuppressWarnings("restricted")
  private static MethodHandle adjtimex() {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(
        linker.defaultLookup().findOrThrow("adjtimex"), FunctionDescriptor.of(JAVA_INT, ADDRESS));
  }
}
