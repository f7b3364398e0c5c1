package io.hawser.edge.agent.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hawser.edge.packet.VirtioHeader;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TunDeviceTest {
  private static final long SECOND_NS = 1_000_000_000L;
  private static final int AT = 64;
  private static final int IP = AT + VirtioHeader.LENGTH;
  private static final List<String> ADDRESSES = List.of("10.255.0.3", "fd00:4a:77::3");

  private final Arena arena = Arena.ofShared();
  private final MemorySegment buffer = arena.allocate(4096);
  private Namespace host;

  @BeforeAll
  static void needsRoot() {
    Namespace.require();
  }

  @BeforeEach
  void create() {
    host = Namespace.create("t");
  }

  @AfterEach
  void remove() {
    host.close();
    arena.close();
  }

  @ParameterizedTest
  @CsvSource({"10.255.0.3, 10.1.1.7, 28, 9", "fd00:4a:77::3, fd00:1::7, 48, 6"})
  void exchangesPacketsWithTheKernel(
      String own, String remote, int headerLength, int protocolOffset) throws Exception {
    host.run(
        () -> {
          try (TunDevice tun = TunDevice.open("hawser0");
              Poller poller = new Poller();
              DatagramSocket socket = open(tun, own)) {
            host.ip("route add " + remote + " dev hawser0");
            poller.watch(tun.fd());
            byte[] hello = "hello".getBytes(StandardCharsets.US_ASCII);
            socket.send(new DatagramPacket(hello, 5, Uplinks.endpoint(remote, 4000)));

            assertThat(poller.await(SECOND_NS)).isEqualTo(1);
            int length = tun.read(buffer, AT, 1500);
            assertThat(length).isEqualTo(VirtioHeader.LENGTH + headerLength + 5);
            assertThat(buffer.get(ValueLayout.JAVA_BYTE, IP + protocolOffset)).isEqualTo((byte) 17);
            assertThat(tun.read(buffer, AT, 1500)).isZero();

            answer(IP, headerLength);
            assertThat(tun.write(buffer, AT, length)).isNull();
            DatagramPacket answer = new DatagramPacket(new byte[100], 100);
            socket.setSoTimeout(1000);
            socket.receive(answer);
            assertThat(answer.getLength()).isEqualTo(5);
            assertThat(answer.getSocketAddress()).isEqualTo(Uplinks.endpoint(remote, 4000));
          }
        });
  }

  @Test
  void hasTheMtuAndJustTheAddressesAsked() throws Exception {
    host.run(
        () -> {
          try (TunDevice tun = TunDevice.open("hawser0");
              LinkWatcher watcher = new LinkWatcher()) {
            tun.configure(1420, List.of("10.255.0.9", "fd00:4a:77::3"));
            tun.configure(1380, ADDRESSES);

            watcher.changes();
            Device device = watcher.current().find("hawser0").orElseThrow();
            assertThat(device.up()).isTrue();
            assertThat(device.mtu()).isEqualTo(1380);
            assertThat(device.addresses().stream().map(DeviceAddress::toString))
                .containsExactlyInAnyOrder("10.255.0.3/32", "fd00:4a:77:0:0:0:0:3/128");
          }
          try (LinkWatcher watcher = new LinkWatcher()) {
            assertThat(watcher.current().find("hawser0")).isEmpty();
          }
        });
  }

  @Test
  void namesWhatIsRefused() throws Exception {
    host.run(
        () -> {
          try (TunDevice tun = TunDevice.open("hawser0")) {
            tun.configure(1420, ADDRESSES);
            buffer.fill((byte) 0xFF);
            assertThat(tun.write(buffer, 0, 40)).isEqualTo(TunRefusal.MALFORMED);
            host.ip("link set hawser0 down");
            VirtioHeader.clear(buffer, 0);
            assertThat(tun.write(buffer, 0, 40)).isEqualTo(TunRefusal.MALFORMED);
            buffer.set(ValueLayout.JAVA_BYTE, VirtioHeader.LENGTH, (byte) 0x45);
            assertThat(tun.write(buffer, 0, 40)).isEqualTo(TunRefusal.DOWN);
            assertThatThrownBy(() -> TunDevice.open("hawser0"))
                .isInstanceOf(LinuxException.class)
                .hasMessageContaining("EBUSY, device busy");
            assertThatThrownBy(() -> tun.configure(1279, ADDRESSES))
                .hasMessage("mtu: 1279 (expected: 1280 to 65535)");
          }
        });
  }

  @Test
  void comesBackAfterSomebodyDeletedIt() throws Exception {
    host.run(
        () -> {
          try (TunDevice tun = TunDevice.open("hawser0");
              LinkWatcher watcher = new LinkWatcher()) {
            tun.configure(1420, ADDRESSES);
            int fd = tun.fd();
            host.ip("link del hawser0");

            assertThat(tun.read(buffer, 0, 1500)).isEqualTo(TunDevice.GONE);
            assertThat(tun.write(buffer, 0, 40)).isEqualTo(TunRefusal.GONE);
            tun.restore();

            assertThat(tun.fd()).isEqualTo(fd);
            assertThat(tun.read(buffer, 0, 1500)).isZero();
            watcher.changes();
            assertThat(watcher.current().find("hawser0").orElseThrow().addresses()).hasSize(2);
          }
        });
  }

  private static DatagramSocket open(TunDevice tun, String own) throws Exception {
    tun.configure(1420, ADDRESSES);
    return new DatagramSocket(Uplinks.endpoint(own, 0));
  }

  /// Swaps addresses and ports; neither checksum changes by that.
  private void answer(long at, int headerLength) {
    boolean v4 = headerLength == 28;
    swap(at + (v4 ? 12 : 8), v4 ? 4 : 16);
    swap(at + headerLength - 8, 2);
  }

  private void swap(long at, int length) {
    byte[] first = buffer.asSlice(at, length).toArray(ValueLayout.JAVA_BYTE);
    MemorySegment.copy(buffer, at + length, buffer, at, length);
    MemorySegment.copy(first, 0, buffer, ValueLayout.JAVA_BYTE, at + length, length);
  }
}
