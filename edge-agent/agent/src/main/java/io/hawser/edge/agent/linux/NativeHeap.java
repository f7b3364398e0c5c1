package io.hawser.edge.agent.linux;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/// The C library's heap, of which the JVM's compilers take and leave 20 MB and more.
public final class NativeHeap {
  private static final long KEEP_NOTHING = 0;

  /// Of the GNU C library; others give memory back by themselves.
  private static final Optional<MethodHandle> MALLOC_TRIM =
      Linker.nativeLinker().defaultLookup().find("malloc_trim").map(NativeHeap::trimAt);

  private NativeHeap() {}

  /// Gives what is free back to the system (malloc_trim(3)), which takes 44 ms in the mean and up
  /// to 190 while compilers are busy. A thread that allocates from the same pool meanwhile waits.
  public static void trim() {
    if (MALLOC_TRIM.isPresent()) {
      try {
        int unused = (int) MALLOC_TRIM.get().invokeExact(KEEP_NOTHING);
      } catch (Throwable e) {
        throw new AssertionError("malloc_trim: no Java code in it can throw", e);
      }
    }
  }

  @SuppressWarnings("restricted")
  private static MethodHandle trimAt(MemorySegment address) {
    return Linker.nativeLinker()
        .downcallHandle(
            address, FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG));
  }
}
