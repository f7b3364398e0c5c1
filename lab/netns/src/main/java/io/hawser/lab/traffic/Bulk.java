package io.hawser.lab.traffic;

import io.hawser.lab.CommandResult;
import io.hawser.lab.Host;
import io.hawser.lab.HostProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/// As much TCP as passes, by iperf3.
public final class Bulk {
  private static final int PORT = 5201;
  private static final Duration START_LIMIT = Duration.ofSeconds(10);

  /// iperf3 may spin for ever when its device vanishes: it gets this much longer than it should
  /// need.
  private static final Duration GRACE = Duration.ofSeconds(15);

  /// @param receivedMbps Mbit/s that reached the receiver's application
  /// @param retransmits segments sent again
  public record Result(double receivedMbps, long retransmits) {}

  private Bulk() {}

  /// Sends for some seconds over a number of parallel connections.
  public static Result tcp(Host from, Host to, InetAddress address, int seconds, int connections)
      throws IOException {
    try (HostProcess server =
        to.start(
            "iperf3",
            "timeout",
            Integer.toString(seconds + 30),
            "iperf3",
            "-s",
            "-1",
            "-p",
            Integer.toString(PORT),
            "--forceflush")) {
      server.await("Server listening", START_LIMIT);
      CommandResult result =
          from.exec(
              GRACE.plusSeconds(seconds),
              "iperf3",
              "-J",
              "-c",
              address.getHostAddress(),
              "-p",
              Integer.toString(PORT),
              "-t",
              Integer.toString(seconds),
              "-P",
              Integer.toString(connections),
              "--connect-timeout",
              "5000");
      JsonNode end = new ObjectMapper().readTree(result.orThrow()).path("end");
      return new Result(
          end.path("sum_received").path("bits_per_second").asDouble() / 1e6,
          end.path("sum_sent").path("retransmits").asLong());
    }
  }
}
