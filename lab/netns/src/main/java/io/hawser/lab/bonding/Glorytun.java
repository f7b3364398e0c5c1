package io.hawser.lab.bonding;

import io.hawser.lab.Host;
import io.hawser.lab.HostProcess;
import io.hawser.lab.bonding.Traffic.Arrived;
import io.hawser.lab.company.Company;
import io.hawser.lab.topology.WanLink;
import io.hawser.lab.traffic.Bulk;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Glorytun, a multipath tunnel in C, between the edges' machines: a path for each link, which is
/// told the link's rate as the edges are.
///
/// It knows its far end by one address, which only one of the networks has: what leaves by another
/// link is translated to the address that headquarters has there.
final class Glorytun implements Rival {
  private static final int PORT = Way.OUTSIDE + 9;

  /// Both ends keep their control sockets, which are named after their devices, in one directory of
  /// the machine.
  private static final String NEAR_DEVICE = "gt1";

  private static final String FAR_DEVICE = "gt0";
  private static final String KEY = "/var/lib/hawser/glorytun.key";
  private static final String NEAR = "10.98.0.2";
  private static final String FAR = "10.98.0.1";

  /// Also the first priority: those of the edges come later, and look at the routes by address.
  private static final int FIRST_TABLE = 4_000;

  private static final int TCP_PORT = 5_201;
  private static final Duration START_LIMIT = Duration.ofSeconds(10);
  private static final Duration UP_LIMIT = Duration.ofSeconds(20);

  private final BondedBranch branch;
  private final List<HostProcess> processes = new ArrayList<>();
  private final List<String> undo = new ArrayList<>();

  private Glorytun(BondedBranch branch) {
    this.branch = branch;
  }

  /// Its program: what somebody built, or put into the machine's path.
  static Optional<Path> program(Path root) {
    return List.of(
            root.resolve("lab/netns/target/peers/glorytun").toAbsolutePath(),
            Path.of("/usr/local/bin/glorytun"),
            Path.of("/usr/bin/glorytun"))
        .stream()
        .filter(Files::isExecutable)
        .findFirst();
  }

  static Glorytun start(BondedBranch branch, Path program) throws IOException {
    Glorytun rival = new Glorytun(branch);
    try {
      rival.launch(program.toString());
      return rival;
    } catch (IOException failed) {
      rival.close();
      throw failed;
    }
  }

  private Host near() {
    return branch.machine(BondedBranch.BRANCH);
  }

  private Host far() {
    return branch.machine(BondedBranch.HUB);
  }

  private void launch(String program) throws IOException {
    branch.letIn("udp", PORT);
    String key = far().exec(program, "keygen").orThrow().strip();
    for (Host host : List.of(near(), far())) {
      host.write(KEY, key);
    }
    routes();
    String port = Integer.toString(PORT);
    String server = branch.outer(BondedBranch.HUB, 0).getHostAddress();
    begin(far(), FAR_DEVICE, FAR, List.of(program, "bind", "0.0.0.0", port));
    begin(near(), NEAR_DEVICE, NEAR, List.of(program, "bind", "0.0.0.0", port, "to", server, port));
    for (int i = 0; i < branch.set().size(); i++) {
      // Bytes a second.
      String rate = Long.toString(branch.set().member(i).mbps() * 1_000_000L / 8);
      near()
          .exec(
              program,
              "path",
              branch.outer(BondedBranch.BRANCH, i).getHostAddress(),
              "dev",
              NEAR_DEVICE,
              "up",
              "rate",
              "fixed",
              "tx",
              rate,
              "rx",
              rate)
          .orThrow();
    }
    Company.awaitPing(near(), InetAddress.ofLiteral(FAR), UP_LIMIT);
    Company.until("glorytun's paths", UP_LIMIT, () -> pathsUp(program) == branch.set().size());
  }

  private long pathsUp(String program) throws IOException {
    String paths = near().exec(program, "path", "dev", NEAR_DEVICE).orThrow();
    return paths.lines().filter(line -> line.startsWith("path UP OK")).count();
  }

  private void begin(Host host, String device, String inner, List<String> command)
      throws IOException {
    List<String> all = new ArrayList<>(command);
    all.addAll(List.of("dev", device, "keyfile", KEY));
    HostProcess process = host.start("glorytun", all.toArray(String[]::new));
    processes.add(process);
    process.await("running on device", START_LIMIT);
    BondedBranch.ip(host, "address add " + inner + "/24 dev " + device);
    BondedBranch.ip(host, "link set " + device + " up");
  }

  /// What has a link's address leaves by that link, and to the address that is behind it.
  private void routes() throws IOException {
    near().exec("nft", "add table ip glorytun").orThrow();
    near()
        .exec(
            "nft",
            "add chain ip glorytun out { type nat hook output priority -100 ; policy accept ; }")
        .orThrow();
    String server = branch.outer(BondedBranch.HUB, 0).getHostAddress();
    for (int i = 0; i < branch.set().size(); i++) {
      WanLink mine = branch.wan(BondedBranch.BRANCH, i);
      int table = FIRST_TABLE + i;
      String rule =
          "from " + mine.addresses().getFirst().host() + " to " + server + " table " + table;
      BondedBranch.ip(
          near(),
          "route replace default via "
              + mine.addresses().getFirst().gateway().host()
              + " dev "
              + mine.device()
              + " table "
              + table);
      BondedBranch.ip(near(), "rule add " + rule + " priority " + table);
      undo.add("rule del " + rule);
      if (i > 0) {
        near()
            .exec(
                "nft",
                "add rule ip glorytun out oifname "
                    + mine.device()
                    + " ip daddr "
                    + server
                    + " udp dport "
                    + PORT
                    + " dnat to "
                    + branch.outer(BondedBranch.HUB, i).getHostAddress())
            .orThrow();
      }
    }
  }

  @Override
  public String name() {
    return "glorytun";
  }

  @Override
  public Arrived send(Traffic traffic, int warmUpSeconds, int seconds) throws IOException {
    Bulk.Result result =
        Bulk.tcp(
            near(),
            far(),
            Bulk.Order.of(InetAddress.ofLiteral(FAR), TCP_PORT, seconds)
                .withConnections(traffic.sessions())
                .withWarmUp(warmUpSeconds)
                .withCongestionControl(BondedBranch.CUBIC));
    return Arrived.ofTcp(result.receivedMbps(), result.segmentLength());
  }

  @Override
  public void close() throws IOException {
    for (HostProcess process : processes) {
      process.close();
    }
    for (String words : undo) {
      BondedBranch.ip(near(), words);
    }
    near().exec("nft", "delete table ip glorytun");
  }
}
