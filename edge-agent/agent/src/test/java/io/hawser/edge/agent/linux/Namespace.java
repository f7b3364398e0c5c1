package io.hawser.edge.agent.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Assumptions;

/// A scratch network namespace: what is opened or started by a thread in it belongs to it.
public final class Namespace implements AutoCloseable {
  private static final int CLONE_NEWNET = 0x4000_0000;
  private static final long LIMIT_SECONDS = 60;
  private static final AtomicInteger COUNT = new AtomicInteger();
  private static final MethodHandle SETNS = setns();

  private final String name;

  private Namespace(String name) {
    this.name = name;
  }

  /// Skips the test, with a notice, where namespaces cannot be made.
  public static void require() {
    Assumptions.assumeTrue(
        "root".equals(System.getProperty("user.name")) && Files.exists(Path.of("/dev/net/tun")),
        "not run: needs root and /dev/net/tun for scratch network namespaces");
  }

  public static Namespace create(String role) {
    Namespace namespace =
        new Namespace("hwl" + ProcessHandle.current().pid() + role + COUNT.incrementAndGet());
    Command.run("ip", "netns", "add", namespace.name);
    namespace.ip("link set lo up");
    return namespace;
  }

  public String name() {
    return name;
  }

  /// Runs `ip` with these arguments inside.
  public String ip(String arguments) {
    return Command.run(("ip -n " + name + " " + arguments).split(" "));
  }

  /// Runs a script of `nft` inside.
  public void nft(String script) {
    Command.runWith(script, "ip", "netns", "exec", name, "nft", "-f", "-");
  }

  /// Runs a command inside.
  public String exec(String command) {
    return Command.run(("ip netns exec " + name + " " + command).split(" "));
  }

  /// Joins two namespaces by a veth pair, both ends up.
  public static void join(Namespace a, String deviceA, Namespace b, String deviceB) {
    Command.run(
        "ip", "link", "add", deviceA, "netns", a.name, "type", "veth", "peer", "name", deviceB,
        "netns", b.name);
    b.ip("link set " + deviceB + " up");
    a.ip("link set " + deviceA + " up");
  }

  /// Lets the namespace route between its devices.
  public void forward() throws Exception {
    run(
        () -> {
          Files.writeString(Path.of("/proc/sys/net/ipv4/ip_forward"), "1");
          Files.writeString(Path.of("/proc/sys/net/ipv6/conf/all/forwarding"), "1");
        });
  }

  /// True where `address` answers one of `count` pings, a second apart.
  public boolean pings(String address, int count) {
    for (int n = 0; n < count; n++) {
      try {
        Command.run("ip", "netns", "exec", name, "ping", "-c", "1", "-W", "1", "-n", address);
        return true;
      } catch (LinuxException e) {
        // The next one may be answered.
      }
    }
    return false;
  }

  public interface Body {
    void run() throws Exception;
  }

  public void run(Body body) throws Exception {
    call(
        () -> {
          body.run();
          return null;
        });
  }

  /// Calls `body` on a thread of its own inside the namespace.
  public <T> T call(Callable<T> body) throws Exception {
    FutureTask<T> task =
        new FutureTask<>(
            () -> {
              enter();
              return body.call();
            });
    Thread thread = Thread.ofPlatform().daemon().name(name).start(task);
    try {
      return task.get(LIMIT_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case Error error -> throw error;
        case Exception exception -> throw exception;
        default -> throw e;
      }
    } finally {
      thread.interrupt();
    }
  }

  private void enter() throws Exception {
    int fd = LinuxException.check(Libc.open("/run/netns/" + name, Abi.O_CLOEXEC), name, "open");
    try {
      if ((int) SETNS.invokeExact(fd, CLONE_NEWNET) != 0) {
        throw new IllegalStateException("setns: refused for " + name);
      }
    } catch (Throwable e) {
      throw new IllegalStateException("setns", e);
    } finally {
      Libc.close(fd);
    }
  }

  @SuppressWarnings("restricted")
  private static MethodHandle setns() {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(
        linker.defaultLookup().findOrThrow("setns"),
        FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
  }

  @Override
  public void close() {
    Command.run("ip", "netns", "del", name);
  }
}
