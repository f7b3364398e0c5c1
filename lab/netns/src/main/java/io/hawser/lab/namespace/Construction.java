package io.hawser.lab.namespace;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Builds what a [Blueprint] says.
public final class Construction {
  /// Before devices are there. Routes decide, not reverse path filters; no wait for duplicate
  /// addresses; no addresses from router advertisements, which nobody sends. IPv6 is on also where
  /// the machine starts without (`ipv6.disable_ipv6=1`).
  private static final Map<String, String> DEFAULTS =
      Map.of(
          "ipv6/conf/all/disable_ipv6", "0",
          "ipv6/conf/default/disable_ipv6", "0",
          "ipv4/conf/all/rp_filter", "0",
          "ipv4/conf/default/rp_filter", "0",
          "ipv6/conf/all/accept_dad", "0",
          "ipv6/conf/default/accept_dad", "0",
          "ipv6/conf/default/dad_transmits", "0",
          "ipv6/conf/default/router_solicitations", "0",
          "ipv6/conf/default/accept_ra", "0",
          "ipv6/conf/all/keep_addr_on_down", "1");

  private static final Map<String, String> FORWARDING =
      Map.of(
          "ipv4/ip_forward", "1",
          "ipv6/conf/all/forwarding", "1",
          "ipv6/conf/default/forwarding", "1");

  private Construction() {}

  /// Makes namespaces, devices, addresses, routes and firewalls.
  public static void build(Blueprint blueprint) throws IOException {
    List<String> names = new ArrayList<>();
    blueprint.namespaces().forEach(namespace -> names.add("netns add " + namespace.name()));
    batch(List.of("ip", "-batch", "-"), names);
    for (NetworkNamespace namespace : blueprint.namespaces()) {
      Map<String, String> settings = new LinkedHashMap<>(DEFAULTS);
      if (blueprint.routers().contains(namespace)) {
        settings.putAll(FORWARDING);
      }
      namespace.call(() -> write(settings));
    }
    batch(List.of("ip", "-batch", "-"), blueprint.pairs());
    for (var entry : blueprint.realFrames().entrySet()) {
      switchOffloadsOff(entry.getKey(), entry.getValue());
    }
    for (var lines : List.of(blueprint.addresses(), blueprint.routes())) {
      for (var entry : lines.entrySet()) {
        batch(List.of("ip", "-n", entry.getKey().name(), "-batch", "-"), entry.getValue());
      }
    }
    for (var entry : blueprint.firewalls().entrySet()) {
      Command.run(
          entry.getValue(),
          List.of("ip", "netns", "exec", entry.getKey().name(), "nft", "-f", "-"));
    }
  }

  private static void batch(List<String> command, List<String> lines) throws IOException {
    if (!lines.isEmpty()) {
      Command.run(String.join("\n", lines) + "\n", command);
    }
  }

  private static Void write(Map<String, String> settings) throws IOException {
    for (var setting : settings.entrySet()) {
      Path file = Path.of("/proc/sys/net", setting.getKey());
      if (Files.exists(file)) {
        Files.writeString(file, setting.getValue());
      }
    }
    return null;
  }

  private static void switchOffloadsOff(NetworkNamespace namespace, List<String> devices)
      throws IOException {
    StringBuilder script = new StringBuilder("set -e\n");
    for (String device : devices) {
      script
          .append("ethtool -K ")
          .append(device)
          .append(" rx off tx off sg off tso off gso off gro off >/dev/null\n");
    }
    Command.run(script.toString(), List.of("nsenter", "--net=" + namespace.path(), "sh"));
  }
}
