package io.hawser.lab.bench;

import io.hawser.lab.bench.Cipher.Wires;
import io.hawser.lab.scenario.Figures;
import io.hawser.lab.traffic.Bulk;
import java.io.IOException;
import java.time.Duration;

/// TCP by iperf3, and the processor time that it costs the tunnel's processes.
final class Throughput {
  static final double PROCESSOR_GOAL = 0.7;

  private static final int SECONDS = 4;

  /// Until the code that carries packets is compiled.
  private static final int WARM_UP_SECONDS = 6;

  private static final int[] CONNECTIONS = {1, 4};

  private Throughput() {}

  static void warmUp(Board board) throws IOException {
    for (Contender each : board.contenders()) {
      mbps(each, WARM_UP_SECONDS, 1);
    }
  }

  static double mbps(Contender each, int seconds, int connections) throws IOException {
    double mbps =
        Bulk.tcp(each.from(), each.to(), each.target(), seconds, connections).receivedMbps();
    if (mbps <= 0) {
      throw new IOException(each.name() + ": nothing arrived (expected: TCP through the tunnel)");
    }
    return mbps;
  }

  static void tcp(Board board, Cipher cipher, Wires wires) throws IOException {
    for (int connections : CONNECTIONS) {
      String figure = figure(connections, cipher, wires);
      board.say(figure);
      Rounds cpu = new Rounds();
      Rounds mbps =
          board.measure(
              each -> {
                Duration before = each.cpu();
                double rate = mbps(each, SECONDS, connections);
                double gigabytes = rate / 8000 * SECONDS;
                cpu.add(each, each.cpu().minus(before).toNanos() / 1e9 / gigabytes);
                return rate;
              });
      board.atLeast(figure, mbps, "Mbit/s", cipher.tcpGoal(wires, connections));
      if (wires == Wires.DIRECT) {
        board.atMost("processor time a GB, " + figure, cpu, "s/GB", PROCESSOR_GOAL);
      } else {
        board.note("processor time a GB, " + figure, cpu, "s/GB");
      }
    }
  }

  static void forwarded(Board board, Cipher cipher) throws IOException {
    String figure = forwardedFigure(cipher);
    board.say(figure);
    Rounds mbps =
        board.measure(
            each ->
                Bulk.tcp(each.hosts().get(0), each.hosts().get(1), each.hostTarget(), SECONDS, 1)
                    .receivedMbps());
    board.atLeast(figure, mbps, "Mbit/s", cipher.forwardedGoal());
  }

  /// The goals of [#tcp] where the edges do not run the cipher.
  static void tcpNotMeasured(Figures figures, Cipher cipher, Wires wires, String why) {
    for (int connections : CONNECTIONS) {
      String goal = ">= " + cipher.tcpGoal(wires, connections);
      figures.notMeasured(figure(connections, cipher, wires) + ": ratio", why, goal);
    }
  }

  /// The goal of [#forwarded] where the edges do not run the cipher.
  static void forwardedNotMeasured(Figures figures, Cipher cipher, String why) {
    String goal = ">= " + cipher.forwardedGoal();
    figures.notMeasured(forwardedFigure(cipher) + ": ratio", why, goal);
  }

  private static String figure(int connections, Cipher cipher, Wires wires) {
    return "TCP ×" + connections + ", " + cipher.word() + wires.suffix();
  }

  private static String forwardedFigure(Cipher cipher) {
    return "TCP ×1 forwarded between hosts, " + cipher.word();
  }
}
