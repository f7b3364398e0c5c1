package io.hawser.lab.bonding;

import io.hawser.lab.Host;
import io.hawser.lab.bonding.Traffic.Arrived;
import io.hawser.lab.traffic.Bulk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The kernel's multipath TCP (RFC 8684) between the edges' machines, outside of any tunnel and
/// without encryption: one subflow over each link, as headquarters tells its addresses. For TCP
/// only, and only where both ends speak it; iperf3 is made to by `mptcpize`.
final class MultipathTcp implements Rival {
  private static final int PORT = Way.OUTSIDE + 8;

  /// Less is no subflow that carries.
  private static final long LEAST_BYTES = 50_000;

  private static final String LIMITS = "mptcp limits set subflow 8 add_addr_accepted 8";

  private final BondedBranch branch;

  private MultipathTcp(BondedBranch branch) {
    this.branch = branch;
  }

  /// Why it cannot be measured here; empty where it can.
  static String whyNot() {
    if (!Files.exists(Path.of("/proc/sys/net/mptcp/enabled"))) {
      return "the kernel has none";
    }
    return Files.isExecutable(Path.of("/usr/bin/mptcpize")) ? "" : "mptcpize is not installed";
  }

  static MultipathTcp start(BondedBranch branch) throws IOException {
    MultipathTcp rival = new MultipathTcp(branch);
    branch.letIn("tcp", PORT);
    for (String site : List.of(BondedBranch.HUB, BondedBranch.BRANCH)) {
      BondedBranch.ip(branch.machine(site), "mptcp endpoint flush");
      BondedBranch.ip(branch.machine(site), LIMITS);
    }
    for (int i = 1; i < branch.set().size(); i++) {
      String address = branch.outer(BondedBranch.HUB, i).getHostAddress();
      BondedBranch.ip(
          branch.machine(BondedBranch.HUB), "mptcp endpoint add " + address + " signal");
    }
    return rival;
  }

  @Override
  public String name() {
    return "kernel multipath tcp";
  }

  @Override
  public Arrived send(Traffic traffic, int warmUpSeconds, int seconds) throws IOException {
    Host from = branch.machine(BondedBranch.BRANCH);
    Host to = branch.machine(BondedBranch.HUB);
    long[] before = branch.takenBytes();
    Bulk.Result result =
        Bulk.tcp(
            from,
            to,
            Bulk.Order.of(branch.outer(BondedBranch.HUB, 0), PORT, seconds)
                .withConnections(traffic.sessions())
                .withWarmUp(warmUpSeconds)
                .withCongestionControl(BondedBranch.CUBIC)
                .by("mptcpize", "run"));
    long[] after = branch.takenBytes();
    for (int i = 0; i < after.length; i++) {
      if (after[i] - before[i] < LEAST_BYTES) {
        throw new IOException(
            name() + ": nothing by " + branch.link(i).name() + " (expected: a subflow)");
      }
    }
    return Arrived.ofTcp(result.receivedMbps(), result.segmentLength());
  }

  @Override
  public void close() throws IOException {
    for (String site : List.of(BondedBranch.HUB, BondedBranch.BRANCH)) {
      BondedBranch.ip(branch.machine(site), "mptcp endpoint flush");
    }
  }
}
