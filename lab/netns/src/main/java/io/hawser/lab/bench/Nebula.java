package io.hawser.lab.bench;

import io.hawser.lab.Host;
import io.hawser.lab.HostProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Two nodes of a Nebula network without a lighthouse.
final class Nebula implements Others.Tunnel {
  private static final String DIRECTORY = "/var/lib/hawser/nebula";
  private static final int PORT = 4242;
  private static final String CONFIGURATION =
      """
      pki: {ca: DIRECTORY/ca.crt, cert: DIRECTORY/node.crt, key: DIRECTORY/node.key}
      static_host_map: {"FAR_INNER": ["FAR_OUTER:PORT"]}
      lighthouse: {am_lighthouse: false, hosts: []}
      listen: {host: 0.0.0.0, port: PORT}
      punchy: {punch: false}
      tun: {dev: nebula0}
      firewall:
        outbound: [{port: any, proto: any, host: any}]
        inbound: [{port: any, proto: any, host: any}]
      """;

  @Override
  public String name() {
    return "nebula";
  }

  @Override
  public boolean isInstalled() {
    return Installed.all("nebula", "nebula-cert");
  }

  @Override
  public Contender start(Ground ground, List<HostProcess> processes) throws IOException {
    authority(ground);
    List<HostProcess> started = new ArrayList<>();
    for (int end = 0; end < 2; end++) {
      Host host = ground.ends().get(end);
      host.write(
          DIRECTORY + "/config.yaml",
          CONFIGURATION
              .replace("DIRECTORY", DIRECTORY)
              .replace("PORT", Integer.toString(PORT))
              .replace("FAR_INNER", inner(1 - end))
              .replace("FAR_OUTER", ground.outer(ground.ends().get(1 - end)).getHostAddress()));
      started.add(host.start("nebula", "nebula", "-config", DIRECTORY + "/config.yaml"));
    }
    processes.addAll(started);
    for (HostProcess node : started) {
      node.await("Nebula interface is active", EdgePair.UP_LIMIT);
    }
    // An edge's WAN lets in answers only: both ends must have called.
    ground.to().exec("ping", "-c", "1", "-W", "2", inner(0));
    return Others.between(ground, name(), inner(1), started);
  }

  private static String inner(int end) {
    return "10.97.0." + (end + 1);
  }

  /// Made on the first end, which signs for both.
  private static void authority(Ground ground) throws IOException {
    Path here = ground.from().path(DIRECTORY);
    Path there = ground.to().path(DIRECTORY);
    Files.createDirectories(here);
    Files.createDirectories(there);
    StringBuilder script = new StringBuilder("cd " + DIRECTORY + " && nebula-cert ca -name bench");
    for (int end = 0; end < 2; end++) {
      script.append(
          " && nebula-cert sign -name n%d -ip %s/24 -out-crt n%d.crt -out-key n%d.key"
              .formatted(end, inner(end), end, end));
    }
    ground.from().exec("sh", "-c", script.toString()).orThrow();
    Files.copy(here.resolve("ca.crt"), there.resolve("ca.crt"));
    for (String kind : List.of(".crt", ".key")) {
      Files.copy(here.resolve("n1" + kind), there.resolve("node" + kind));
      Files.copy(here.resolve("n0" + kind), here.resolve("node" + kind));
    }
  }
}
