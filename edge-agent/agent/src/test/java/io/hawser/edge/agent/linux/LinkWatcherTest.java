package io.hawser.edge.agent.linux;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class LinkWatcherTest {
  private static final long SECOND_NS = 1_000_000_000L;

  @AutoClose private final Uplinks uplinks = Uplinks.connect();

  @Test
  void readsDevicesAddressesAndGateways() throws Exception {
    uplinks.edge.run(
        () -> {
          try (LinkWatcher watcher = new LinkWatcher()) {
            Device wan0 = watcher.current().find("wan0").orElseThrow();

            assertThat(wan0.up()).isTrue();
            assertThat(wan0.mtu()).isEqualTo(1500);
            assertThat(wan0.addresses().stream().map(DeviceAddress::toString))
                .contains("198.51.100.2/24", "2001:db8:a:0:0:0:0:2/64");
            assertThat(wan0.gateway4()).isEqualTo(gateway("198.51.100.1", 100));
            assertThat(wan0.gateway6()).isEqualTo(gateway("2001:db8:a::1", 100));
            assertThat(watcher.current().find("wan1").orElseThrow().gateway4())
                .isEqualTo(gateway("203.0.113.1", 200));
            assertThat(watcher.current().find("wan2")).isEmpty();
          }
        });
  }

  @Test
  void tellsOfEveryKindOfChangeWithinASecond() throws Exception {
    uplinks.edge.run(
        () -> {
          try (LinkWatcher watcher = new LinkWatcher()) {
            assertThat(watcher.changes()).isEmpty();

            uplinks.edge.ip("addr add 198.51.100.77/24 dev wan0");
            assertThat(wan0(watcher).addresses())
                .contains(new DeviceAddress(Uplinks.endpoint("198.51.100.77", 1).getAddress(), 24));

            uplinks.edge.ip("link set wan0 mtu 1400");
            assertThat(wan0(watcher).mtu()).isEqualTo(1400);

            uplinks.edge.ip("route add default via 198.51.100.9 dev wan0 metric 50");
            assertThat(wan0(watcher).gateway4()).isEqualTo(gateway("198.51.100.9", 50));

            uplinks.edge.ip("route add default dev wan0 metric 40");
            assertThat(wan0(watcher).gateway4()).isEqualTo(new Gateway(null, 40));

            uplinks.internet.ip("link set isp0 down");
            assertThat(wan0(watcher).up()).isFalse();

            uplinks.edge.ip("link del wan0");
            assertThat(next(watcher).find("wan0")).isEmpty();
          }
        });
  }

  @Test
  void aDeviceThatWasDownBetweenTwoLooksHasAnotherGeneration() throws Exception {
    uplinks.edge.run(
        () -> {
          try (LinkWatcher watcher = new LinkWatcher()) {
            int before = watcher.current().find("wan0").orElseThrow().generation();

            uplinks.edge.ip("link set wan0 mtu 1400");
            uplinks.edge.ip("link set wan0 mtu 1500");

            assertThat(wan0(watcher).generation()).isGreaterThan(before);
          }
        });
  }

  @Test
  void routesOfOtherTablesAreNoNews() throws Exception {
    uplinks.edge.run(
        () -> {
          try (LinkWatcher watcher = new LinkWatcher()) {
            uplinks.edge.ip("route add default via 198.51.100.1 dev wan0 table 4200");

            assertThat(watcher.changes()).isEmpty();
          }
        });
  }

  private static Device wan0(LinkWatcher watcher) {
    return next(watcher).find("wan0").orElseThrow();
  }

  /// The last of the changes that follow each other without a pause.
  private static Devices next(LinkWatcher watcher) {
    try (Poller poller = new Poller()) {
      poller.watch(watcher.fd());
      assertThat(poller.await(SECOND_NS)).isEqualTo(1);
      do {
        watcher.changes();
      } while (poller.await(20_000_000L) > 0);
      return watcher.current();
    }
  }

  private static Gateway gateway(String address, long metric) {
    return new Gateway(Uplinks.endpoint(address, 1).getAddress(), metric);
  }
}
