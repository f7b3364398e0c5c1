package io.hawser.lab.bench;

import io.hawser.lab.Host;
import io.hawser.lab.HostProcess;
import io.hawser.lab.company.NodeCertificate;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// OpenVPN from one host to one other, by TLS between certificates that know each other's
/// fingerprint.
final class OpenVpn implements Others.Tunnel {
  private static final String DIRECTORY = "/var/lib/hawser/openvpn";
  private static final String PORT = "1194";

  @Override
  public String name() {
    return "openvpn";
  }

  @Override
  public boolean isInstalled() {
    return Installed.all("openvpn", "openssl");
  }

  @Override
  public Contender start(Ground ground, List<HostProcess> processes) throws IOException {
    List<String> fingerprints = new ArrayList<>();
    for (Host host : ground.ends()) {
      fingerprints.add(NodeCertificate.make(host, DIRECTORY));
    }
    List<HostProcess> started = new ArrayList<>();
    for (int end = 0; end < 2; end++) {
      started.add(launch(ground, end, fingerprints.get(1 - end)));
    }
    processes.addAll(started);
    return Others.between(ground, name(), inner(1), started);
  }

  private static String inner(int end) {
    return "10.96.0." + (end + 1);
  }

  private static HostProcess launch(Ground ground, int end, String fingerprint) throws IOException {
    return ground
        .ends()
        .get(end)
        .start(
            "openvpn",
            "openvpn",
            "--dev",
            "ovpn0",
            "--dev-type",
            "tun",
            end == 0 ? "--tls-server" : "--tls-client",
            "--dh",
            "none",
            "--ifconfig",
            inner(end),
            inner(1 - end),
            "--remote",
            ground.outer(ground.ends().get(1 - end)).getHostAddress(),
            "--port",
            PORT,
            "--cert",
            DIRECTORY + "/node.crt",
            "--key",
            DIRECTORY + "/node.key",
            "--peer-fingerprint",
            fingerprint);
  }
}
