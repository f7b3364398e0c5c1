package io.hawser.edge.agent.linux;

import static io.hawser.edge.agent.linux.LinkSockets.UNMARKED;
import static io.hawser.edge.agent.linux.LinkSockets.datagrams;
import static io.hawser.edge.agent.linux.LinkSockets.sendPlain;
import static io.hawser.edge.agent.linux.Uplinks.BROADBAND;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What the kernel does not send, and how it says so.
class LinkSocketRefusalsTest {
  private static final long SECOND_NS = 1_000_000_000L;

  private final LinkSockets sockets = new LinkSockets();
  @AutoClose private final Uplinks uplinks = Uplinks.connect();

  @ParameterizedTest
  @EnumSource(IpFamily.class)
  void namesWhatTheKernelRefuses(IpFamily family) throws Exception {
    IpFamily other = family == IpFamily.V4 ? IpFamily.V6 : IpFamily.V4;
    uplinks.edge.run(
        () -> {
          try (LinkWatcher watcher = new LinkWatcher();
              LinkRouting routing = new LinkRouting();
              LinkSocket socket = sockets.open(BROADBAND, family, 51820)) {
            InetSocketAddress remote = Uplinks.remote(family);
            routing.apply(List.of(BROADBAND), watcher.current());

            sockets.send(socket, "before its device is known", remote);
            socket.flush();
            assertThat(sockets.taken()).containsExactly(SendRefusal.NO_DEVICE);

            socket.follow(watcher.current());
            sockets.send(socket, "x".repeat(1500), remote);
            sockets.send(socket, "fits", remote);
            sockets.send(socket, "of the wrong family", Uplinks.remote(other));
            socket.flush();
            assertThat(sockets.taken())
                .containsExactly(SendRefusal.TOO_LONG, SendRefusal.WRONG_FAMILY);

            uplinks.edge.ip("link set wan0 down");
            sockets.send(socket, "down", remote);
            socket.flush();
            assertThat(sockets.taken()).containsExactly(SendRefusal.UNREACHABLE);

            uplinks.edge.ip("link del wan0");
            sockets.send(socket, "gone", remote);
            socket.flush();
            assertThat(sockets.taken()).hasSize(1).doesNotContain(SendRefusal.OTHER);
          }
        });
  }

  /// A queue of the device that is full drops what is sent, and says so.
  @ParameterizedTest
  @EnumSource(IpFamily.class)
  void whatTheDevicesQueueDropsIsRefusedAndNothingElseIsMissing(IpFamily family) throws Exception {
    String there = family == IpFamily.V4 ? "198.51.100.1" : "2001:db8:a::1";
    InetSocketAddress remote = Uplinks.endpoint(there, 51820);
    WanLink far = new WanLink(0, "far", "isp0");
    List<LinkSocket> receivers = new ArrayList<>();
    uplinks.internet.run(() -> receivers.add(sockets.bound(far, family)));
    try (LinkSocket receiver = receivers.getFirst();
        ReceiveBatch batch = new ReceiveBatch(16, 65_535)) {
      uplinks.edge.run(
          () -> {
            try (LinkRouting routing = new LinkRouting();
                LinkWatcher watcher = new LinkWatcher();
                LinkSocket sender = sockets.bound(BROADBAND, family)) {
              routing.apply(List.of(BROADBAND), watcher.current());
              // The neighbour is known before the queue is full.
              sockets.send(sender, "first", remote);
              sender.flush();
              assertThat(awaitDatagrams(receiver, batch, 1)).isEqualTo(1);
              shape("wan0");
              // The queue cuts what comes as one, and tells only where it took nothing of it.
              for (int round = 0; round < 10 && sockets.refusals().isEmpty(); round++) {
                sockets.sendRun(sender, remote, UNMARKED, lengths(150));
                sender.flush();
              }
              assertThat(sockets.taken()).isNotEmpty().containsOnly(SendRefusal.QUEUE_FULL);
              awaitDatagrams(receiver, batch, Integer.MAX_VALUE);

              int sent = 0;
              for (int round = 0; round < 20; round++) {
                sockets.sendRun(sender, remote, UNMARKED, lengths(50));
                sender.flush();
                sent += 50;
              }

              int left = sent - sockets.refusals().size();
              assertThat(sockets.taken())
                  .hasSizeGreaterThan(500)
                  .containsOnly(SendRefusal.QUEUE_FULL);
              assertThat(left).isPositive();
              assertThat(awaitDatagrams(receiver, batch, Integer.MAX_VALUE)).isEqualTo(left);
            }
          });
    }
  }

