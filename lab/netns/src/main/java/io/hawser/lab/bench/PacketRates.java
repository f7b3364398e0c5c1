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
    for (int length : OTHER_LENGTHS) {
      some.note(figure(length), rates(some, length), "packets/s");
    }
    double slower =
        Math.min(rates.of(board.ours()).median(), rates.of(board.peer()).median()) * COST_SHARE;
    cost(board, slower);
  }

  static Rounds rates(Board board, int length) throws IOException {
    board.say("UDP of " + length + " bytes");
    return board.measure(each -> Datagrams.highestRate(each, length));
  }

  static String figure(int length) {
    return "UDP " + length + " bytes, highest rate at 0.1 % loss";
  }

  /// The same rate for everybody. Judged by the time of the tunnel's processes, in which is most of
  /// what the kernel does for them; beside it what the whole machine was busy, sender, receiver and
  /// interrupts included.
  private static void cost(Board board, double rate) throws IOException {
    board.say("processor time of UDP of " + LENGTH + " bytes at " + Math.round(rate) + " a second");
    Rounds machine = new Rounds();
    Rounds processes =
        board.measure(
            each -> {
              Duration before = each.cpu();
              Duration busyBefore = Processor.busy();
              double delivered = Datagrams.send(each, LENGTH, rate, COST_SECONDS).delivered();
              Duration busy = Processor.busy().minus(busyBefore);
              machine.add(each, busy.toNanos() / 1e3 / delivered);
              return each.cpu().minus(before).toNanos() / 1e3 / delivered;
            });
    board.figures().note("UDP " + LENGTH + " bytes, rate of the next rows", rate, "packets/s");
    board.atMost("processor time a packet of " + LENGTH + " bytes", processes, "µs", COST_GOAL);
    board.note("the whole machine's time a packet of " + LENGTH + " bytes", machine, "µs");
  }
}
