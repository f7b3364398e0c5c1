package io.hawser.edge.agent.linux;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/// The default route by a device that the operating system put into its main table (DHCP, router
/// advertisement, PPP).
///
/// @param address next hop; null where the device itself is enough (point-to-point)
/// @param metric as in the main table; the least of several is the one taken
public record Gateway(@Nullable InetAddress address, long metric) {
  /// As `ip route` words it after "default": "via 192.0.2.1 dev wan0".
  String via(String device) {
    return (address == null ? "" : "via " + AddressText.of(address.getAddress()) + " ")
        + "dev "
        + device;
  }
}
