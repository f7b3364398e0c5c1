package io.hawser.edge.agent.linux;

import static io.hawser.edge.agent.linux.LinkSockets.sendPlain;
import static io.hawser.edge.agent.linux.LinkSockets.text;
import static io.hawser.edge.agent.linux.Uplinks.BROADBAND;
import static io.hawser.edge.agent.linux.Uplinks.LTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.DatagramSocket;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Which packets are a link's, as its device comes and goes.
class LinkSocketBindingTest {
  private static final long SECOND_NS = 1_000_000_000L;

  private final LinkSockets sockets = new LinkSockets();
  @AutoClose private final Uplinks uplinks = Uplinks.connect();

  @ParameterizedTest
  @EnumSource(IpFamily.class)
  void aLinksPacketsLeaveByThatLinkAndNoOther(IpFamily family) throws Exception {
    try (Capture wan0 = Capture.on(uplinks.edge, "wan0");
        Capture wan1 = Capture.on(uplinks.edge, "wan1")) {
      uplinks.edge.run(
          () -> {
            try (LinkWatcher watcher = new LinkWatcher();
                LinkRouting routing = new LinkRouting();
                LinkSocket broadband = sockets.open(BROADBAND, family, 51820);
                LinkSocket lte = sockets.open(LTE, family, 51821)) {
              routing.apply(List.of(BROADBAND, LTE), watcher.current());
              assertThat(broadband.follow(watcher.current())).isTrue();
              assertThat(lte.follow(watcher.current())).isTrue();
              for (int i = 0; i < 100; i++) {
                sockets.send(broadband, "by-broadband", Uplinks.remote(family));
                sockets.send(lte, "by-the-lte", Uplinks.remote(family));
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
      assertThat(sockets.refusals()).isEmpty();
    }
  }

  @Test
  void hearsNothingThatCameByAnotherLink() throws Exception {
    uplinks.edge.run(
        () -> {
          try (LinkWatcher watcher = new LinkWatcher();
              ReceiveBatch batch = new ReceiveBatch(16, 2048);
              LinkSocket lte = sockets.open(LTE, IpFamily.V4, 51820)) {
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
  void followsADeviceThatVanishesAndReturnsWithAnotherIndex() throws Exception {
    uplinks.edge.run(
        () -> {
          try (LinkWatcher watcher = new LinkWatcher();
              ReceiveBatch batch = new ReceiveBatch(16, 2048);
              LinkSocket socket = sockets.open(BROADBAND, IpFamily.V4, 51820);
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
  void namesAPortThatIsTakenAndTriesAgain() throws Exception {
    uplinks.edge.run(
        () -> {
          try (LinkWatcher watcher = new LinkWatcher();
              LinkSocket socket = sockets.open(BROADBAND, IpFamily.V4, 51820)) {
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
}
