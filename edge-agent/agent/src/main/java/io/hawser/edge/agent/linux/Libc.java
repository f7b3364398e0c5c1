package io.hawser.edge.agent.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.util.Objects;

/// The system calls of the edge, each answering its result or the negated error number.
///
/// Calls that never wait use critical linkage (no thread state transition); those that may wait use
/// the normal one, so that a garbage collection never waits for the network. Addresses travel as
/// longs after a check of their bounds here: no caller can make the kernel read or write outside
/// the segment that it names.
final class Libc {
  private static final Linker LINKER = Linker.nativeLinker();
  private static final StructLayout CALL_STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO =
      CALL_STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

  /// A timespec and the captured call state of one thread.
  private record Scratch(MemorySegment state, MemorySegment timespec) {
    static Scratch make() {
      Arena arena = Arena.ofAuto();
      return new Scratch(arena.allocate(CALL_STATE), arena.allocate(16, 8));
    }
  }

  private static final ThreadLocal<Scratch> SCRATCH = ThreadLocal.withInitial(Scratch::make);

  private static final MethodHandle OPEN = waiting("open", 2, JAVA_LONG, JAVA_INT);
  private static final MethodHandle CLOSE = waiting("close", 0, JAVA_INT);
  private static final MethodHandle DUP3 = waiting("dup3", 0, JAVA_INT, JAVA_INT, JAVA_INT);
  private static final MethodHandle IOCTL = waiting("ioctl", 2, JAVA_INT, JAVA_LONG, JAVA_LONG);
  private static final MethodHandle SOCKET = waiting("socket", 0, JAVA_INT, JAVA_INT, JAVA_INT);
  private static final MethodHandle BIND = waiting("bind", 0, JAVA_INT, JAVA_LONG, JAVA_INT);
  private static final MethodHandle SETSOCKOPT =
      waiting("setsockopt", 0, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT);
  private static final MethodHandle EVENTFD = waiting("eventfd", 0, JAVA_INT, JAVA_INT);
  private static final MethodHandle SETPRIORITY =
      waiting("setpriority", 0, JAVA_INT, JAVA_INT, JAVA_INT);
  private static final MethodHandle SYSCALL =
      waiting("syscall", 1, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);
  private static final MethodHandle PPOLL =
      waiting("ppoll", 0, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);

  private static final MethodHandle READ = prompt("read", JAVA_INT, JAVA_LONG, JAVA_LONG);
  private static final MethodHandle WRITE = prompt("write", JAVA_INT, JAVA_LONG, JAVA_LONG);
  private static final MethodHandle SEND = prompt("send", JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT);
  private static final MethodHandle RECV = prompt("recv", JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT);
  private static final MethodHandle SENDMMSG =
      prompt("sendmmsg", JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT);
  private static final MethodHandle RECVMMSG =
      prompt("recvmmsg", JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_LONG);
  private static final MethodHandle CLOCK_GETTIME = prompt("clock_gettime", JAVA_INT, JAVA_LONG);

  private Libc() {}

