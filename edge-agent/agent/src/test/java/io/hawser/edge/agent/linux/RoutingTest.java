package io.hawser.edge.agent.linux;

import static io.hawser.edge.agent.linux.Uplinks.BROADBAND;
import static io.hawser.edge.agent.linux.Uplinks.LTE;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Routing of links and tunnel against the kernel.
class RoutingTest {
  private static final List<WanLink> LINKS = List.of(BROADBAND, LTE);

  @AutoClose private final Uplinks uplinks = Uplinks.connect();

  @ParameterizedTest
  @EnumSource(IpFamily.class)
  void noPacketOfTheTunnelsOwnSocketsIsRoutedIntoTheTunnel(IpFamily family) throws Exception {
    String host = family == IpFamily.V4 ? "192.0.2.9/32" : "2001:db8:9::9/128";
    uplinks.edge.run(
        () -> {
          try (LinkWatcher watcher = new LinkWatcher();
              LinkRouting routing = new LinkRouting();
              TunDevice tun = TunDevice.open("hawser0");
              TunnelRoutes tunnel = new TunnelRoutes("hawser0");
              LinkSocket socket = new LinkSocket(LTE, family, 51821, (to, length, reason) -> {});
              Capture wan0 = Capture.on(uplinks.edge, "wan0");
              Capture wan1 = Capture.on(uplinks.edge, "wan1")) {
            tun.configure(1420, List.of("10.255.0.3", "fd00:4a:77::3"));
            watcher.changes();
            routing.apply(LINKS, watcher.current());
            tunnel.apply(List.of("0.0.0.0/0", "::/0", host), List.of(), watcher.current());
            socket.follow(watcher.current());

            sendUnmarked(Uplinks.remote(family), "the-users-own");
            sendMarked(socket, Uplinks.remote(family), "of-the-tunnel");
            assertThat(read(tun)).hasSize(1).allMatch(packet -> packet.contains("the-users-own"));
            assertThat(wan1.count("of-the-tunnel")).isEqualTo(1);

            // Without a gateway, without a device that is up, without an address: never by another.
            uplinks.edge.ip(family.option + " route del default dev wan1");
            routing.apply(LINKS, watcher.changes().orElseThrow());
            sendMarked(socket, Uplinks.remote(family), "of-the-tunnel");
            uplinks.edge.ip("addr flush dev wan1 scope global");
            routing.apply(LINKS, watcher.changes().orElseThrow());
            sendMarked(socket, Uplinks.remote(family), "of-the-tunnel");
            uplinks.edge.ip("link set wan1 down");
            routing.apply(LINKS, watcher.changes().orElseThrow());
            sendMarked(socket, Uplinks.remote(family), "of-the-tunnel");

            assertThat(read(tun)).noneMatch(packet -> packet.contains("of-the-tunnel"));
            assertThat(wan0.count("of-the-tunnel")).isZero();
          }
        });
  }

  @Test
  void marksAloneKeepPacketsOnTheirLink() throws Exception {
    uplinks.edge.run(
        () -> {
          try (LinkWatcher watcher = new LinkWatcher();
              LinkRouting routing = new LinkRouting()) {
            routing.apply(LINKS, watcher.current());

            assertThat(lookup("-4", "192.0.2.9 mark 0x48570000")).contains("dev wan0");
            assertThat(lookup("-4", "192.0.2.9 mark 0x48570001")).contains("dev wan1");
            assertThat(lookup("-6", "2001:db8:9::9 mark 0x48570001")).contains("dev wan1");
            assertThat(lookup("-4", "192.0.2.9")).contains("dev wan0");
          }
        });
  }

  @Test
  void aSocketBoundToALinksAddressLeavesByThatLink() throws Exception {
    uplinks.edge.run(
        () -> {
          try (LinkWatcher watcher = new LinkWatcher();
              LinkRouting routing = new LinkRouting()) {
            routing.apply(LINKS, watcher.current());

            assertThat(lookup("-4", "192.0.2.9 from 203.0.113.2")).contains("dev wan1");
            assertThat(lookup("-6", "2001:db8:9::9 from 2001:db8:b::2")).contains("dev wan1");
          }
        });
  }

  @Test
  void followsANewAddressAndANewGateway() throws Exception {
    uplinks.edge.run(
        () -> {
          try (LinkWatcher watcher = new LinkWatcher();
              LinkRouting routing = new LinkRouting()) {
            routing.apply(LINKS, watcher.current());

            uplinks.edge.ip("addr flush dev wan1 scope global");
            uplinks.edge.ip("addr add 203.0.113.130/25 dev wan1");
            uplinks.edge.ip("route add default via 203.0.113.129 dev wan1 metric 7");
            routing.apply(LINKS, watcher.changes().orElseThrow());

            assertThat(uplinks.edge.ip("route show table 4201").lines().map(String::strip))
                .containsExactlyInAnyOrder(
                    "default via 203.0.113.129 dev wan1 onlink",
                    "203.0.113.128/25 dev wan1 scope link",
                    "unreachable default metric 4294967294");
            assertThat(uplinks.edge.ip("rule show")).contains("from 203.0.113.130 lookup 4201");
            assertThat(uplinks.edge.ip("rule show")).doesNotContain("from 203.0.113.2 ");
          }
        });
  }