  /// Each datagram to a port that nobody listens on is answered by an ICMP message, which the
  /// kernel tells in place of sending the next one, or of receiving.
  @ParameterizedTest
  @EnumSource(IpFamily.class)
  void aStormOfUnreachablesCostsNoDatagramAndLeavesNobodyAwake(IpFamily family) throws Exception {
    String edge = family == IpFamily.V4 ? "198.51.100.2" : "2001:db8:a::2";
    String peer = family == IpFamily.V4 ? "198.51.100.1" : "2001:db8:a::1";
    String remote = family == IpFamily.V4 ? Uplinks.REMOTE4 : Uplinks.REMOTE6;
    uplinks.answerEverythingUnreachable();
    try (Capture wan0 = Capture.on(uplinks.edge, "wan0")) {
      uplinks.edge.run(
          () -> {
            try (LinkWatcher watcher = new LinkWatcher();
                LinkRouting routing = new LinkRouting();
                ReceiveBatch batch = new ReceiveBatch(16, 2048);
                LinkSocket socket = sockets.open(BROADBAND, family, 51820);
                Poller poller = new Poller()) {
              routing.apply(List.of(BROADBAND), watcher.current());
              socket.follow(watcher.current());
              int slot = poller.watch(socket.fd());
              long left = 0;
              long answered = 0;
              for (int round = 0; round < 100; round++) {
                for (int i = 0; i < 20; i++) {
                  sockets.send(socket, "to-somebody", Uplinks.remote(family));
                  sockets.send(socket, "to-nobody", Uplinks.endpoint(remote, 4001));
                }
                socket.flush();
                List<String> frames = wan0.frames();
                left += Capture.count(frames, "to-somebody");
                answered += Capture.count(frames, "to-nobody") - 20;
              }
              assertThat(sockets.refusals()).isEmpty();
              assertThat(left).isEqualTo(2000);
              assertThat(answered).as("ICMP messages").isGreaterThan(1000);

              uplinks.internet.run(
                  () -> {
                    for (int i = 0; i < 40; i++) {
                      sendPlain(
                          Uplinks.endpoint(peer, 7000), Uplinks.endpoint(edge, 51820), "p" + i);
                    }
                  });
              int heard = 0;
              int wakes = 0;
              while (poller.await(SECOND_NS / 10) > 0) {
                assertThat(++wakes).as("wakes").isLessThan(100);
                assertThat(poller.ready(slot)).isTrue();
                if (poller.failed(slot)) {
                  socket.discardErrors(batch);
                }
                heard += socket.receive(batch);
              }
              assertThat(heard).isEqualTo(40);
              assertThat(poller.failed(slot)).isFalse();
            }
          });
    }
  }

  /// The kernel answers it to its sender, and puts it into the error queue as well.
  @ParameterizedTest
  @EnumSource(IpFamily.class)
  void whatWasTooLongKeepsNobodyAwake(IpFamily family) throws Exception {
    uplinks.edge.run(
        () -> {
          try (LinkWatcher watcher = new LinkWatcher();
              LinkRouting routing = new LinkRouting();
              ReceiveBatch batch = new ReceiveBatch(16, 2048);
              LinkSocket socket = sockets.open(BROADBAND, family, 51820);
              Poller poller = new Poller()) {
            routing.apply(List.of(BROADBAND), watcher.current());
            socket.follow(watcher.current());
            int slot = poller.watch(socket.fd());
            sockets.send(socket, "x".repeat(1500), Uplinks.remote(family));
            socket.flush();
            assertThat(sockets.taken()).containsExactly(SendRefusal.TOO_LONG);
            assertThat(poller.await(SECOND_NS)).isEqualTo(1);
            assertThat(poller.failed(slot)).isTrue();

            socket.discardErrors(batch);

            assertThat(socket.receive(batch)).isZero();
            assertThat(poller.await(0)).isZero();
          }
        });
  }

  /// 10 datagrams wait at most, and leave within 100 ms.
  private void shape(String device) {
    uplinks.edge.exec("tc qdisc add dev " + device + " root tbf rate 1mbit burst 2kb limit 13kb");
  }

  private static int[] lengths(int datagrams) {
    return IntStream.generate(() -> 1200).limit(datagrams).toArray();
  }

  /// Receives until there are so many, or none came for a while; answers how many came.
  private static int awaitDatagrams(LinkSocket socket, ReceiveBatch batch, int wanted) {
    int received = 0;
    try (Poller poller = new Poller()) {
      poller.watch(socket.fd());
      while (received < wanted && poller.await(SECOND_NS / 2) > 0) {
        socket.receive(batch);
        received += datagrams(batch);
      }
    }
    return received;
  }
}
