package io.hawser.edge.agent.linux;

import static io.hawser.edge.agent.linux.Uplinks.BROADBAND;
import static io.hawser.edge.agent.linux.Uplinks.LTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class LinkSocketTest {
  private static final long SECOND_NS = 1_000_000_000L;
  private static final int UNMARKED = 0;
  private static final int CAPABLE = 2;
  private static final int CONGESTED = 3;
  private static final int EXPEDITED = 46 << 2;
  private static final List<MemorySegment> KEPT = new ArrayList<>();

  private final List<SendRefusal> refusals = new ArrayList<>();
  private Uplinks uplinks;

  @BeforeAll
  static void needsRoot() {
    Namespace.require();
  }

  @BeforeEach
  void connect() throws Exception {
    uplinks = new Uplinks();
  }

  @AfterEach
  void disconnect() {
    uplinks.close();
  }

  @ParameterizedTest
  @EnumSource(IpFamily.class)
  void aLinksPacketsLeaveByThatLinkAndNoOther(IpFamily family) throws Exception {
    try (Capture wan0 = Capture.on(uplinks.edge, "wan0");
        Capture wan1 = Capture.on(uplinks.edge, "wan1")) {
      uplinks.edge.run(
          () -> {
            try (LinkWatcher watcher = new LinkWatcher();
                LinkRouting routing = new LinkRouting();
                LinkSocket broadband = socket(BROADBAND, family, 51820);
                LinkSocket lte = socket(LTE, family, 51821)) {
              routing.apply(List.of(BROADBAND, LTE), watcher.current());
              assertThat(broadband.follow(watcher.current())).isTrue();
              assertThat(lte.follow(watcher.current())).isTrue();
              for (int i = 0; i < 100; i++) {
                send(broadband, "by-broadband", Uplinks.remote(family));
                send(lte, "by-the-lte", Uplinks.remote(family));
              }
              broadband.flush();
              lte.flush();
            }
          });

      List<String> first = wan0.frames();
      List<String> second = wan1.frames();
      assertThat(Capture.count(first, "by-broadband")).isEqualTo(100);
      assertThat(Capture.count(first, "by-the-lte")).isZero();
      assertThat(Capture.count(second, "by-the-lte")).isEqualTo(100);
      assertThat(Capture.count(second, "by-broadband")).isZero();
      assertThat(refusals).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(IpFamily.class)
  void receivesBatchesAndKnowsItsSources(IpFamily family) throws Exception {
    String edge = family == IpFamily.V4 ? "198.51.100.2" : "2001:db8:a::2";
    String peer = family == IpFamily.V4 ? "198.51.100.1" : "2001:db8:a::1";
    uplinks.edge.run(
        () -> {
          try (LinkWatcher watcher = new LinkWatcher();
              ReceiveBatch batch = new ReceiveBatch(16, 2048);
              LinkSocket socket = socket(BROADBAND, family, 51820);
              Poller poller = new Poller()) {
            socket.follow(watcher.current());
            int slot = poller.watch(socket.fd());
            uplinks.internet.run(
                () -> {
                  for (int i = 0; i < 40; i++) {
                    sendPlain(Uplinks.endpoint(peer, 7000), Uplinks.endpoint(edge, 51820), "p" + i);
                  }
                });

            List<String> heard = new ArrayList<>();
            List<InetSocketAddress> sources = new ArrayList<>();
            while (heard.size() < 40 && poller.await(SECOND_NS) > 0 && poller.ready(slot)) {
              while (socket.receive(batch) > 0) {
                for (int i = 0; i < batch.count(); i++) {
                  assertThat(batch.truncated(i)).isFalse();
                  heard.add(text(batch, i));
                  sources.add(batch.source(i));
                }
              }
            }

            assertThat(heard).hasSize(40).startsWith("p0", "p1").endsWith("p39");
            assertThat(sources).containsOnly(Uplinks.endpoint(peer, 7000));
            assertThat(sources).allMatch(source -> source == sources.getFirst());
            assertThat(socket.overflowed()).isZero();
          }
        });
  }

  @ParameterizedTest
  @EnumSource(IpFamily.class)
  void namesWhatTheKernelRefuses(IpFamily family) throws Exception {
    IpFamily other = family == IpFamily.V4 ? IpFamily.V6 : IpFamily.V4;
    uplinks.edge.run(
        () -> {
          try (LinkWatcher watcher = new LinkWatcher();
              LinkRouting routing = new LinkRouting();
              LinkSocket socket = socket(BROADBAND, family, 51820)) {
            InetSocketAddress remote = Uplinks.remote(family);
            routing.apply(List.of(BROADBAND), watcher.current());

            send(socket, "before its device is known", remote);
            socket.flush();
            assertThat(taken()).containsExactly(SendRefusal.NO_DEVICE);

            socket.follow(watcher.current());
            send(socket, "x".repeat(1500), remote);
            send(socket, "fits", remote);
            send(socket, "of the wrong family", Uplinks.remote(other));
            socket.flush();
            assertThat(taken()).containsExactly(SendRefusal.TOO_LONG, SendRefusal.WRONG_FAMILY);

            uplinks.edge.ip("link set wan0 down");
            send(socket, "down", remote);
            socket.flush();
            assertThat(taken()).containsExactly(SendRefusal.UNREACHABLE);

            uplinks.edge.ip("link del wan0");
            send(socket, "gone", remote);
            socket.flush();
            assertThat(taken()).hasSize(1).doesNotContain(SendRefusal.OTHER);
          }
        });
  }

  /// Whether the devices offload or not: what arrives are the datagrams that were queued.
  @ParameterizedTest
  @CsvSource({"V4, true", "V4, false", "V6, true", "V6, false"})
  void sendsARunOfDatagramsAsOneAndReceivesThemApart(IpFamily family, boolean offload)
      throws Exception {
    InetSocketAddress here =
        Uplinks.endpoint(family == IpFamily.V4 ? "198.51.100.2" : "2001:db8:a::2", 51820);
    InetSocketAddress there =
        Uplinks.endpoint(family == IpFamily.V4 ? "198.51.100.1" : "2001:db8:a::1", 51820);
    WanLink far = new WanLink(0, "far", "isp0");
    int[] lengths =
        IntStream.concat(IntStream.generate(() -> 1200).limit(70), IntStream.of(700, 900, 900))
            .toArray();
    if (!offload) {
      uplinks.edge.exec("ethtool -K wan0 tx off");
    }
    List<LinkSocket> receivers = new ArrayList<>();
    uplinks.internet.run(() -> receivers.add(bound(far, family)));
    try (LinkSocket receiver = receivers.getFirst();
        ReceiveBatch batch = new ReceiveBatch(16, 65_535)) {
      uplinks.edge.run(
          () -> {
            try (LinkRouting routing = new LinkRouting();
                LinkWatcher watcher = new LinkWatcher();
                LinkSocket sender = bound(BROADBAND, family)) {
              routing.apply(List.of(BROADBAND), watcher.current());
              assertThat(sender.segments()).isTrue();
              sendRun(sender, there, UNMARKED, lengths);
              sender.flush();
              assertThat(refusals).isEmpty();
            }
          });
      List<Integer> heard = new ArrayList<>();
      while (receiver.receive(batch) > 0) {
        for (int i = 0; i < batch.count(); i++) {
          assertThat(batch.source(i)).isEqualTo(here);
          for (int left = batch.length(i); left > 0; left -= batch.segment(i)) {
            heard.add(Math.min(left, batch.segment(i)));
          }
        }
      }
      assertThat(heard).containsExactly(IntStream.of(lengths).boxed().toArray(Integer[]::new));
    }
  }

  /// As seen on the wire: each of its own, and none where none was asked for.
  @ParameterizedTest
  @EnumSource(IpFamily.class)
  void aDatagramBearsItsTrafficClass(IpFamily family) throws Exception {
    int[] classes = {EXPEDITED, UNMARKED, EXPEDITED | CAPABLE, 255, CONGESTED, UNMARKED};
    try (Capture wan0 = Capture.on(uplinks.edge, "wan0")) {
      uplinks.edge.run(
          () -> {
            try (LinkRouting routing = new LinkRouting();
                LinkWatcher watcher = new LinkWatcher();
                LinkSocket socket = bound(BROADBAND, family)) {
              routing.apply(List.of(BROADBAND), watcher.current());
              for (int i = 0; i < classes.length; i++) {
                send(socket, "datagram " + i, Uplinks.remote(family), classes[i]);
              }
              socket.flush();
            }
          });

      List<String> frames = wan0.frames();
      assertThat(refusals).isEmpty();
      for (int i = 0; i < classes.length; i++) {
        String text = "datagram " + i;
        assertThat(frames)
            .filteredOn(frame -> frame.contains(text))
            .as(text)
            .singleElement()
            .extracting(frame -> trafficClass(frame, family))
            .isEqualTo(classes[i]);
      }
    }
  }

  /// Of an Ethernet frame.
  private static int trafficClass(String frame, IpFamily family) {
    int word = frame.charAt(14) << 8 | frame.charAt(15);
    return (family == IpFamily.V4 ? word : word >>> 4) & 0xFF;
  }

  /// Whether the devices offload or not.
  @ParameterizedTest
  @CsvSource({"V4, true", "V4, false", "V6, true", "V6, false"})
  void aRunIsCutWhereItsTrafficClassChanges(IpFamily family, boolean offload) throws Exception {
    InetSocketAddress there =
        Uplinks.endpoint(family == IpFamily.V4 ? "198.51.100.1" : "2001:db8:a::1", 51820);
    List<Integer> classes = new ArrayList<>();
    for (int each : new int[] {CAPABLE, EXPEDITED, UNMARKED, CONGESTED}) {
      classes.addAll(Collections.nCopies(10, each));
    }
    classes.add(CAPABLE);
    if (!offload) {
      Command.run("ip", "netns", "exec", uplinks.edge.name(), "ethtool", "-K", "wan0", "tx", "off");
    }
    List<LinkSocket> receivers = new ArrayList<>();
    uplinks.internet.run(() -> receivers.add(bound(new WanLink(0, "far", "isp0"), family)));
    try (LinkSocket receiver = receivers.getFirst();
        ReceiveBatch batch = new ReceiveBatch(16, 65_535)) {
      uplinks.edge.run(
          () -> {
            try (LinkRouting routing = new LinkRouting();
                LinkWatcher watcher = new LinkWatcher();
                LinkSocket sender = bound(BROADBAND, family)) {
              routing.apply(List.of(BROADBAND), watcher.current());
              assertThat(sender.segments()).isTrue();
              sendRun(sender, there, classes);
              sender.flush();
              assertThat(refusals).isEmpty();
            }
          });
      List<Integer> heard = new ArrayList<>();
      while (receiver.receive(batch) > 0) {
        for (int i = 0; i < batch.count(); i++) {
          for (int left = batch.length(i); left > 0; left -= batch.segment(i)) {
            heard.add(batch.trafficClass(i));
          }
        }
      }
      assertThat(heard).isEqualTo(classes);
    }
  }

  @Test
  void sendsWhatFitsOfARunThatDoesNot() throws Exception {
    InetSocketAddress there = Uplinks.endpoint("198.51.100.1", 51820);
    WanLink far = new WanLink(0, "far", "isp0");
    List<LinkSocket> receivers = new ArrayList<>();
    uplinks.internet.run(() -> receivers.add(bound(far, IpFamily.V4)));
    try (LinkSocket receiver = receivers.getFirst();
        ReceiveBatch batch = new ReceiveBatch(16, 65_535)) {
      uplinks.edge.run(
          () -> {
            try (LinkRouting routing = new LinkRouting();
                LinkWatcher watcher = new LinkWatcher();
                LinkSocket sender = bound(BROADBAND, IpFamily.V4)) {
              routing.apply(List.of(BROADBAND), watcher.current());
              sendRun(sender, there, EXPEDITED, 1600, 1600, 900);
              sender.flush();
              assertThat(sender.segments()).isTrue();
            }
          });
      assertThat(refusals).containsExactly(SendRefusal.TOO_LONG, SendRefusal.TOO_LONG);
      assertThat(receiver.receive(batch)).isEqualTo(1);
      assertThat(batch.length(0)).isEqualTo(900);
      assertThat(batch.trafficClass(0)).isEqualTo(EXPEDITED);
    }
  }

  /// A queue of the device that is full drops what is sent, and says so.
  @ParameterizedTest
  @EnumSource(IpFamily.class)
  void whatTheDevicesQueueDropsIsRefusedAndNothingElseIsMissing(IpFamily family) throws Exception {
    String there = family == IpFamily.V4 ? "198.51.100.1" : "2001:db8:a::1";
    InetSocketAddress remote = Uplinks.endpoint(there, 51820);
    WanLink far = new WanLink(0, "far", "isp0");
    List<LinkSocket> receivers = new ArrayList<>();
    uplinks.internet.run(() -> receivers.add(bound(far, family)));
    try (LinkSocket receiver = receivers.getFirst();
        ReceiveBatch batch = new ReceiveBatch(16, 65_535)) {
      uplinks.edge.run(
          () -> {
            try (LinkRouting routing = new LinkRouting();
                LinkWatcher watcher = new LinkWatcher();
                LinkSocket sender = bound(BROADBAND, family)) {
              routing.apply(List.of(BROADBAND), watcher.current());
              // The neighbour is known before the queue is full.
              send(sender, "first", remote);
              sender.flush();
              assertThat(awaitDatagrams(receiver, batch, 1)).isEqualTo(1);
              shape("wan0");
              // The queue cuts what comes as one, and tells only where it took nothing of it.
              for (int round = 0; round < 10 && refusals.isEmpty(); round++) {
                sendRun(sender, remote, UNMARKED, lengths(150));
                sender.flush();
              }
              assertThat(taken()).isNotEmpty().containsOnly(SendRefusal.QUEUE_FULL);
              awaitDatagrams(receiver, batch, Integer.MAX_VALUE);

              int sent = 0;
              for (int round = 0; round < 20; round++) {
                sendRun(sender, remote, UNMARKED, lengths(50));
                sender.flush();
                sent += 50;
              }

              int left = sent - refusals.size();
              assertThat(taken()).hasSizeGreaterThan(500).containsOnly(SendRefusal.QUEUE_FULL);
              assertThat(left).isPositive();
              assertThat(awaitDatagrams(receiver, batch, Integer.MAX_VALUE)).isEqualTo(left);
            }
          });
    }
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
        for (int i = 0; i < batch.count(); i++) {
          received += (batch.length(i) + batch.segment(i) - 1) / batch.segment(i);
        }
      }
    }
    return received;
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
                LinkSocket socket = socket(BROADBAND, family, 51820);
                Poller poller = new Poller()) {
              routing.apply(List.of(BROADBAND), watcher.current());
              socket.follow(watcher.current());
              int slot = poller.watch(socket.fd());
              long left = 0;
              long answered = 0;
              for (int round = 0; round < 100; round++) {
                for (int i = 0; i < 20; i++) {
                  send(socket, "to-somebody", Uplinks.remote(family));
                  send(socket, "to-nobody", Uplinks.endpoint(remote, 4001));
                }
                socket.flush();
                List<String> frames = wan0.frames();
                left += Capture.count(frames, "to-somebody");
                answered += Capture.count(frames, "to-nobody") - 20;
              }
              assertThat(refusals).isEmpty();
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
              LinkSocket socket = socket(BROADBAND, family, 51820);
              Poller poller = new Poller()) {
            routing.apply(List.of(BROADBAND), watcher.current());
            socket.follow(watcher.current());
            int slot = poller.watch(socket.fd());
            send(socket, "x".repeat(1500), Uplinks.remote(family));
            socket.flush();
            assertThat(taken()).containsExactly(SendRefusal.TOO_LONG);
            assertThat(poller.await(SECOND_NS)).isEqualTo(1);
            assertThat(poller.failed(slot)).isTrue();

            socket.discardErrors(batch);

            assertThat(socket.receive(batch)).isZero();
            assertThat(poller.await(0)).isZero();
          }
        });
  }

  private LinkSocket bound(WanLink link, IpFamily family) {
    LinkSocket socket = socket(link, family, 51820);
    try (LinkWatcher watcher = new LinkWatcher()) {
      socket.follow(watcher.current());
    }
    return socket;
  }

  @Test
  void followsADeviceThatVanishesAndReturnsWithAnotherIndex() throws Exception {
    uplinks.edge.run(
        () -> {
          try (LinkWatcher watcher = new LinkWatcher();
              ReceiveBatch batch = new ReceiveBatch(16, 2048);
              LinkSocket socket = socket(BROADBAND, IpFamily.V4, 51820);
              Poller poller = new Poller()) {
            int slot = poller.watch(socket.fd());
            socket.follow(watcher.current());
            int fd = socket.fd();

            uplinks.edge.ip("link del wan0");
            assertThat(socket.follow(watcher.changes().orElseThrow())).isTrue();
            assertThat(socket.isBound()).isFalse();
            assertThat(poller.await(0)).isZero();

            uplinks.plug("wan0", "isp0");
            assertThat(socket.follow(watcher.changes().orElseThrow())).isTrue();
            assertThat(socket.follow(watcher.current())).isFalse();
            uplinks.internet.run(
                () ->
                    sendPlain(
                        Uplinks.endpoint("198.51.100.1", 7000),
                        Uplinks.endpoint("198.51.100.2", 51820),
                        "again"));

            assertThat(poller.await(SECOND_NS)).isEqualTo(1);
            assertThat(poller.ready(slot)).isTrue();
            assertThat(socket.receive(batch)).isEqualTo(1);
            assertThat(text(batch, 0)).isEqualTo("again");
            assertThat(socket.fd()).isEqualTo(fd);
          }
        });
  }

  @Test
  void hearsNothingThatCameByAnotherLink() throws Exception {
    uplinks.edge.run(
        () -> {
          try (LinkWatcher watcher = new LinkWatcher();
              ReceiveBatch batch = new ReceiveBatch(16, 2048);
              LinkSocket lte = socket(LTE, IpFamily.V4, 51820)) {
            lte.follow(watcher.current());
            // To the address of wan1, by the way of wan0.
            uplinks.internet.ip("route add 203.0.113.2/32 via 198.51.100.2 dev isp0");
            uplinks.internet.run(
                () ->
                    sendPlain(
                        Uplinks.endpoint("198.51.100.1", 7000),
                        Uplinks.endpoint("203.0.113.2", 51820),
                        "astray"));

            assertThat(lte.receive(batch)).isZero();
          }
        });
  }

  @Test
  void countsWhatTheKernelDroppedWhileNobodyReceived() throws Exception {
    uplinks.edge.run(
        () -> {
          try (LinkWatcher watcher = new LinkWatcher();
              ReceiveBatch batch = new ReceiveBatch(16, 65_535);
              LinkSocket socket = socket(BROADBAND, IpFamily.V4, 51820)) {
            socket.follow(watcher.current());
            int sent = 12_000;
            flood(sent);
            int received = 0;
            while (socket.receive(batch) > 0) {
              for (int i = 0; i < batch.count(); i++) {
                received += (batch.length(i) + batch.segment(i) - 1) / batch.segment(i);
              }
            }
            // The count comes with what is queued after the loss.
            flood(1);
            assertThat(socket.receive(batch)).isEqualTo(1);
            assertThat(received).isLessThan(sent);
            int dropped = sent - received;
            assertThat(socket.overflowed()).isEqualTo(dropped);
            // Each could have been many.
            long atMost = dropped * (socket.joins() ? 64L : 1L);
            assertThat(socket.takeOverflow()).isEqualTo(atMost);
            assertThat(socket.takeOverflow()).isZero();
          }
        });
  }

  private void flood(int datagrams) throws Exception {
    uplinks.internet.run(
        () -> {
          try (DatagramSocket socket = new DatagramSocket(Uplinks.endpoint("198.51.100.1", 7000))) {
            for (int i = 0; i < datagrams; i++) {
              socket.send(
                  new DatagramPacket(
                      new byte[1400], 1400, Uplinks.endpoint("198.51.100.2", 51820)));
            }
          }
        });
  }

  @Test
  void marksALongDatagramAsTruncated() throws Exception {
    uplinks.edge.run(
        () -> {
          try (LinkWatcher watcher = new LinkWatcher();
              ReceiveBatch batch = new ReceiveBatch(4, 100);
              LinkSocket socket = socket(BROADBAND, IpFamily.V4, 51820);
              Poller poller = new Poller()) {
            socket.follow(watcher.current());
            poller.watch(socket.fd());
            uplinks.internet.run(
                () ->
                    sendPlain(
                        Uplinks.endpoint("198.51.100.1", 7000),
                        Uplinks.endpoint("198.51.100.2", 51820),
                        "x".repeat(101)));

            assertThat(poller.await(SECOND_NS)).isEqualTo(1);
            assertThat(socket.receive(batch)).isEqualTo(1);
            assertThat(batch.truncated(0)).isTrue();
          }
        });
  }

  @Test
  void namesAPortThatIsTakenAndTriesAgain() throws Exception {
    uplinks.edge.run(
        () -> {
          try (LinkWatcher watcher = new LinkWatcher();
              LinkSocket socket = socket(BROADBAND, IpFamily.V4, 51820)) {
            try (DatagramSocket other = new DatagramSocket(51820)) {
              assertThat(other.isBound()).isTrue();
              assertThatThrownBy(() -> socket.follow(watcher.current()))
                  .isInstanceOf(LinuxException.class)
                  .hasMessage(
                      "broadband: UDP port 51820 on wan0 refused (EADDRINUSE, address in use)");
            }
            assertThat(socket.follow(watcher.current())).isTrue();
          }
        });
  }

  private LinkSocket socket(WanLink link, IpFamily family, int port) {
    return new LinkSocket(
        link, family, port, (destination, length, reason) -> refusals.add(reason));
  }

  private List<SendRefusal> taken() {
    List<SendRefusal> taken = List.copyOf(refusals);
    refusals.clear();
    return taken;
  }

  private static void send(LinkSocket socket, String text, InetSocketAddress destination) {
    send(socket, text, destination, UNMARKED);
  }

  private static void send(
      LinkSocket socket, String text, InetSocketAddress destination, int trafficClass) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    // Must stay until it is flushed.
    MemorySegment segment = Arena.ofAuto().allocateFrom(ValueLayout.JAVA_BYTE, bytes);
    KEPT.add(segment);
    socket.queue(segment, 0, bytes.length, destination, trafficClass);
  }

  /// One behind the other, as the outbound agent seals them.
  private static void sendRun(
      LinkSocket socket, InetSocketAddress destination, int trafficClass, int... lengths) {
    MemorySegment memory = Arena.ofAuto().allocate(200_000);
    KEPT.add(memory);
    long at = 0;
    for (int length : lengths) {
      memory.asSlice(at, length).fill((byte) length);
      socket.queue(memory, at, length, destination, trafficClass);
      at += length;
    }
  }

  /// The same of equal length, each of its class.
  private static void sendRun(
      LinkSocket socket, InetSocketAddress destination, List<Integer> trafficClasses) {
    int length = 1_000;
    MemorySegment memory = Arena.ofAuto().allocate((long) length * trafficClasses.size());
    KEPT.add(memory);
    for (int i = 0; i < trafficClasses.size(); i++) {
      socket.queue(memory, (long) i * length, length, destination, trafficClasses.get(i));
    }
  }

  private static void sendPlain(InetSocketAddress from, InetSocketAddress to, String text)
      throws Exception {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    try (DatagramSocket socket = new DatagramSocket(from)) {
      socket.send(new DatagramPacket(bytes, bytes.length, to));
    }
  }

  private static String text(ReceiveBatch batch, int slot) {
    byte[] bytes =
        batch
            .buffer()
            .asSlice(batch.offset(slot), batch.length(slot))
            .toArray(ValueLayout.JAVA_BYTE);
    return new String(bytes, StandardCharsets.US_ASCII);
  }
}
