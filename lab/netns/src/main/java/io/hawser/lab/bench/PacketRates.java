package io.hawser.lab.bench;

import java.io.IOException;
import java.time.Duration;

/// How many datagrams a second get through, and what one costs.
final class PacketRates {
  private static final int LENGTH = 200;
  private static final int[] OTHER_LENGTHS = {64, 1400};
  private static final int MOST_ROUNDS = 3;
  private static final double RATE_GOAL = 2;
  private static final double COST_GOAL = 0.3;

  /// Of the slower one's best rate: neither is then short of time.
  private static final double COST_SHARE = 0.8;

  private static final int COST_SECONDS = 5;

  private PacketRates() {}

  static void measure(Board board) throws IOException {
    Board some = board.shorter(MOST_ROUNDS);
    Rounds rates = rates(some, LENGTH);
    some.atLeast(figure(LENGTH), rates, "packets/s", RATE_GOAL);
    double slower =
        Math.min(rates.of(board.ours()).median(), rates.of(board.peer()).median()) * COST_SHARE;
    cost(board, slower);
  }

  static void otherLengths(Board board) throws IOException {
    Board some = board.shorter(MOST_ROUNDS);
    for (int length : OTHER_LENGTHS) {
      some.note(figure(length), rates(some, length), "packets/s");
    }
  }

  static Rounds rates(Board board, int length) throws IOException {
    board.say("UDP of " + length + " bytes");
    return board.measure(each -> Datagrams.highestRate(each, length));
  }

  static String figure(int length) {
    return "UDP " + length + " bytes, highest rate at 0.1 % loss";
  }

  /// The same rate for everybody. Judged by the time of the tunnel's processes, in which is most of
  /// what the kernel does for them; beside it that of sender, receiver and the kernel's threads as
  /// well, so that nothing is hidden by who is charged for it.
  private static void cost(Board board, double rate) throws IOException {
    board.say("processor time of UDP of " + LENGTH + " bytes at " + Math.round(rate) + " a second");
    Rounds everything = new Rounds();
    Rounds processes =
        board.measure(
            each -> {
              Duration before = each.cpu();
              Duration kernelBefore = KernelThreads.time();
              Datagrams.Result result = Datagrams.send(each, LENGTH, rate, COST_SECONDS);
              double kernel = seconds(KernelThreads.time().minus(kernelBefore));
              double tunnel = seconds(each.cpu().minus(before));
              everything.add(
                  each, (tunnel + kernel + result.endsCpuS()) * 1e6 / result.delivered());
              return tunnel * 1e6 / result.delivered();
            });
    String packet = "processor time a packet of " + LENGTH + " bytes";
    board.figures().note("UDP " + LENGTH + " bytes, rate of the next rows", rate, "packets/s");
    board.atMost(packet, processes, "µs", COST_GOAL);
    board.note(packet + ", sender, receiver and kernel included", everything, "µs");
  }

  private static double seconds(Duration time) {
    return time.toNanos() / 1e9;
  }
}
