package io.hawser.edge.agent.linux;

import java.util.Collection;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// The packet filter between an edge and the open internet: nftables' table `inet hawser`.
///
/// - From a WAN nothing enters but answers, the edge's own UDP ports, ICMP and DHCP.
/// - Between a WAN and anything else nothing is forwarded: what another site may send comes through
///   the TUN, and what leaves the LAN leaves through it. (Local breakout will open its own way.)
/// - Packets of the edge's own sockets are not tracked: they need no connection state, and a table
///   full of connections must not stop the tunnels.
///
/// One transaction replaces the whole table, so there is no moment without it. Other tables stay
/// untouched, and may forbid more. Owned by the control agent.
public final class Firewall implements AutoCloseable {
  private static final String TABLE = "inet hawser";

  private String applied = "";

  /// Puts the rules for these links and UDP ports in force; does nothing where they are.
  public void apply(Collection<WanLink> links, Collection<Integer> udpPorts) {
    String rules = rules(links, udpPorts);
    if (!rules.equals(applied)) {
      Command.runWith(rules, "nft", "-f", "-");
      applied = rules;
    }
  }

  /// Puts the rules in force again if somebody removed them (`nft flush ruleset`, as reloading a
  /// distribution's own firewall does); answers true where they were gone.
  public boolean heal() {
    if (applied.isEmpty() || Command.run("nft", "list", "tables").contains("table " + TABLE)) {
      return false;
    }
    Command.runWith(applied, "nft", "-f", "-");
    return true;
  }

  private static String rules(Collection<WanLink> links, Collection<Integer> udpPorts) {
    SortedSet<String> devices = new TreeSet<>();
    links.forEach(link -> devices.add('"' + link.device() + '"'));
    return """
        table inet hawser
        delete table inet hawser
        table inet hawser {
          set wans {
            type ifname
            %s
          }
          set tunnel_ports {
            type inet_service
            %s
          }
          chain untracked_in {
            type filter hook prerouting priority raw; policy accept;
            iifname @wans udp dport @tunnel_ports notrack
          }
          chain untracked_out {
            type filter hook output priority raw; policy accept;
            meta mark & 0xffff0000 == 0x48570000 notrack
          }
          chain input {
            type filter hook input priority filter; policy accept;
            iifname != @wans accept
            udp dport @tunnel_ports accept
            ct state established,related accept
            meta l4proto { icmp, ipv6-icmp } accept
            udp sport 67 udp dport 68 accept
            ip6 saddr fe80::/10 udp sport 547 udp dport 546 accept
            counter drop
          }
          chain forward {
            type filter hook forward priority filter; policy accept;
            iifname @wans counter drop
            oifname @wans counter reject with icmpx admin-prohibited
          }
        }
        """
        .formatted(elements(devices), elements(new TreeSet<>(udpPorts)));
  }

  private static String elements(SortedSet<?> members) {
    return members.isEmpty()
        ? ""
        : members.stream()
            .map(Object::toString)
            .collect(Collectors.joining(", ", "elements = { ", " }"));
  }

  /// Removes the table.
  @Override
  public void close() {
    if (!applied.isEmpty()) {
      Command.runWith("table " + TABLE + "\ndelete table " + TABLE + "\n", "nft", "-f", "-");
      applied = "";
    }
  }
}
