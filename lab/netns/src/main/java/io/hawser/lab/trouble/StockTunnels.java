package io.hawser.lab.trouble;

import io.hawser.lab.Host;
import io.hawser.lab.company.Company;
import io.hawser.lab.company.WireguardGo;
import io.hawser.lab.topology.WanLink;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// `wireguard-go` between the two edges' machines, one tunnel over each of some links, and networks
/// of their own behind it. Who routes through them is another's business.
///
/// The second byte of every address inside is the network's; the third is 0 to 2 for the tunnels'
/// own, 101 at headquarters and 102 at the branch.
final class StockTunnels implements AutoCloseable {
  private static final Duration UP_LIMIT = Duration.ofSeconds(30);

  /// One end, in the order of addresses.
  private enum End {
    HUB,
    BRANCH
  }

  private final Branch branch;
  private final int network;
  private final List<String> links;
  private final Map<String, List<WireguardGo>> ends = new LinkedHashMap<>();

  private StockTunnels(Branch branch, int network, List<String> links) {
    this.branch = branch;
    this.network = network;
    this.links = links;
  }

  /// @param network of `10.x.0.0/16`
  /// @param links of the branch, by name
  static StockTunnels start(Branch branch, int network, List<String> links) throws IOException {
    StockTunnels tunnels = new StockTunnels(branch, network, links);
    try {
      tunnels.lans();
      for (int i = 0; i < links.size(); i++) {
        tunnels.tunnel(i);
      }
      return tunnels;
    } catch (IOException failed) {
      tunnels.close();
      throw failed;
    }
  }

  Host machine(int end) {
    return end == 0 ? branch.rig().hub().host() : branch.edge().host();
  }

  private Host behind(int end) {
    return end == 0 ? branch.hubHost() : branch.host();
  }

  /// The device of a link's tunnel.
  String device(String link) {
    return "w" + network + "t" + links.indexOf(link);
  }

  String linkOf(String device) {
    return links.stream().filter(link -> device(link).equals(device)).findFirst().orElse("none");
  }

  /// Of the tunnel itself.
  InetAddress inner(String link, int end) {
    return address(links.indexOf(link), end + 1);
  }

  /// Of the host behind an end.
  InetAddress host(int end) {
    return address(101 + end, 10);
  }

  String lan(int end) {
    return "10." + network + "." + (101 + end) + ".0/24";
  }

  private InetAddress address(int third, int fourth) {
    return InetAddress.ofLiteral("10." + network + "." + third + "." + fourth);
  }

  private void lans() throws IOException {
    for (End end : End.values()) {
      int n = end.ordinal();
      InetAddress gateway = address(101 + n, 1);
      ip(machine(n), "address add " + gateway.getHostAddress() + "/24 dev lan0");
      ip(behind(n), "address add " + host(n).getHostAddress() + "/24 dev eth0");
      ip(behind(n), "route add 10." + network + ".0.0/16 via " + gateway.getHostAddress());
    }
  }

  private void tunnel(int number) throws IOException {
    String link = links.get(number);
    WanLink mine = branch.wan(link);
    WanLink theirs = branch.hubLink(mine.transport());
    List<WanLink> outer = List.of(theirs, mine);
    List<WireguardGo> both = new ArrayList<>();
    ends.put(link, both);
    int port = 52_000 + network * 10 + number;
    for (End end : End.values()) {
      int n = end.ordinal();
      // The tunnel's own packets leave by its link.
      ip(
          machine(n),
          "route replace "
              + outer.get(1 - n).addresses().getFirst().host()
              + " via "
              + outer.get(n).addresses().getFirst().gateway().host()
              + " dev "
              + outer.get(n).device());
      both.add(
          new WireguardGo(
              machine(n),
              new WireguardGo.End(
                  "wireguard-go",
                  device(link),
                  port,
                  List.of(inner(link, n)),
                  List.of(inner(link, 1 - n).getHostAddress() + "/32"))));
    }
    for (End end : End.values()) {
      int n = end.ordinal();
      both.get(n)
          .peer(
              both.get(1 - n).publicKey(),
              "allowed-ips",
              "0.0.0.0/0",
              "persistent-keepalive",
              "1",
              "endpoint",
              outer.get(1 - n).addresses().getFirst().host() + ":" + port);
    }
    Company.awaitPing(machine(1), inner(link, 0), UP_LIMIT);
  }

  /// Whether each tunnel answers.
  boolean answer() throws IOException {
    for (String link : links) {
      if (!machine(1)
          .exec("ping", "-c", "1", "-W", "1", inner(link, 0).getHostAddress())
          .succeeded()) {
        return false;
      }
    }
    return true;
  }

  static void ip(Host host, String words) throws IOException {
    List<String> command = new ArrayList<>(List.of("ip"));
    command.addAll(Arrays.asList(words.split(" ")));
    host.exec(command.toArray(String[]::new)).orThrow();
  }

  @Override
  public void close() throws IOException {
    for (List<WireguardGo> both : ends.values()) {
      for (WireguardGo end : both) {
        end.close();
      }
    }
  }
}
