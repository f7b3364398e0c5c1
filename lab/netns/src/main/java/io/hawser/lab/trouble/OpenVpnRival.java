package io.hawser.lab.trouble;

import io.hawser.lab.Host;
import io.hawser.lab.HostProcess;
import io.hawser.lab.company.Company;
import io.hawser.lab.company.NodeCertificate;
import io.hawser.lab.topology.WanLink;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// OpenVPN whose client has two remotes, one over each link, and goes to the other where it hears
/// nothing for two seconds: the shortest that its pings tell.
final class OpenVpnRival implements Rival {
  private static final String DIRECTORY = "/var/lib/hawser/openvpn-failover";
  private static final String DEVICE = "ovf0";
  private static final String PORT = "1195";
  private static final String NETWORK = "10.95.";
  private static final Duration UP_LIMIT = Duration.ofSeconds(60);

  private final Branch branch;
  private final List<HostProcess> processes = new ArrayList<>();

  private OpenVpnRival(Branch branch) {
    this.branch = branch;
  }

  static boolean isInstalled() {
    return Files.isExecutable(Path.of("/usr/sbin/openvpn"));
  }

  static OpenVpnRival start(Branch branch) throws IOException {
    OpenVpnRival rival = new OpenVpnRival(branch);
    try {
      rival.launch();
      return rival;
    } catch (IOException failed) {
      rival.close();
      throw failed;
    }
  }

  private Host machine(int end) {
    return end == 0 ? branch.rig().hub().host() : branch.edge().host();
  }

  private void launch() throws IOException {
    List<String> fingerprints =
        List.of(
            NodeCertificate.make(machine(0), DIRECTORY),
            NodeCertificate.make(machine(1), DIRECTORY));
    for (int end = 0; end < 2; end++) {
      Host behind = end == 0 ? branch.hubHost() : branch.host();
      StockTunnels.ip(machine(end), "address add " + lan(end, 1) + "/24 dev lan0");
      StockTunnels.ip(behind, "address add " + lan(end, 10) + "/24 dev eth0");
      StockTunnels.ip(behind, "route add " + NETWORK + "0.0/16 via " + lan(end, 1));
      // The edge lets in answers only, and the client dials.
      machine(end)
          .exec("nft", "insert", "rule", "inet", "hawser", "input", "udp", "dport", PORT, "accept");
      List<String> command = new ArrayList<>(common(end, fingerprints.get(1 - end)));
      if (end == 1) {
        for (String link : Branch.UNMETERED) {
          command.addAll(List.of("--remote", outer(link).getHostAddress(), PORT));
        }
      }
      processes.add(machine(end).start("openvpn", command.toArray(String[]::new)));
    }
    Company.awaitPing(branch.host(), far(), UP_LIMIT);
  }

  private InetAddress outer(String link) {
    WanLink theirs = branch.hubLink(branch.wan(link).transport());
    return theirs.addresses().getFirst().ip();
  }

  private List<String> common(int end, String fingerprint) {
    return List.of(
        "openvpn",
        "--dev",
        DEVICE,
        "--dev-type",
        "tun",
        "--float",
        "--multihome",
        end == 0 ? "--tls-server" : "--tls-client",
        "--dh",
        "none",
        "--ifconfig",
        NETWORK + "0." + (end + 1),
        NETWORK + "0." + (2 - end),
        "--route",
        lan(1 - end, 0),
        "255.255.255.0",
        end == 0 ? "--lport" : "--nobind",
        end == 0 ? PORT : "--persist-tun",
        "--ping",
        "1",
        "--ping-restart",
        "2",
        "--connect-retry",
        "1",
        "1",
        "--persist-tun",
        "--cert",
        DIRECTORY + "/node.crt",
        "--key",
        DIRECTORY + "/node.key",
        "--peer-fingerprint",
        fingerprint);
  }

  private static String lan(int end, int host) {
    return NETWORK + (101 + end) + "." + host;
  }

  @Override
  public String name() {
    return "openvpn with two remotes";
  }

  @Override
  public InetAddress near() {
    return InetAddress.ofLiteral(lan(1, 10));
  }

  @Override
  public InetAddress far() {
    return InetAddress.ofLiteral(lan(0, 10));
  }

  /// The one whose remote the client named last.
  @Override
  public String link() throws IOException {
    String log = processes.getLast().output();
    String link = "none";
    int latest = -1;
    for (String each : Branch.UNMETERED) {
      int at = log.lastIndexOf("link remote: [AF_INET]" + outer(each).getHostAddress());
      if (at > latest) {
        latest = at;
        link = each;
      }
    }
    return link;
  }

  @Override
  public boolean isReady() throws IOException {
    return branch
        .host()
        .exec("ping", "-c", "2", "-i", "0.2", "-W", "1", far().getHostAddress())
        .succeeded();
  }

  @Override
  public void close() throws IOException {
    for (HostProcess process : processes) {
      process.close();
    }
  }
}
