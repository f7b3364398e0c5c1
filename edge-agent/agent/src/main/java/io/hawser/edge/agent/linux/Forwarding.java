package io.hawser.edge.agent.linux;

import java.util.Collection;

/// The kernel's settings that make a machine a router between its LAN and the TUN.
///
/// - Forwarding on, for IPv4 and IPv6. IPv6 devices that learnt their address from router
///   advertisements go on doing so (`accept_ra` 2), which forwarding would end.
/// - Reverse path filter *loose* on WANs and TUN: a link's packets are routed by its own table,
///   which the strict filter does not ask, and a flow may come back by another path.
/// - No redirects, given or taken: a hub sends packets back into the device that they came from.
///
/// Owned by the control agent; [#close] puts back what was there.
public final class Forwarding implements AutoCloseable {
  private static final String LOOSE = "2";

  private final Sysctl sysctl = new Sysctl();

  /// Sets what is not yet so. To be repeated when a device appears, because it comes with defaults.
  public void apply(String tun, Collection<WanLink> links) {
    sysctl.set("net/ipv4/ip_forward", "1");
    sysctl.set("net/ipv4/conf/all/send_redirects", "0");
    sysctl.set("net/ipv4/conf/all/accept_redirects", "0");
    device(tun);
    for (WanLink link : links) {
      keepAdvertisements(link.device());
      device(link.device());
    }
    sysctl.set("net/ipv6/conf/all/forwarding", "1");
  }

  private void device(String name) {
    String v4 = "net/ipv4/conf/" + name;
    sysctl.set(v4 + "/rp_filter", LOOSE);
    sysctl.set(v4 + "/send_redirects", "0");
    sysctl.set(v4 + "/accept_redirects", "0");
    sysctl.set("net/ipv6/conf/" + name + "/accept_redirects", "0");
  }

  private void keepAdvertisements(String name) {
    String key = "net/ipv6/conf/" + name + "/accept_ra";
    if (sysctl.read(key).filter("1"::equals).isPresent()) {
      sysctl.set(key, "2");
    }
  }

  @Override
  public void close() {
    sysctl.close();
  }
}
