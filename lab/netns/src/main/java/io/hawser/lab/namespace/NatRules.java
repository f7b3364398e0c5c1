package io.hawser.lab.namespace;

import io.hawser.lab.topology.Address;
import io.hawser.lab.topology.Nat;

/// nftables rules that make a router behave like a kind of NAT.
///
/// Common to all but full cone: what nobody inside asked for is dropped, also where it is meant for
/// the router itself. (A Linux NAT that does not drop it would give the unsolicited packet the
/// port, and the inside host's own packets another one.)
final class NatRules {
  private static final String FRAME =
      """
      table ip nat {
        %s
        chain out {
          type nat hook postrouting priority srcnat;
          oifname "outside" %s
        }
        chain in {
          type nat hook prerouting priority dstnat;
          %s
        }
      }
      table inet filter {
        chain forward {
          type filter hook forward priority filter; policy accept;
          ct state invalid drop
          iifname "outside" ct state new %s
        }
        chain input {
          type filter hook input priority filter; policy accept;
          iifname "outside" ct state new drop
        }
      }
      """;

  private NatRules() {}

  static String of(Nat nat, Address inside) {
    String host = inside.host();
    return switch (nat.kind()) {
      case FULL_CONE ->
          FRAME.formatted(
              "",
              "masquerade",
              "iifname \"outside\" meta l4proto { tcp, udp } dnat to " + host,
              "ct status dnat accept");
      case RESTRICTED ->
          FRAME.formatted(
              "set heard { type ipv4_addr; flags dynamic, timeout; timeout 180s; }\n"
                  + "  chain note {\n"
                  + "    type filter hook forward priority filter;\n"
                  + "    oifname \"outside\" update @heard { ip daddr }\n"
                  + "  }",
              "masquerade",
              "iifname \"outside\" ip saddr @heard meta l4proto { tcp, udp } dnat to " + host,
              "ct status dnat accept\n    iifname \"outside\" ct state new drop");
      case PORT_RESTRICTED -> FRAME.formatted("", "masquerade", "", "drop");
      case SYMMETRIC -> FRAME.formatted("", "masquerade fully-random", "", "drop");
      case CGNAT ->
          FRAME.formatted(
              "",
              "meta l4proto { tcp, udp } masquerade to :20480-22527\n    oifname \"outside\" masquerade",
              "",
              "drop");
    };
  }
}
