package io.hawser.edge.agent.linux;

import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Leads what is destined for other sites into the TUN: table 4100, asked before the main table.
///
/// Networks that this machine is attached to itself are thrown back to the main table, so that a
/// wide prefix of another site (10.0.0.0/8 by the hub, a default route) never captures the LAN.
/// Owned by the control agent. The first [#apply] replaces what a crashed run left, [#close]
/// removes everything.
public final class TunnelRoutes implements AutoCloseable {
  static final int TABLE = 4100;

  private static final String RULE =
      "priority " + RoutingRules.TUNNEL_PRIORITY + " lookup " + TABLE;

  private record Family(RouteTable table, RoutingRules rules) {
    void flush() {
      rules.flush();
      table.flush();
    }
  }

  private record Wanted(Set<String> prefixes, Set<String> attached, Optional<Device> tun) {}

  private final String tun;
  private final Map<IpFamily, Family> families = new EnumMap<>(IpFamily.class);
  private @Nullable Wanted applied;

  /// @param tun name of the device that routes lead to
  public TunnelRoutes(String tun) {
    this.tun = tun;
    for (IpFamily family : IpFamily.values()) {
      if (family.available()) {
        int priority = RoutingRules.TUNNEL_PRIORITY;
        families.put(
            family,
            new Family(
                new RouteTable(family, TABLE), new RoutingRules(family, priority, priority)));
      }
    }
  }

  /// Makes `prefixes` lead into the TUN, apart from those in `attached`, the networks of this
  /// machine's LAN and links. Where the TUN is absent or down they are unreachable, never open to a
  /// link, and the next call that sees it up puts them in. Costs nothing where nothing has changed.
  public void apply(Collection<String> prefixes, Collection<String> attached, Devices devices) {
    Wanted now =
        new Wanted(new LinkedHashSet<>(prefixes), new LinkedHashSet<>(attached), devices.find(tun));
    if (now.equals(applied)) {
      return;
    }
    families.forEach(
        (family, state) -> {
          if (applied == null) {
            state.flush();
          }
          state.table.hold(routes(family, now));
          state.rules.hold(Set.of(RULE));
        });
    applied = now;
  }

  private Set<String> routes(IpFamily family, Wanted wanted) {
    Set<String> routes = new LinkedHashSet<>();
    for (String prefix : wanted.attached) {
      if (IpFamily.ofText(prefix) == family) {
        routes.add("throw " + prefix);
      }
    }
    boolean up = wanted.tun.filter(Device::up).isPresent();
    for (String prefix : wanted.prefixes) {
      if (IpFamily.ofText(prefix) == family && !wanted.attached.contains(prefix)) {
        routes.add("unreachable " + prefix + " metric 4294967294");
        if (up) {
          routes.add(prefix + " dev " + tun);
        }
      }
    }
    return routes;
  }

  /// Removes the rule and the table.
  @Override
  public void close() {
    families.values().forEach(Family::flush);
    applied = null;
  }
}
