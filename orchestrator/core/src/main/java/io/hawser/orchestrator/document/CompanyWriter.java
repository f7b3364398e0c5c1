package io.hawser.orchestrator.document;

import io.hawser.orchestrator.company.Site;
import io.hawser.orchestrator.company.StockClient;
import io.hawser.orchestrator.company.WanLink;
import io.hawser.policy.Prefix;
import java.util.List;
import java.util.stream.Collectors;

/// Writes a company document. Names and devices need no quotes by their alphabet; prefixes and keys
/// get them.
final class CompanyWriter {
  private final StringBuilder out = new StringBuilder();

  private CompanyWriter() {}

  static String write(CompanyDocument document) {
    CompanyWriter writer = new CompanyWriter();
    writer.line(
        "topology: {kind: %s, hubs: %s}",
        document.topology().kind().word(), document.topology().hubs());
    writer.line(
        "overlay: {ipv4: \"%s\", ipv6: \"%s\"}",
        document.overlay().ipv4(), document.overlay().ipv6());
    writer.line(document.sites().isEmpty() ? "sites: []" : "sites:");
    document.sites().forEach(writer::site);
    writer.line(document.clients().isEmpty() ? "clients: []" : "clients:");
    document.clients().forEach(writer::client);
    return writer.out.toString();
  }

  private void site(Site site) {
    line("  - name: \"%s\"", site.name());
    line(
        "    lan: {device: \"%s\", prefixes: %s}",
        site.lan().device(), quoted(site.lan().prefixes()));
    line("    links:");
    site.links().forEach(this::link);
  }

  private void link(WanLink link) {
    out.append(
        "      - {name: \"%s\", device: \"%s\", transport: \"%s\""
            .formatted(link.name(), link.device(), link.transport()));
    flag("metered", link.metered());
    flag("backup", link.backup());
    flag("behind-nat", link.behindNat());
    number("up-mbps", link.upBps() / CompanyReader.BPS_PER_MBPS);
    number("down-mbps", link.downBps() / CompanyReader.BPS_PER_MBPS);
    number("mtu", link.mtu());
    out.append("}\n");
  }

  private void client(StockClient client) {
    out.append(
        "  - {name: \"%s\", site: \"%s\", public-key: \"%s\", addresses: %s"
            .formatted(
                client.name(), client.site(), client.publicKey(), quoted(client.addresses())));
    if (!client.endpoint().isEmpty()) {
      out.append(", endpoint: \"").append(client.endpoint()).append('"');
    }
    number("keepalive-seconds", client.keepaliveSeconds());
    out.append("}\n");
  }

  private void flag(String key, boolean value) {
    if (value) {
      out.append(", ").append(key).append(": true");
    }
  }

  private void number(String key, long value) {
    if (value != 0) {
      out.append(", ").append(key).append(": ").append(value);
    }
  }

  private void line(String format, Object... values) {
    out.append(format.formatted(values)).append('\n');
  }

  private static String quoted(List<Prefix> prefixes) {
    return prefixes.stream()
        .map(prefix -> "\"" + prefix + "\"")
        .collect(Collectors.joining(", ", "[", "]"));
  }
}
