package io.hawser.edge.agent.linux;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A network device as the kernel shows it at one moment.
///
/// @param index the kernel's; a device that vanishes and returns has another
/// @param generation grows whenever the kernel announced this device anew: it may have been down in
///   between, and then the kernel has removed the routes by it
/// @param up administratively up and with a carrier
/// @param addresses usable ones, in the kernel's order (an IPv6 address appears after its duplicate
///   detection)
/// @param gateway4 default route by this device, null where there is none
/// @param gateway6 default route by this device, null where there is none
public record Device(
    String name,
    int index,
    int generation,
    boolean up,
    int mtu,
    List<DeviceAddress> addresses,
    @Nullable Gateway gateway4,
    @Nullable Gateway gateway6) {
  public Device {
    addresses = List.copyOf(addresses);
  }

  public @Nullable Gateway gateway(IpFamily family) {
    return family == IpFamily.V4 ? gateway4 : gateway6;
  }

  /// The networks that are on its link, "198.51.100.0/24".
  public List<String> networks() {
    return addresses.stream()
        .filter(address -> address.isGlobal() && !address.isHost())
        .map(DeviceAddress::network)
        .distinct()
        .toList();
  }

  /// True where a packet of this family could leave: up, with an address to send from.
  public boolean usable(IpFamily family) {
    return up && addresses.stream().anyMatch(a -> a.family() == family && a.isGlobal());
  }
}
