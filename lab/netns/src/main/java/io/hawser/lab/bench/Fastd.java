package io.hawser.lab.bench;

import io.hawser.lab.Host;
import io.hawser.lab.HostProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;

/// fastd between two hosts, with the method that its manual recommends.
final class Fastd implements Others.Tunnel {
  private static final String DIRECTORY = "/var/lib/hawser/fastd";
  private static final String PORT = "10000";
  private static final String CONFIGURATION =
      """
      mode tun;
      interface "fastd0";
      mtu 1400;
      bind any:PORT;
      method "salsa2012+umac";
      secret "SECRET";
      on up "ip address add INNER/24 dev fastd0 && ip link set fastd0 up";
      peer "far" { key "FAR_KEY"; remote ipv4 "FAR_OUTER" port PORT; }
      """;

  @Override
  public String name() {
    return "fastd";
  }

  @Override
  public boolean isInstalled() {
    return Installed.all("fastd");
  }

  @Override
  public Contender start(Ground ground, List<HostProcess> processes) throws IOException {
    List<String> secrets = new ArrayList<>();
    List<String> keys = new ArrayList<>();
    for (Host host : ground.ends()) {
      Files.createDirectories(host.path(DIRECTORY));
      List<String> pair = host.exec("fastd", "--generate-key").orThrow().lines().toList();
      secrets.add(afterColon(pair.get(0)));
      keys.add(afterColon(pair.get(1)));
    }
    List<HostProcess> started = new ArrayList<>();
    for (int end = 0; end < 2; end++) {
      Host host = ground.ends().get(end);
      host.write(
          DIRECTORY + "/fastd.conf",
          CONFIGURATION
              .replace("PORT", PORT)
              .replace("SECRET", secrets.get(end))
              .replace("INNER", inner(end))
              .replace("FAR_KEY", keys.get(1 - end))
              .replace("FAR_OUTER", ground.outer(ground.ends().get(1 - end)).getHostAddress()));
      started.add(host.start("fastd", "fastd", "--config", DIRECTORY + "/fastd.conf"));
    }
    processes.addAll(started);
    return Others.between(ground, name(), inner(1), started);
  }

  private static String inner(int end) {
    return "10.95.0." + (end + 1);
  }

  private static String afterColon(String line) {
    return line.substring(line.indexOf(':') + 1).strip();
  }
}
