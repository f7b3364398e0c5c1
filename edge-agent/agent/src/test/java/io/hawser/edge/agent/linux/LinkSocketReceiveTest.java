package io.hawser.edge.agent.linux;

import static io.hawser.edge.agent.linux.LinkSockets.datagrams;
import static io.hawser.edge.agent.linux.LinkSockets.sendPlain;
import static io.hawser.edge.agent.linux.LinkSockets.text;
import static io.hawser.edge.agent.linux.Uplinks.BROADBAND;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What a socket hears: batches, their sources, and what was too much for it.
class LinkSocketReceiveTest {
  private static final long SECOND_NS = 1_000_000_000L;

  private final LinkSockets sockets = new LinkSockets();
  @AutoClose private final Uplinks uplinks = Uplinks.connect();

  @ParameterizedTest
  @EnumSource(IpFamily.class)
  void receivesBatchesAndKnowsItsSources(IpFamily family) throws Exception {
    String edge = family == IpFamily.V4 ? "198.51.100.2" : "2001:db8:a::2";
    String peer = family == IpFamily.V4 ? "198.51.100.1" : "2001:db8:a::1";
    uplinks.edge.run(
        () -> {
          try (LinkWatcher watcher = new LinkWatcher();
              ReceiveBatch batch = new ReceiveBatch(16, 2048);
              LinkSocket socket = sockets.open(BROADBAND, family, 51820);
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

  @Test
  void countsWhatTheKernelDroppedWhileNobodyReceived() throws Exception {
    uplinks.edge.run(
        () -> {
          try (LinkWatcher watcher = new LinkWatcher();
              ReceiveBatch batch = new ReceiveBatch(16, 65_535);
              LinkSocket socket = sockets.open(BROADBAND, IpFamily.V4, 51820)) {
            socket.follow(watcher.current());
            int sent = 12_000;
            flood(sent);
            int received = 0;
            while (socket.receive(batch) > 0) {
              received += datagrams(batch);
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

  @Test
  void marksALongDatagramAsTruncated() throws Exception {
    uplinks.edge.run(
        () -> {
          try (LinkWatcher watcher = new LinkWatcher();
              ReceiveBatch batch = new ReceiveBatch(4, 100);
              LinkSocket socket = sockets.open(BROADBAND, IpFamily.V4, 51820);
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
}
