package io.hawser.lab.trouble;

import io.hawser.lab.Host;
import io.hawser.lab.HostProcess;
import io.hawser.lab.company.Company;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// FRR's OSPF over a tunnel of each link, with BFD each 50 ms, three of which may be missing: what
/// a network engineer makes of Debian's packages.
final class BfdRival implements Rival {
  private static final int NETWORK = 96;
  private static final String PROGRAMS = "/usr/lib/frr/";
  private static final String DIRECTORY = "/var/run/frr";
  private static final Duration START_LIMIT = Duration.ofSeconds(10);
  private static final Pattern DEVICE = Pattern.compile("\\bdev (\\S+)");

  private static final String BFD =
      """
      bfd
       profile fast
        detect-multiplier 3
        receive-interval 50
        transmit-interval 50
      """;

  private static final String OSPF_INTERFACE =
      """
      interface %s
       ip ospf network point-to-point
       ip ospf hello-interval 1
       ip ospf dead-interval 4
       ip ospf cost %d
       ip ospf bfd
       ip ospf bfd profile fast
      """;

  /// Networks behind are stubs of the area: routes of other origin are looked at once a second
  /// only.
  private static final String OSPF =
      """
      router ospf
       ospf router-id 10.%1$d.0.%2$d
       network 10.%1$d.0.0/16 area 0
       passive-interface lan0
       timers throttle spf 0 50 500
       timers throttle lsa all 0
       timers lsa min-arrival 0
      """;

  private final StockTunnels tunnels;
  private final List<HostProcess> processes = new ArrayList<>();

  private BfdRival(StockTunnels tunnels) {
    this.tunnels = tunnels;
  }

  static boolean isInstalled() {
    return Files.isExecutable(Path.of(PROGRAMS + "bfdd"));
  }

  static BfdRival start(Branch branch) throws IOException {
    BfdRival rival = new BfdRival(StockTunnels.start(branch, NETWORK, Branch.UNMETERED));
    try {
      for (int end = 0; end < 2; end++) {
        rival.launch(end);
      }
      return rival;
    } catch (IOException failed) {
      rival.close();
      throw failed;
    }
  }

  private void launch(int end) throws IOException {
    Host host = tunnels.machine(end);
    StringBuilder ospf = new StringBuilder();
    for (int i = 0; i < Branch.UNMETERED.size(); i++) {
      ospf.append(OSPF_INTERFACE.formatted(tunnels.device(Branch.UNMETERED.get(i)), 10 + i));
    }
    ospf.append(OSPF.formatted(NETWORK, 11 + end));
    Path mine = Files.createDirectories(host.path("/var/lib/hawser/frr"));
    host.share(mine, DIRECTORY);
    Files.writeString(mine.resolve("zebra.conf"), "\n");
    Files.writeString(mine.resolve("bfdd.conf"), BFD);
    Files.writeString(mine.resolve("ospfd.conf"), ospf.toString());
    // The daemons run as a user of their own.
    host.exec("chown", "-R", "frr:frr", DIRECTORY).orThrow();
    for (String daemon : List.of("zebra", "bfdd", "ospfd")) {
      String file = DIRECTORY + "/" + daemon;
      processes.add(
          host.start(
              daemon,
              PROGRAMS + daemon,
              "-f",
              file + ".conf",
              "-i",
              file + ".pid",
              "--log",
              "stdout"));
      awaitSocket(mine, daemon);
    }
  }

  private static void awaitSocket(Path run, String daemon) throws IOException {
    Company.until(
        daemon + " serves", START_LIMIT, () -> Files.exists(run.resolve(daemon + ".vty")));
  }

  @Override
  public String name() {
    return "frr with ospf and bfd";
  }

  @Override
  public InetAddress near() {
    return tunnels.host(1);
  }

  @Override
  public InetAddress far() {
    return tunnels.host(0);
  }

  @Override
  public String link() throws IOException {
    String route = tunnels.machine(1).exec("ip", "route", "get", far().getHostAddress()).orThrow();
    Matcher device = DEVICE.matcher(route);
    return device.find() ? tunnels.linkOf(device.group(1)) : "none";
  }

  /// Both neighbours are there, as the routing daemon of the branch says.
  @Override
  public boolean isReady() throws IOException {
    String neighbours = tunnels.machine(1).exec("vtysh", "-c", "show ip ospf neighbor").output();
    return neighbours.lines().filter(line -> line.contains("Full")).count()
            == Branch.UNMETERED.size()
        && !link().equals("none");
  }

  @Override
  public void close() throws IOException {
    for (HostProcess process : processes.reversed()) {
      process.close();
    }
    tunnels.close();
  }
}