  @Test
  void putsRoutesBackThatTheKernelTookWithADeviceThatWentDownAndUp() throws Exception {
    uplinks.edge.run(
        () -> {
          try (LinkWatcher watcher = new LinkWatcher();
              LinkRouting routing = new LinkRouting()) {
            routing.apply(LINKS, watcher.current());
            uplinks.edge.ip("link set wan1 down");
            uplinks.edge.ip("link set wan1 up");
            uplinks.edge.ip("route replace default via 203.0.113.1 dev wan1 metric 200");

            routing.apply(LINKS, watcher.changes().orElseThrow());

            assertThat(lookup("-4", "192.0.2.9 mark 0x48570001")).contains("via 203.0.113.1");
          }
        });
  }

  @Test
  void replacesWhatACrashedRunLeftAndRemovesEverythingAtTheEnd() throws Exception {
    String before = policy();
    uplinks.edge.run(
        () -> {
          uplinks.edge.ip("rule add priority 4207 fwmark 0x48570007 lookup 4207");
          uplinks.edge.ip("rule add priority 4300 from 198.51.100.99 lookup main");
          uplinks.edge.ip("rule add priority 4500 lookup 4100");
          uplinks.edge.ip("route add 10.99.0.0/16 dev wan0 table 4100");
          uplinks.edge.ip("route add 10.98.0.0/16 dev wan0 table 4200");
          try (LinkWatcher watcher = new LinkWatcher();
              LinkRouting routing = new LinkRouting();
              TunnelRoutes tunnel = new TunnelRoutes("hawser0")) {
            routing.apply(LINKS, watcher.current());
            tunnel.apply(List.of("10.1.0.0/16"), List.of(), watcher.current());
            String policy = policy();
            assertThat(policy)
                .doesNotContain("0x48570007")
                .doesNotContain("198.51.100.99")
                .doesNotContain("10.99.0.0")
                .doesNotContain("10.98.0.0");

            routing.apply(LINKS, watcher.current());
            tunnel.apply(List.of("10.1.0.0/16"), List.of(), watcher.current());
            assertThat(policy()).isEqualTo(policy);

            routing.apply(List.of(LTE), watcher.current());
            assertThat(policy()).doesNotContain("0x48570000");
          }
        });
    assertThat(policy()).isEqualTo(before);
  }

  @Test
  void theTunnelNeverCapturesNetworksThatThisMachineIsAttachedTo() throws Exception {
    uplinks.edge.run(
        () -> {
          try (TunDevice tun = TunDevice.open("hawser0");
              TunnelRoutes tunnel = new TunnelRoutes("hawser0");
              LinkWatcher watcher = new LinkWatcher()) {
            tun.configure(1420, List.of("10.255.0.3"));
            uplinks.edge.ip("addr add 10.1.1.1/24 dev wan0");
            watcher.changes();
            tunnel.apply(
                List.of("10.0.0.0/8", "10.1.1.0/24"), List.of("10.1.1.0/24"), watcher.current());

            assertThat(lookup("-4", "10.1.1.7")).contains("dev wan0");
            assertThat(lookup("-4", "10.1.2.7")).contains("dev hawser0");

            uplinks.edge.ip("link set hawser0 down");
            uplinks.edge.ip("link set hawser0 up");
            tunnel.apply(
                List.of("10.0.0.0/8"), List.of("10.1.1.0/24"), watcher.changes().orElseThrow());
            assertThat(lookup("-4", "10.1.2.7")).contains("dev hawser0");
          }
        });
  }

  @Test
  void whatBelongsIntoAnAbsentTunnelIsUnreachable() throws Exception {
    uplinks.edge.run(
        () -> {
          try (TunnelRoutes tunnel = new TunnelRoutes("hawser0")) {
            tunnel.apply(List.of("10.0.0.0/8"), List.of(), Devices.NONE);

            assertThat(uplinks.edge.ip("route show table 4100")).contains("unreachable 10.0.0.0/8");
            assertThat(lookup("-4", "192.0.2.9")).contains("dev wan0");
          }
        });
  }

  private String lookup(String family, String query) {
    return uplinks.edge.ip(family + " route get " + query);
  }

  private String policy() {
    return uplinks.edge.ip("rule show")
        + uplinks.edge.ip("-6 rule show")
        + uplinks.edge.ip("route show table all").replaceAll("(?m)^broadcast.*\n|^local.*\n", "");
  }

  private static void sendUnmarked(InetSocketAddress to, String text) throws Exception {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.send(new DatagramPacket(bytes, bytes.length, to));
    }
  }

  private static void sendMarked(LinkSocket socket, InetSocketAddress to, String text) {
    try (Arena arena = Arena.ofConfined()) {
      byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
      MemorySegment segment = arena.allocateFrom(ValueLayout.JAVA_BYTE, bytes);
      socket.queue(segment, 0, bytes.length, to, /* trafficClass= */ 0);
      socket.flush();
    }
  }

  private static List<String> read(TunDevice tun) {
    List<String> packets = new ArrayList<>();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(2048);
      for (int length = tun.read(buffer, 0, 2048); length > 0; ) {
        packets.add(
            new String(
                buffer.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE),
                StandardCharsets.ISO_8859_1));
        length = tun.read(buffer, 0, 2048);
      }
    }
    return packets;
  }
}
