package io.hawser.edge.agent.linux;

import static io.hawser.edge.agent.linux.LinkSockets.UNMARKED;
import static io.hawser.edge.agent.linux.Uplinks.BROADBAND;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// Datagrams that are sent as one, each with its length and its traffic class.
class LinkSocketRunsTest {
  private static final int CAPABLE = 2;
  private static final int CONGESTED = 3;
  private static final int EXPEDITED = 46 << 2;

  private final LinkSockets sockets = new LinkSockets();
  @AutoClose private final Uplinks uplinks = Uplinks.connect();

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
    uplinks.internet.run(() -> receivers.add(sockets.bound(far, family)));
    try (LinkSocket receiver = receivers.getFirst();
        ReceiveBatch batch = new ReceiveBatch(16, 65_535)) {
      uplinks.edge.run(
          () -> {
            try (LinkRouting routing = new LinkRouting();
                LinkWatcher watcher = new LinkWatcher();
                LinkSocket sender = sockets.bound(BROADBAND, family)) {
              routing.apply(List.of(BROADBAND), watcher.current());
              assertThat(sender.segments()).isTrue();
              sockets.sendRun(sender, there, UNMARKED, lengths);
              sender.flush();
              assertThat(sockets.refusals()).isEmpty();
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

  @Test
  void sendsWhatFitsOfARunThatDoesNot() throws Exception {
    InetSocketAddress there = Uplinks.endpoint("198.51.100.1", 51820);
    WanLink far = new WanLink(0, "far", "isp0");
    List<LinkSocket> receivers = new ArrayList<>();
    uplinks.internet.run(() -> receivers.add(sockets.bound(far, IpFamily.V4)));
    try (LinkSocket receiver = receivers.getFirst();
        ReceiveBatch batch = new ReceiveBatch(16, 65_535)) {
      uplinks.edge.run(
          () -> {
            try (LinkRouting routing = new LinkRouting();
                LinkWatcher watcher = new LinkWatcher();
                LinkSocket sender = sockets.bound(BROADBAND, IpFamily.V4)) {
              routing.apply(List.of(BROADBAND), watcher.current());
              sockets.sendRun(sender, there, EXPEDITED, 1600, 1600, 900);
              sender.flush();
              assertThat(sender.segments()).isTrue();
            }
          });
      assertThat(sockets.refusals()).containsExactly(SendRefusal.TOO_LONG, SendRefusal.TOO_LONG);
      assertThat(receiver.receive(batch)).isEqualTo(1);
      assertThat(batch.length(0)).isEqualTo(900);
      assertThat(batch.trafficClass(0)).isEqualTo(EXPEDITED);
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
                LinkSocket socket = sockets.bound(BROADBAND, family)) {
              routing.apply(List.of(BROADBAND), watcher.current());
              for (int i = 0; i < classes.length; i++) {
                sockets.send(socket, "datagram " + i, Uplinks.remote(family), classes[i]);
              }
              socket.flush();
            }
          });

      List<String> frames = wan0.frames();
      assertThat(sockets.refusals()).isEmpty();
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
    uplinks.internet.run(() -> receivers.add(sockets.bound(new WanLink(0, "far", "isp0"), family)));
    try (LinkSocket receiver = receivers.getFirst();
        ReceiveBatch batch = new ReceiveBatch(16, 65_535)) {
      uplinks.edge.run(
          () -> {
            try (LinkRouting routing = new LinkRouting();
                LinkWatcher watcher = new LinkWatcher();
                LinkSocket sender = sockets.bound(BROADBAND, family)) {
              routing.apply(List.of(BROADBAND), watcher.current());
              assertThat(sender.segments()).isTrue();
              sockets.sendRun(sender, there, classes);
              sender.flush();
              assertThat(sockets.refusals()).isEmpty();
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

  /// Of an Ethernet frame.
  private static int trafficClass(String frame, IpFamily family) {
    int word = frame.charAt(14) << 8 | frame.charAt(15);
    return (family == IpFamily.V4 ? word : word >>> 4) & 0xFF;
  }
}
