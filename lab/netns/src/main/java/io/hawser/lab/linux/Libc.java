package io.hawser.lab.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/// Calls of the C library. Answers are the call's own: negative for failure.
///
/// Calls that may sleep go through the ordinary linkage; the others are *critical*: they skip the
/// thread's change of state.
@SuppressWarnings("restricted")
public final class Libc {
  public static final int AF_INET = 2;
  public static final int AF_INET6 = 10;
  public static final int AF_PACKET = 17;
  public static final int SOCK_DGRAM = 2;
  public static final int SOCK_RAW = 3;
  public static final int MSG_DONTWAIT = 0x40;
  public static final int CLONE_NEWNET = 0x40000000;
  public static final int SCHED_FIFO = 1;
  public static final int PR_SET_TIMERSLACK = 29;
  public static final int SIGCONT = 18;
  public static final int SIGSTOP = 19;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final Linker.Option CRITICAL = Linker.Option.critical(false);

  private static final MethodHandle SOCKET =
      critical("socket", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);
  private static final MethodHandle BIND =
      critical("bind", JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT);
  private static final MethodHandle CONNECT =
      critical("connect", JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT);
  private static final MethodHandle SETSOCKOPT =
      critical("setsockopt", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT);
  private static final MethodHandle GETSOCKOPT =
      critical("getsockopt", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG);
  private static final MethodHandle RECVMMSG =
      critical("recvmmsg", JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_LONG);
  private static final MethodHandle SEND =
      critical("send", JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT);
  private static final MethodHandle READ =
      critical("read", JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG);
  private static final MethodHandle WRITE =
      critical("write", JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG);
  private static final MethodHandle CLOSE = critical("close", JAVA_INT, JAVA_INT);
  private static final MethodHandle EVENTFD = critical("eventfd", JAVA_INT, JAVA_INT, JAVA_INT);
  private static final MethodHandle EPOLL_CREATE = critical("epoll_create1", JAVA_INT, JAVA_INT);
  private static final MethodHandle EPOLL_CTL =
      critical("epoll_ctl", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG);
  private static final MethodHandle EPOLL_PWAIT2 =
      sleeping("epoll_pwait2", JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG);
  private static final MethodHandle CLOCK_GETTIME =
      critical("clock_gettime", JAVA_INT, JAVA_INT, JAVA_LONG);
  private static final MethodHandle IF_NAMETOINDEX =
      critical("if_nametoindex", JAVA_INT, JAVA_LONG);
  private static final MethodHandle SCHED_SETSCHEDULER =
      critical("sched_setscheduler", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG);
  private static final MethodHandle KILL = critical("kill", JAVA_INT, JAVA_INT, JAVA_INT);
  private static final MethodHandle SETNS = sleeping("setns", JAVA_INT, JAVA_INT, JAVA_INT);
  // The third argument of open, ioctl and prctl is variadic.
  private static final MethodHandle OPEN =
      variadic("open", 2, JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT);
  private static final MethodHandle IOCTL =
      variadic("ioctl", 2, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG);
  private static final MethodHandle PRCTL = variadic("prctl", 1, JAVA_INT, JAVA_INT, JAVA_LONG);

  private Libc() {}

  public static int socket(int domain, int type, int protocol) {
    return call(() -> (int) SOCKET.invokeExact(domain, type, protocol));
  }

  public static int bind(int descriptor, long address, int length) {
    return call(() -> (int) BIND.invokeExact(descriptor, address, length));
  }

  /// Of a datagram socket: says where it sends to.
  public static int connect(int descriptor, long address, int length) {
    return call(() -> (int) CONNECT.invokeExact(descriptor, address, length));
  }

  public static int setsockopt(int descriptor, int level, int option, int value) {
    try (Arena arena = Arena.ofConfined()) {
      long address = arena.allocateFrom(JAVA_INT, value).address();
      return call(() -> (int) SETSOCKOPT.invokeExact(descriptor, level, option, address, 4));
    }
  }

  public static int getsockopt(int descriptor, int level, int option, long value, long length) {
    return call(() -> (int) GETSOCKOPT.invokeExact(descriptor, level, option, value, length));
  }

  public static int recvmmsg(int descriptor, long messages, int count) {
    try {
      return (int) RECVMMSG.invokeExact(descriptor, messages, count, MSG_DONTWAIT, 0L);
    } catch (Throwable impossible) {
      throw new AssertionError(impossible);
    }
  }

