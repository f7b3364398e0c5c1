package io.hawser.edge.agent.stamp;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.edge.agent.Eventually;
import io.hawser.edge.agent.linux.Device;
import io.hawser.edge.agent.linux.DeviceAddress;
import io.hawser.edge.agent.linux.Devices;
import io.hawser.edge.agent.linux.IpFamily;
import io.hawser.edge.agent.linux.TimedSocket;
import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What becomes of sockets that the kernel refuses; those that it grants are [StampTest]'s.
class StampServiceTest {
  private static final ReflectorSetup SETUP =
      new ReflectorSetup(
          false,
          List.of("lte"),
          ReflectorPeers.parse("any"),
          ReflectorSetup.DEFAULT_PORT,
          null,
          false);
  private static final Device WAN =
      new Device(
          "wan1",
          3,
          1,
          true,
          1500,
          List.of(new DeviceAddress(InetAddress.ofLiteral("203.0.113.2"), 24)),
          null,
          null);
  private static final Devices DEVICES = new Devices(new TreeMap<>(Map.of("wan1", WAN)));
  private static final Map<String, String> LINKS = Map.of("lte", "wan1");
  private static final TimedSocket.Binding ON_NO_DEVICE =
      new TimedSocket.Binding(IpFamily.V4, "hwl-none", 0, null, 0);
  private static final long RETRY_MS = 20;
  private static final int CHANGES = 20;

  @Test
  void oneRetryServesAllThatMetARefusal() throws Exception {
    AtomicInteger attempts = new AtomicInteger();
    long startNs = System.nanoTime();
    StampService.Opener refusing =
        (_, reflector) -> {
          attempts.incrementAndGet();
          TimedSocket never = TimedSocket.open(ON_NO_DEVICE);
          return new ReflectorSocket(never, new InetSocketAddress(0), reflector);
        };
    try (StampService service = new StampService(SETUP, refusing, RETRY_MS)) {
      for (int change = 0; change < CHANGES; change++) {
        service.follow(DEVICES, LINKS);
      }
      Eventually.until("it tried again", () -> attempts.get() >= CHANGES + 3);
      long retries = attempts.get() - CHANGES;
      long passedMs = (System.nanoTime() - startNs) / 1_000_000;
      assertThat(retries).isLessThanOrEqualTo(passedMs / RETRY_MS);
    }
  }

  @Test
  void aSocketThatCannotBeWatchedIsClosedAndTriedAgain(@TempDir Path directory) throws Exception {
    AtomicInteger opened = new AtomicInteger();
    AtomicInteger closed = new AtomicInteger();
    StampService.Opener unwatchable =
        (_, _) -> {
          opened.incrementAndGet();
          return new OrdinaryFile(directory.resolve("file"), closed);
        };
    try (StampService service = new StampService(SETUP, unwatchable, RETRY_MS)) {
      service.follow(DEVICES, LINKS);
      Eventually.until("it tried again", () -> opened.get() >= 3);
      service.follow(DEVICES, Map.of());
      // Answered on the loop, behind the change.
      service.drops();
      assertThat(closed).hasValue(opened.get());
    }
  }

  /// What epoll refuses to watch.
  private record OrdinaryFile(FileDescriptor fd, AtomicInteger closed) implements EpollIoHandle {
    OrdinaryFile(Path file, AtomicInteger closed) {
      this(open(file), closed);
    }

    private static FileDescriptor open(Path file) {
      try {
        return FileDescriptor.from(file.toFile());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void handle(IoRegistration registration, IoEvent event) {
      throw new AssertionError("never watched");
    }

    @Override
    public void close() throws IOException {
      closed.incrementAndGet();
      fd.close();
    }
  }
}
