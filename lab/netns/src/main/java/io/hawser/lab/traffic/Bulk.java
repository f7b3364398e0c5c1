package io.hawser.lab.traffic;

import io.hawser.lab.CommandResult;
import io.hawser.lab.Host;
import io.hawser.lab.HostProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/// As much as passes, by iperf3.
public final class Bulk {
  private static final int PORT = 5201;
  private static final Duration START_LIMIT = Duration.ofSeconds(10);

  /// iperf3 may spin for ever when its device vanishes: it gets this much longer than it should
  /// need.
  private static final Duration GRACE = Duration.ofSeconds(15);

  /// A second of the receiver's report, from, to and its kbit/s: `[ 5] 1.00-2.00 sec 2.29 MBytes
  /// 19200 Kbits/sec …`; that of all of them ends with `receiver`.
  private static final Pattern SECOND =
      Pattern.compile(
          "(?m)^\\[ *\\d+\\] +([\\d.]+)-([\\d.]+) +sec +[\\d.]+ \\S+ +([\\d.]+) Kbits/sec(?!.*receiver)");

  /// What is wanted of a run.
  ///
  /// @param warmUpSeconds before what counts
  /// @param by words in front of the program's own at both ends, such as `mptcpize run`
  /// @param device that it leaves by, whatever the routes prefer; empty for any
  /// @param congestionControl of TCP, by the kernel's name; empty for the machine's own
  public record Order(
      InetAddress address,
      int port,
      int warmUpSeconds,
      int seconds,
      int connections,
      List<String> by,
      String device,
      String congestionControl) {
    public Order {
      by = List.copyOf(by);
    }

    /// One connection, by any device.
    public static Order of(InetAddress address, int port, int seconds) {
      return new Order(address, port, 0, seconds, 1, List.of(), "", "");
    }

    public Order withConnections(int count) {
      return new Order(address, port, warmUpSeconds, seconds, count, by, device, congestionControl);
    }

    public Order withWarmUp(int beforeSeconds) {
      return new Order(
          address, port, beforeSeconds, seconds, connections, by, device, congestionControl);
    }

    public Order by(String... words) {
      return new Order(
          address,
          port,
          warmUpSeconds,
          seconds,
          connections,
          List.of(words),
          device,
          congestionControl);
    }

    public Order leavingBy(String name) {
      return new Order(
          address, port, warmUpSeconds, seconds, connections, by, name, congestionControl);
    }

    public Order withCongestionControl(String name) {
      return new Order(address, port, warmUpSeconds, seconds, connections, by, device, name);
    }
  }

  /// @param receivedMbps Mbit/s that reached the receiver's application
  /// @param eachMbps the same of each connection
  /// @param retransmits segments sent again
  /// @param segmentLength bytes of payload of a full segment, without its options
  public record Result(
      double receivedMbps, List<Double> eachMbps, long retransmits, int segmentLength) {}

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
    return tcp(from, to, Order.of(address, port, seconds).withConnections(connections));
  }

  /// As much TCP as passes.
  public static Result tcp(Host from, Host to, Order order) throws IOException {
    JsonNode said = run(from, to, order, List.of("-P", Integer.toString(order.connections))).client;
    JsonNode end = said.path("end");
    List<Double> each = new ArrayList<>();
    for (JsonNode stream : end.path("streams")) {
      each.add(stream.path("receiver").path("bits_per_second").asDouble() / 1e6);
    }
    return new Result(
        end.path("sum_received").path("bits_per_second").asDouble() / 1e6,
        each,
        end.path("sum_sent").path("retransmits").asLong(),
        said.path("start").path("tcp_mss_default").asInt());
  }

  /// Sends datagrams; answers how many Mbit/s of their payload reached the receiver after the
  /// warm-up, while they were sent: what still waits in a queue at the end does not count.
  ///
  /// @param length bytes of UDP payload
  /// @param mbps of payload that are sent
  public static double udp(Host from, Host to, Order order, int length, double mbps)
      throws IOException {
    String rate = String.format(Locale.ROOT, "%.0f", mbps * 1e6);
    int lasts = order.warmUpSeconds + order.seconds;
    Order whole = new Order(order.address, order.port, 0, lasts, 1, order.by, order.device, "");
    Said said = run(from, to, whole, List.of("-u", "-l", Integer.toString(length), "-b", rate));
    return receivedMbps(said.server, order.warmUpSeconds, lasts);
  }

  /// Of a receiver's report of each second, those of an interval.
  static double receivedMbps(String report, int fromSecond, int toSecond) throws IOException {
    double sum = 0;
    int seconds = 0;
    Matcher line = SECOND.matcher(report);
    while (line.find()) {
      long second = Math.round(Double.parseDouble(line.group(1)));
      boolean isOne = Math.round(Double.parseDouble(line.group(2))) == second + 1;
      if (isOne && second >= fromSecond && second < toSecond) {
        sum += Double.parseDouble(line.group(3)) / 1e3;
        seconds++;
      }
    }
    if (seconds != toSecond - fromSecond) {
      throw new IOException(
          "iperf3: "
              + seconds
              + " seconds told (expected: "
              + (toSecond - fromSecond)
              + ")\n"
              + report);
    }
    return sum / seconds;
  }

  /// What both ends wrote.
  private record Said(JsonNode client, String server) {}

  private static Said run(Host from, Host to, Order order, List<String> more) throws IOException {
    int lasts = order.warmUpSeconds + order.seconds;
    String port = Integer.toString(order.port);
    List<String> serving = new ArrayList<>(List.of("timeout", Integer.toString(lasts + 30)));
    serving.addAll(order.by);
    serving.addAll(List.of("iperf3", "-s", "-1", "-p", port, "-f", "k", "--forceflush"));
    List<String> sending = new ArrayList<>(order.by);
    sending.addAll(List.of("iperf3", "-J", "-c", order.address.getHostAddress(), "-p", port));
    sending.addAll(List.of("-t", Integer.toString(order.seconds), "--connect-timeout", "5000"));
    if (order.warmUpSeconds > 0) {
      sending.addAll(List.of("-O", Integer.toString(order.warmUpSeconds)));
    }
    if (!order.device.isEmpty()) {
      sending.addAll(List.of("--bind-dev", order.device));
    }
    if (!order.congestionControl.isEmpty()) {
      sending.addAll(List.of("-C", order.congestionControl));
    }
    sending.addAll(more);
    // Several may serve at once on a host, each with a log of its own.
    String name = order.port == PORT ? "iperf3" : "iperf3-" + order.port;
    try (HostProcess server = to.start(name, serving.toArray(String[]::new))) {
      server.await("Server listening", START_LIMIT);
      CommandResult result = from.exec(GRACE.plusSeconds(lasts), sending.toArray(String[]::new));
      JsonNode client = new ObjectMapper().readTree(result.orThrow());
      return new Said(client, server.output());
    }
  }
}