  public static long send(int descriptor, long address, long length) {
    try {
      return (long) SEND.invokeExact(descriptor, address, length, MSG_DONTWAIT);
    } catch (Throwable impossible) {
      throw new AssertionError(impossible);
    }
  }

  public static long read(int descriptor, long address, long length) {
    try {
      return (long) READ.invokeExact(descriptor, address, length);
    } catch (Throwable impossible) {
      throw new AssertionError(impossible);
    }
  }

  public static long write(int descriptor, long address, long length) {
    try {
      return (long) WRITE.invokeExact(descriptor, address, length);
    } catch (Throwable impossible) {
      throw new AssertionError(impossible);
    }
  }

  public static int close(int descriptor) {
    return call(() -> (int) CLOSE.invokeExact(descriptor));
  }

  public static int eventfd() {
    int nonBlocking = 0x800;
    return call(() -> (int) EVENTFD.invokeExact(0, nonBlocking));
  }

  public static int epollCreate() {
    return call(() -> (int) EPOLL_CREATE.invokeExact(0));
  }

  public static int epollCtl(int epoll, int operation, int descriptor, long event) {
    return call(() -> (int) EPOLL_CTL.invokeExact(epoll, operation, descriptor, event));
  }

  public static int epollWait(int epoll, long events, int capacity, long timespec) {
    try {
      return (int) EPOLL_PWAIT2.invokeExact(epoll, events, capacity, timespec, 0L);
    } catch (Throwable impossible) {
      throw new AssertionError(impossible);
    }
  }

  public static int clockGettime(int clock, long timespec) {
    try {
      return (int) CLOCK_GETTIME.invokeExact(clock, timespec);
    } catch (Throwable impossible) {
      throw new AssertionError(impossible);
    }
  }

  public static int ifNameToIndex(String device) {
    try (Arena arena = Arena.ofConfined()) {
      long name = arena.allocateFrom(device).address();
      return call(() -> (int) IF_NAMETOINDEX.invokeExact(name));
    }
  }

  /// Gives the calling thread real-time priority; answers whether that was allowed.
  public static boolean becomeRealTime(int priority) {
    try (Arena arena = Arena.ofConfined()) {
      long parameter = arena.allocateFrom(JAVA_INT, priority).address();
      return call(() -> (int) SCHED_SETSCHEDULER.invokeExact(0, SCHED_FIFO, parameter)) == 0;
    }
  }

  /// Lets the calling thread's timers fire without the kernel's usual 50 µs of slack.
  public static void removeTimerSlack() {
    call(() -> (int) PRCTL.invokeExact(PR_SET_TIMERSLACK, 1L));
  }

  public static int open(String path) {
    int readOnly = 0;
    try (Arena arena = Arena.ofConfined()) {
      long name = arena.allocateFrom(path).address();
      return call(() -> (int) OPEN.invokeExact(name, readOnly, 0));
    }
  }

  public static int ioctl(int descriptor, long request, long argument) {
    return call(() -> (int) IOCTL.invokeExact(descriptor, request, argument));
  }

  /// Sends a signal to a process. Numbers of signals are those of x86 and ARM.
  public static int kill(int process, int signal) {
    return call(() -> (int) KILL.invokeExact(process, signal));
  }

  /// Moves the calling thread to another namespace.
  public static int setns(int descriptor, int kind) {
    return call(() -> (int) SETNS.invokeExact(descriptor, kind));
  }

  /// All of the address space, for addresses that native calls are given.
  public static MemorySegment memory() {
    return MemorySegment.NULL.reinterpret(Long.MAX_VALUE);
  }

  @FunctionalInterface
  private interface Call {
    int run() throws Throwable;
  }

  private static int call(Call call) {
    try {
      return call.run();
    } catch (Throwable impossible) {
      throw new AssertionError(impossible);
    }
  }

  private static MethodHandle critical(String name, ValueLayout answer, MemoryLayout... arguments) {
    return handle(name, FunctionDescriptor.of(answer, arguments), CRITICAL);
  }

  private static MethodHandle sleeping(String name, ValueLayout answer, MemoryLayout... arguments) {
    return handle(name, FunctionDescriptor.of(answer, arguments));
  }

  private static MethodHandle variadic(
      String name, int fixed, ValueLayout answer, MemoryLayout... arguments) {
    return handle(
        name, FunctionDescriptor.of(answer, arguments), Linker.Option.firstVariadicArg(fixed));
  }

  private static MethodHandle handle(
      String name, FunctionDescriptor descriptor, Linker.Option... options) {
    return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), descriptor, options);
  }
}
