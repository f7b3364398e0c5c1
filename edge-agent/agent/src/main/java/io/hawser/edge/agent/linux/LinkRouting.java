package io.hawser.edge.agent.linux;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Sends each link's packets by that link: a closed table a link, chosen by mark and by source.
///
/// Table 4200 + n holds the link's own networks, the gateway that the operating system's main table
/// has for its device, and an `unreachable` for all the rest: a packet of a link that has no
/// gateway stays here. (For IPv4 the kernel then takes any destination for a neighbour on the
/// device that the socket is bound to and asks for it by ARP: it leaves by no other link, but is
/// not refused.)
///
/// Owned by the control agent. The first [#apply] replaces what a crashed run left, [#close]
/// removes everything.
public final class LinkRouting implements AutoCloseable {
  // One less than the greatest metric: `ip route flush` spares the IPv6 default that has that.
  private static final String NOWHERE = "unreachable default metric 4294967294";

  /// Tables and rules of one family.
  private static final class Family {
    final RoutingRules rules;
    final Map<Integer, RouteTable> tables = new HashMap<>();

    Family(IpFamily family) {
      rules =
          new RoutingRules(family, RoutingRules.MARK_PRIORITY, RoutingRules.TUNNEL_PRIORITY - 1);
    }
  }

  private final Map<IpFamily, Family> families = new EnumMap<>(IpFamily.class);
  private final Map<String, Optional<Device>> seen = new HashMap<>();
  private Set<WanLink> links = Set.of();

  public LinkRouting() {
    for (IpFamily family : IpFamily.values()) {
      if (family.available()) {
        families.put(family, new Family(family));
      }
    }
  }

  /// Brings tables and rules into step with the links and their devices; costs nothing where
  /// neither has changed.
  public void apply(Collection<WanLink> links, Devices devices) {
    if (seen.isEmpty() && this.links.isEmpty()) {
      families.values().forEach(state -> state.rules.flush());
    }
    Set<WanLink> wanted = new LinkedHashSet<>(links);
    List<WanLink> changed = new ArrayList<>();
    for (WanLink link : wanted) {
      Optional<Device> device = devices.find(link.device());
      if (!device.equals(seen.put(link.device(), device)) || !this.links.contains(link)) {
        changed.add(link);
      }
    }
    if (changed.isEmpty() && wanted.equals(this.links)) {
      return;
    }
    try {
      families.forEach((family, state) -> hold(family, state, wanted, changed, devices));
      this.links = wanted;
    } catch (LinuxException e) {
      seen.clear(); // the next call tries everything again
      throw e;
    }
  }

  /// Tables first and rules last, and the other way round for what goes: a rule's table is full.
  private void hold(
      IpFamily family, Family state, Set<WanLink> wanted, List<WanLink> changed, Devices devices) {
    for (WanLink link : changed) {
      RouteTable table =
          state.tables.computeIfAbsent(
              link.table(),
              number -> {
                RouteTable fresh = new RouteTable(family, number);
                fresh.flush();
                return fresh;
              });
      table.hold(routes(family, devices.find(link.device())));
    }
    Set<String> rules = new LinkedHashSet<>();
    wanted.forEach(link -> addRules(rules, family, link, devices.find(link.device())));
    state.rules.hold(rules);
    Set<Integer> numbers = new LinkedHashSet<>();
    wanted.forEach(link -> numbers.add(link.table()));
    state
        .tables
        .entrySet()
        .removeIf(
            entry -> {
              boolean stale = !numbers.contains(entry.getKey());
              if (stale) {
                entry.getValue().flush();
              }
              return stale;
            });
  }

  private static Set<String> routes(IpFamily family, Optional<Device> device) {
    Set<String> routes = new LinkedHashSet<>();
    routes.add(NOWHERE);
    if (device.isEmpty() || !device.get().usable(family)) {
      return routes;
    }
    Device present = device.get();
    for (DeviceAddress address : present.addresses()) {
      if (address.family() == family && !address.isHost()) {
        routes.add(address.network() + " dev " + present.name());
      }
    }
    Gateway gateway = present.gateway(family);
    if (gateway != null) {
      // A next hop need not lie in the link's own network (providers with /32 addresses).
      routes.add(
          "default " + gateway.via(present.name()) + (gateway.address() == null ? "" : " onlink"));
    }
    return routes;
  }

  private static void addRules(
      Set<String> rules, IpFamily family, WanLink link, Optional<Device> device) {
    int number = link.number();
    rules.add(
        "priority %d fwmark 0x%x lookup %d"
            .formatted(RoutingRules.MARK_PRIORITY + number, link.mark(), link.table()));
    List<DeviceAddress> addresses = device.map(Device::addresses).orElse(List.of());
    for (DeviceAddress address : addresses) {
      if (address.family() == family && address.isGlobal()) {
        String from = AddressText.of(address.address().getAddress());
        rules.add(
            "priority %d from %s lookup main suppress_prefixlength 0"
                .formatted(RoutingRules.SOURCE_MAIN_PRIORITY + number, from));
        rules.add(
            "priority %d from %s lookup %d"
                .formatted(RoutingRules.SOURCE_LINK_PRIORITY + number, from, link.table()));
      }
    }
  }

  /// Removes all rules and tables.
  @Override
  public void close() {
    families
        .values()
        .forEach(
            state -> {
              state.rules.flush();
              state.tables.values().forEach(RouteTable::flush);
              state.tables.clear();
            });
    links = Set.of();
    seen.clear();
  }
}
