package io.hawser.lab.traffic;

import io.hawser.lab.CommandResult;
import io.hawser.lab.Host;
import io.hawser.lab.HostProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
  /// @param eachMbps the same of each connection
  /// @param retransmits segments sent again
  public record Result(double receivedMbps, List<Double> eachMbps, long retransmits) {}

  private Bulk() {}

  /// Sends for some seconds over a number of parallel connections.
  public static Result tcp(Host from, Host to, InetAddress address, int seconds, int connections)
      throws IOException {
    return tcp(from, to, address, PORT, seconds, connections);
  }

  /// The same to a port.
  public static Result tcp(
      Host from, Host to, InetAddress address, int port, int seconds, int connections)
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
            Integer.toString(port),
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
              Integer.toString(port),
              "-t",
              Integer.toString(seconds),
              "-P",
              Integer.toString(connections),
              "--connect-timeout",
              "5000");
      JsonNode end = new ObjectMapper().readTree(result.orThrow()).path("end");
      List<Double> each = new ArrayList<>();
      for (JsonNode stream : end.path("streams")) {
        each.add(stream.path("receiver").path("bits_per_second").asDouble() / 1e6);
      }
      return new Result(
          end.path("sum_received").path("bits_per_second").asDouble() / 1e6,
          each,
          end.path("sum_sent").path("retransmits").asLong());
    }
  }
}
