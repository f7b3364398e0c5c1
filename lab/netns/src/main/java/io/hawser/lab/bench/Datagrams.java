package io.hawser.lab.bench;

import io.hawser.lab.CommandResult;
import io.hawser.lab.HostProcess;
import java.io.IOException;
import java.time.Duration;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/// UDP at a rate, by iperf3, and the highest rate that gets through.
final class Datagrams {
  private static final int PORT = 5202;
  private static final int SEARCH_SECONDS = 2;
  private static final double MOST_LOSS_PERCENT = 0.1;
  private static final double FIRST_RATE = 20_000;
  private static final double STEP = 1.35;
  private static final int HALVINGS = 3;
  private static final int TRIES = 2;
  private static final Duration START_LIMIT = Duration.ofSeconds(10);

  /// What a run may take beyond its seconds.
  private static final Duration SLACK = Duration.ofSeconds(10);

  /// @param rate packets a second that left the sender
  /// @param delivered packets that arrived
  /// @param endsCpuS processor time of sender and receiver, s
  record Result(double rate, double lossPercent, double delivered, double endsCpuS) {
    boolean passes(double offered) {
      return lossPercent <= MOST_LOSS_PERCENT && rate >= 0.95 * offered;
    }
  }

  private Datagrams() {}

  /// The highest rate, packets a second, of which 99.9 % arrive: found by steps, then by halving.
  static double highestRate(Contender each, int length) throws IOException {
    double good = 0;
    double bad = FIRST_RATE;
    while (passes(each, length, bad)) {
      good = bad;
      bad *= STEP;
    }
    for (int i = 0; i < HALVINGS; i++) {
      double middle = (good + bad) / 2;
      if (passes(each, length, middle)) {
        good = middle;
      } else {
        bad = middle;
      }
    }
    return good;
  }

  /// Whatever disturbs a try makes it fail: a rate has failed when it did so twice. iperf3 waits
  /// for ever where the first of its datagrams is lost, which is a failure too.
  private static boolean passes(Contender each, int length, double rate) throws IOException {
    boolean passed = false;
    for (int attempt = 0; attempt < TRIES && !passed; attempt++) {
      CommandResult sent = run(each, length, rate, SEARCH_SECONDS);
      passed = sent.status() != CommandResult.TIMED_OUT && read(sent).passes(rate);
    }
    return passed;
  }

  /// Sends datagrams of `length` bytes of payload at `rate` packets a second.
  static Result send(Contender each, int length, double rate, int seconds) throws IOException {
    return read(run(each, length, rate, seconds));
  }

  private static CommandResult run(Contender each, int length, double rate, int seconds)
      throws IOException {
    try (HostProcess server =
        each.to()
            .start(
                "iperf3", "timeout", "40", "iperf3", "-s", "-1", "-p", "" + PORT, "--forceflush")) {
      server.await("Server listening", START_LIMIT);
      return each.from()
          .exec(
              Duration.ofSeconds(seconds).plus(SLACK),
              "iperf3",
              "-J",
              "-u",
              "-c",
              each.target().getHostAddress(),
              "-p",
              Integer.toString(PORT),
              "-t",
              Integer.toString(seconds),
              "-l",
              Integer.toString(length),
              "-b",
              Long.toString((long) (rate * length * 8)));
    }
  }

  private static Result read(CommandResult result) throws IOException {
    JsonNode end = new ObjectMapper().readTree(result.orThrow()).path("end");
    JsonNode sum = end.path("sum");
    JsonNode cpu = end.path("cpu_utilization_percent");
    double packets = sum.path("packets").asDouble();
    double lasted = sum.path("seconds").asDouble();
    double percent = cpu.path("host_total").asDouble() + cpu.path("remote_total").asDouble();
    return new Result(
        packets / lasted,
        sum.path("lost_percent").asDouble(),
        packets - sum.path("lost_packets").asDouble(),
        percent / 100 * lasted);
  }
}
