package io.hawser.orchestrator.company;

import io.hawser.policy.Prefix;
import java.util.List;

/// A stock WireGuard client (a phone, a laptop, another router) that joins a site's service key.
///
/// @param addresses the inner prefixes that it may use, of one or both families
/// @param endpoint `192.0.2.9:51820` where it can be reached first, empty: it calls
/// @param keepaliveSeconds persistent keepalive, 0: none
public record StockClient(
    String name,
    String site,
    PublicKey publicKey,
    List<Prefix> addresses,
    String endpoint,
    int keepaliveSeconds) {
  public StockClient {
    Names.label("client", name);
    addresses = List.copyOf(addresses);
    if (addresses.isEmpty()) {
      throw RefusedException.invalid(
          name + ".addresses: none (expected: at least one prefix such as 10.255.128.5/32)");
    }
    if (!endpoint.isEmpty() && !isEndpoint(endpoint)) {
      throw RefusedException.invalid(
          name
              + ".endpoint: "
              + Names.printable(endpoint)
              + " (expected: such as 192.0.2.9:51820 or [2001:db8::9]:51820)");
    }
  }

  private static boolean isEndpoint(String text) {
    int colon = text.lastIndexOf(':');
    if (colon < 1 || !text.substring(colon + 1).matches("[1-9][0-9]{0,4}")) {
      return false;
    }
    String host = text.substring(0, colon);
    boolean ipv6 = host.startsWith("[") && host.endsWith("]");
    String address = ipv6 ? host.substring(1, host.length() - 1) : host;
    return Integer.parseInt(text.substring(colon + 1)) <= 65_535
        && Addresses.isIpv6(address) == ipv6
        && Addresses.reachable(address).isPresent();
  }
}
