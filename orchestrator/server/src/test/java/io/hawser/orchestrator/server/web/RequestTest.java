package io.hawser.orchestrator.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;

class RequestTest {
  @Test
  void aHostIsOneNetworkWhicheverOfItsAddressesItUses() {
    assertThat(network("2001:db8:1:2::1")).isEqualTo(network("2001:db8:1:2:ffff::9"));
    assertThat(network("2001:db8:1:2::1")).isNotEqualTo(network("2001:db8:1:3::1"));
    assertThat(network("192.0.2.1")).isEqualTo("192.0.2.1");
  }

  private static String network(String address) {
    return Request.network(InetAddress.ofLiteral(address));
  }
}