  static int open(String path, int flags) {
    try (Arena arena = Arena.ofConfined()) {
      long address = arena.allocateFrom(path).address();
      return result((int) OPEN.invokeExact(state(), address, flags));
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static int close(int fd) {
    try {
      return result((int) CLOSE.invokeExact(state(), fd));
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /// Makes `target` name what `source` names, closing what it named before; close on exec.
  static int dup3(int source, int target) {
    try {
      return result((int) DUP3.invokeExact(state(), source, target, Abi.O_CLOEXEC));
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static int ioctl(int fd, long request, MemorySegment argument) {
    try {
      return result((int) IOCTL.invokeExact(state(), fd, request, argument.address()));
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /// A request whose argument is a number.
  static int ioctl(int fd, long request, long argument) {
    try {
      return result((int) IOCTL.invokeExact(state(), fd, request, argument));
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static int setpriority(int which, int who, int nice) {
    try {
      return result((int) SETPRIORITY.invokeExact(state(), which, who, nice));
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /// `sched_setattr(2)`, for which older C libraries have no function.
  static int schedSetattr(int thread, MemorySegment attributes, int flags) {
    try {
      return result(
          (int)
              SYSCALL.invokeExact(
                  state(),
                  Abi.SYS_SCHED_SETATTR,
                  (long) thread,
                  attributes.address(),
                  (long) flags));
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static int socket(int family, int type, int protocol) {
    try {
      return result((int) SOCKET.invokeExact(state(), family, type, protocol));
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static int bind(int fd, MemorySegment address) {
    try {
      return result(
          (int) BIND.invokeExact(state(), fd, address.address(), (int) address.byteSize()));
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static int setsockopt(int fd, int level, int option, MemorySegment value) {
    try {
      return result(
          (int)
              SETSOCKOPT.invokeExact(
                  state(), fd, level, option, value.address(), (int) value.byteSize()));
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static int setsockopt(int fd, int level, int option, int value) {
    try (Arena arena = Arena.ofConfined()) {
      return setsockopt(fd, level, option, arena.allocateFrom(JAVA_INT, value));
    }
  }

  static int eventfd() {
    try {
      return result((int) EVENTFD.invokeExact(state(), 0, Abi.O_NONBLOCK | Abi.O_CLOEXEC));
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /// Waits for events on `count` pollfd entries; a negative timeout waits without end.
  static int ppoll(MemorySegment entries, int count, long timeoutNs) {
    Scratch scratch = SCRATCH.get();
    long timespec = 0;
    if (timeoutNs >= 0) {
      scratch.timespec.setAtIndex(JAVA_LONG, 0, timeoutNs / 1_000_000_000L);
      scratch.timespec.setAtIndex(JAVA_LONG, 1, timeoutNs % 1_000_000_000L);
      timespec = scratch.timespec.address();
    }
    try {
      long address = span(entries, 0, count * Abi.POLLFD_LENGTH);
      return result(
          (int)
              PPOLL.invokeExact(scratch.state, address, (long) count, timespec, /* sigmask */ 0L));
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static int read(int fd, MemorySegment buffer, long offset, int capacity) {
    long address = span(buffer, offset, capacity);
    try {
      return result((int) READ.invokeExact(state(), fd, address, (long) capacity));
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static int write(int fd, MemorySegment buffer, long offset, int length) {
    long address = span(buffer, offset, length);
    try {
      return result((int) WRITE.invokeExact(state(), fd, address, (long) length));
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static int send(int fd, MemorySegment buffer, long offset, int length) {
    long address = span(buffer, offset, length);
    try {
      return result((int) SEND.invokeExact(state(), fd, address, (long) length, Abi.MSG_DONTWAIT));
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static int recv(int fd, MemorySegment buffer, long offset, int capacity) {
    long address = span(buffer, offset, capacity);
    try {
      return result(
          (int) RECV.invokeExact(state(), fd, address, (long) capacity, Abi.MSG_DONTWAIT));
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /// Sends messages `first` to `first + count` of an array of mmsghdr.
  static int sendmmsg(int fd, MemorySegment messages, int first, int count) {
    long offset = (long) first * Abi.MMSGHDR_LENGTH;
    long address = span(messages, offset, count * Abi.MMSGHDR_LENGTH);
    try {
      return result((int) SENDMMSG.invokeExact(state(), fd, address, count, Abi.MSG_DONTWAIT));
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static int recvmmsg(int fd, MemorySegment messages, int count) {
    return recvmmsg(fd, messages, count, Abi.MSG_DONTWAIT);
  }

  /// Of what the socket's error queue holds.
  static int recvErrors(int fd, MemorySegment messages, int count) {
    return recvmmsg(fd, messages, count, Abi.MSG_DONTWAIT | Abi.MSG_ERRQUEUE);
  }

  private static int recvmmsg(int fd, MemorySegment messages, int count, int flags) {
    long address = span(messages, 0, count * Abi.MMSGHDR_LENGTH);
    try {
      return result((int) RECVMMSG.invokeExact(state(), fd, address, count, flags, 0L));
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static long clockNs(int clock) {
    Scratch scratch = SCRATCH.get();
    try {
      int unused =
          (int) CLOCK_GETTIME.invokeExact(scratch.state, clock, scratch.timespec.address());
    } catch (Throwable e) {
      throw unexpected(e);
    }
    return scratch.timespec.getAtIndex(JAVA_LONG, 0) * 1_000_000_000L
        + scratch.timespec.getAtIndex(JAVA_LONG, 1);
  }

  private static MemorySegment state() {
    return SCRATCH.get().state;
  }

  private static int result(int returned) {
    return returned >= 0 ? returned : -(int) ERRNO.get(SCRATCH.get().state, 0L);
  }

  private static long span(MemorySegment segment, long offset, int length) {
    if (!segment.isNative()) {
      throw new IllegalArgumentException("segment: on the heap (expected: native memory)");
    }
    Objects.checkFromIndexSize(offset, length, segment.byteSize());
    return segment.address() + offset;
  }

  private static AssertionError unexpected(Throwable e) {
    return new AssertionError("system call: no Java code in it can throw", e);
  }

  /// A call that may wait; `variadicFrom` is the index of its first variadic argument, 0 for none.
  private static MethodHandle waiting(String name, int variadicFrom, MemoryLayout... arguments) {
    Linker.Option state = Linker.Option.captureCallState("errno");
    return variadicFrom == 0
        ? handle(name, arguments, state)
        : handle(name, arguments, state, Linker.Option.firstVariadicArg(variadicFrom));
  }

  /// A call that never waits.
  private static MethodHandle prompt(String name, MemoryLayout... arguments) {
    return handle(
        name,
        arguments,
        Linker.Option.captureCallState("errno"),
        Linker.Option.critical(/* allowHeapAccess= */ false));
  }

  @SuppressWarnings("restricted")
  private static MethodHandle handle(
      String name, MemoryLayout[] arguments, Linker.Option... options) {
    return LINKER.downcallHandle(
        LINKER.defaultLookup().findOrThrow(name),
        FunctionDescriptor.of(JAVA_INT, arguments),
        options);
  }
}
