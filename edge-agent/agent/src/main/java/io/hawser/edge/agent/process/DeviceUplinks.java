package io.hawser.edge.agent.process;

import io.hawser.edge.agent.linux.Device;
import io.hawser.edge.agent.linux.DeviceAddress;
import io.hawser.edge.agent.linux.Devices;
import io.hawser.edge.agent.linux.Gateway;
import io.hawser.edge.agent.linux.IpFamily;
import io.hawser.edge.agent.uplink.Uplink;
import io.hawser.edge.agent.uplink.Uplinks;
import io.hawser.orchestrator.api.EdgeConfiguration;
import io.hawser.orchestrator.api.Link;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The ways to the orchestrator: every device that has an address and a default route. Unmetered
/// links come first, then the kernel's own preference. Safe for use by several threads.
final class DeviceUplinks implements Uplinks {
  private final Supplier<Devices> devices;
  private final Supplier<Optional<EdgeConfiguration>> configuration;

  DeviceUplinks(Supplier<Devices> devices, Supplier<Optional<EdgeConfiguration>> configuration) {
    this.devices = devices;
    this.configuration = configuration;
  }

  private record Candidate(long metric, Uplink uplink) {}

  @Override
  public List<Uplink> usable() {
    List<Candidate> found = new ArrayList<>();
    for (Device device : devices.get().all()) {
      for (IpFamily family : IpFamily.values()) {
        add(device, family, found);
      }
    }
    return found.stream()
        .sorted(
            Comparator.comparing((Candidate candidate) -> candidate.uplink().metered())
                .thenComparing(Candidate::metric)
                .thenComparing(candidate -> candidate.uplink().device()))
        .map(Candidate::uplink)
        .toList();
  }

  private void add(Device device, IpFamily family, List<Candidate> found) {
    Gateway gateway = device.gateway(family);
    if (gateway == null || !device.usable(family)) {
      return;
    }
    Link link = link(device.name());
    String name = link == null ? device.name() : link.getName();
    boolean metered = link != null && link.getMetered();
    device.addresses().stream()
        .filter(address -> address.family() == family && address.isGlobal())
        .findFirst()
        .map(DeviceAddress::address)
        .ifPresent(
            source ->
                found.add(
                    new Candidate(
                        gateway.metric(), new Uplink(name, device.name(), source, metered))));
  }

  private @Nullable Link link(String device) {
    return configuration
        .get()
        .flatMap(
            known ->
                known.getLinksList().stream()
                    .filter(link -> link.getDevice().equals(device))
                    .findFirst())
        .orElse(null);
  }
}
