package io.hawser.probe.report;

import io.hawser.probe.Measure;

/// How packets are lost: how many, and how many in a row. A run that two sums share counts in the
/// one in which it began.
public final class LossRuns implements Mergeable<LossRuns> {
  private static final long MILLION = 1_000_000;

  private long packets;
  private long lost;
  private long runs;
  private long longest;

  /// A packet's fate, in the order of sending: 0 where it arrived, else how many have been lost in
  /// a row with it.
  public void add(long run) {
    if (run < 0) {
      throw new IllegalArgumentException("run: " + run + " (expected: 0 or more)");
    }
    packets++;
    if (run > 0) {
      lost++;
      runs += run == 1 ? 1 : 0;
      longest = Math.max(longest, run);
    }
  }

  @Override
  public void merge(LossRuns other) {
    packets += other.packets;
    lost += other.lost;
    runs += other.runs;
    longest = Math.max(longest, other.longest);
  }

  @Override
  public void clear() {
    packets = 0;
    lost = 0;
    runs = 0;
    longest = 0;
  }

  public long packets() {
    return packets;
  }

  public long lost() {
    return lost;
  }

  /// Most packets lost in a row, those before the sum began included.
  public long longest() {
    return longest;
  }

  /// Packets lost in a row on average; 0 without loss.
  public double mean() {
    // A run that began before the sum did is one here as well.
    return lost == 0 ? 0 : (double) lost / Math.max(1, runs);
  }

  /// Loss in millionths, or [Measure#UNMEASURED] without a packet.
  public long lossPpm() {
    return packets == 0 ? Measure.UNMEASURED : lost * MILLION / packets;
  }

  /// BurstR of ITU-T G.107: [#mean] by what independent loss of this rate would have, which is `1 /
  /// (1 - loss)`. Never below 1: loss that is spread evenly is not better than that.
  public double burstRatio() {
    return lost == 0 ? 1 : Math.max(1, mean() * (packets - lost) / packets);
  }
}
