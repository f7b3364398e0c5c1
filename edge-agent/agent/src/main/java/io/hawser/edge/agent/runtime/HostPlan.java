package io.hawser.edge.agent.runtime;

import io.hawser.edge.agent.linux.Device;
import io.hawser.edge.agent.linux.Devices;
import io.hawser.edge.agent.linux.WanLink;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// What a configuration asks of the machine around the packet path.
///
/// @param overlayAddresses of the TUN, without prefix length
/// @param servicePort UDP port of the service key on every link, 0 for none
/// @param prefixes inner destinations that lead into the TUN
/// @param attached networks of this machine's LAN, which never do
record HostPlan(
    List<HostLink> links,
    int servicePort,
    List<String> overlayAddresses,
    List<String> prefixes,
    List<String> attached) {
  /// Outer MTU where no device says otherwise: Ethernet's.
  private static final int USUAL_MTU = 1500;

  /// What an inner packet grows by on the wire over IPv6: 40 + 8 + 16 + 16.
  private static final int OVERHEAD = 80;

  private static final int LEAST_TUN_MTU = 1280;

  /// @param port of the link's own key
  /// @param configuredMtu outer MTU; 0 for the device's own
  record HostLink(WanLink wan, int port, int configuredMtu) {
    int mtu(Devices devices) {
      return configuredMtu != 0
          ? configuredMtu
          : devices.find(wan.device()).map(Device::mtu).orElse(USUAL_MTU);
    }
  }

  HostPlan {
    links = List.copyOf(links);
    overlayAddresses = List.copyOf(overlayAddresses);
    prefixes = List.copyOf(prefixes);
    attached = List.copyOf(attached);
  }

  List<WanLink> wans() {
    return links.stream().map(HostLink::wan).toList();
  }

  Set<Integer> udpPorts() {
    Set<Integer> ports = new LinkedHashSet<>();
    links.forEach(link -> ports.add(link.port));
    if (servicePort != 0) {
      ports.add(servicePort);
    }
    return ports;
  }

  /// What fits through the narrowest link, and never more than through Ethernet.
  int tunMtu(Devices devices) {
    int outer = links.stream().mapToInt(link -> link.mtu(devices)).min().orElse(USUAL_MTU);
    return Math.max(LEAST_TUN_MTU, Math.min(outer, USUAL_MTU) - OVERHEAD);
  }

  /// [#attached] and the networks that the links' devices are in.
  List<String> attachedWith(Devices devices) {
    List<String> all = new ArrayList<>(attached);
    for (HostLink link : links) {
      devices.find(link.wan.device()).ifPresent(device -> all.addAll(device.networks()));
    }
    return all;
  }
}
