package io.hawser.lab.topology;

import java.util.List;

/// A host in a LAN, or rather its addresses; its device is `eth0`.
public record LanHost(String name, List<Address> addresses) {
  public LanHost {
    addresses = List.copyOf(addresses);
  }
}
