package io.hawser.orchestrator.company;

import io.hawser.policy.Prefix;
import java.util.List;

/// Where edges get their overlay addresses: edge n has the n-th address of each prefix.
public record OverlayPlan(Prefix ipv4, Prefix ipv6) {
  /// RFC 1918 and RFC 4193 ranges that few companies use.
  public static final OverlayPlan DEFAULT =
      new OverlayPlan(Prefix.parse("10.255.0.0/16"), Prefix.parse("fd00:4a57::/64"));

  /// Least room for a company: an IPv4 /24.
  private static final int MIN_HOST_BITS = 8;

  private static final int MAX_HOST_BITS = 24;

  private static final int HOST = 128;

  public OverlayPlan {
    if (!ipv4.isIpv4() || hostBits(ipv4) < MIN_HOST_BITS) {
      throw RefusedException.invalid("overlay.ipv4: " + ipv4 + " (expected: IPv4, /24 or shorter)");
    }
    if (ipv6.isIpv4() || hostBits(ipv6) < MIN_HOST_BITS) {
      throw RefusedException.invalid(
          "overlay.ipv6: " + ipv6 + " (expected: IPv6, /120 or shorter)");
    }
  }

  /// The highest number that both prefixes have room for, the broadcast address left out.
  public int lastNumber() {
    return (1 << Math.min(MAX_HOST_BITS, Math.min(hostBits(ipv4), hostBits(ipv6)))) - 2;
  }

  /// Edge `number`'s addresses as host prefixes, IPv4 first.
  public List<Prefix> hostPrefixes(int number) {
    return List.of(host(ipv4, number), host(ipv6, number));
  }

  /// Edge `number`'s addresses without prefix length, IPv4 first.
  public List<String> addresses(int number) {
    return hostPrefixes(number).stream().map(Addresses::withoutLength).toList();
  }

  public boolean overlaps(Prefix prefix) {
    return ipv4.overlaps(prefix) || ipv6.overlaps(prefix);
  }

  private static int hostBits(Prefix prefix) {
    return HOST - prefix.length();
  }

  private static Prefix host(Prefix prefix, int number) {
    return new Prefix(prefix.high(), prefix.low() + number, HOST);
  }
}
