package io.hawser.lab.traffic;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// What became of the packets of a [Stream] that were sent in an interval. Immutable.
public final class Heard {
  /// The arrival of what did not come.
  public static final long NEVER = Long.MIN_VALUE;

  /// Nothing that is later than this still comes.
  static final long LOST_AFTER_NS = 3_000_000_000L;

  /// A listener cannot use what comes later (FIELD, section 3).
  public static final double LATE_MS = 150;

  private static final double NS_PER_MS = 1e6;

  private final long[] sentNs;
  private final long[] arrivedNs;
  private final long duplicates;
  private final double senderLateMs;

  private Heard(long[] sentNs, long[] arrivedNs, long duplicates, double senderLateMs) {
    this.sentNs = sentNs;
    this.arrivedNs = arrivedNs;
    this.duplicates = duplicates;
    this.senderLateMs = senderLateMs;
  }

  /// Takes the packets in the order in which they were sent.
  static final class Builder {
    private final long[] sentNs;
    private final long[] arrivedNs;
    private int count;
    private long duplicates;
    private long senderLateUs;

    Builder(int packets) {
      sentNs = new long[packets];
      arrivedNs = new long[packets];
    }

    void add(long sent, long arrived, int copies, int lateUs) {
      sentNs[count] = sent;
      arrivedNs[count++] = arrived;
      duplicates += copies;
      senderLateUs = Math.max(senderLateUs, lateUs);
    }

    Heard build() {
      return new Heard(
          Arrays.copyOf(sentNs, count),
          Arrays.copyOf(arrivedNs, count),
          duplicates,
          senderLateUs / 1e3);
    }
  }

  public int sent() {
    return sentNs.length;
  }

  /// Packets that came twice or more often, counted without their first copies.
  public long duplicates() {
    return duplicates;
  }

  /// How late the sender itself was at most: a gap that is not the network's.
  public double senderLateMs() {
    return senderLateMs;
  }

  public int lost() {
    int lost = 0;
    for (long arrived : arrivedNs) {
      lost += arrived == NEVER ? 1 : 0;
    }
    return lost;
  }

  public double lossPercent() {
    return sent() == 0 ? 0 : 100.0 * lost() / sent();
  }

  /// Packets that a listener has to do without: lost, or later than [#LATE_MS].
  public int missing() {
    int missing = 0;
    for (int i = 0; i < sentNs.length; i++) {
      missing += isMissing(i) ? 1 : 0;
    }
    return missing;
  }

  boolean isMissing(int packet) {
    return arrivedNs[packet] == NEVER || delayMs(packet) > LATE_MS;
  }

  /// Packets that a listener has to do without, one after another.
  ///
  /// @param afterMs from the first packet of all to the first of these
  /// @param late how many of them came after all
  public record Outage(double afterMs, int packets, int late) {}

  /// In the order in which they were sent.
  public List<Outage> outages() {
    List<Outage> outages = new ArrayList<>();
    int begin = 0;
    int late = 0;
    for (int i = 0; i <= sentNs.length; i++) {
      if (i < sentNs.length && isMissing(i)) {
        late += arrivedNs[i] == NEVER ? 0 : 1;
        continue;
      }
      if (i > begin) {
        outages.add(new Outage((sentNs[begin] - sentNs[0]) / NS_PER_MS, i - begin, late));
      }
      begin = i + 1;
      late = 0;
    }
    return outages;
  }

  double delayMs(int packet) {
    return (arrivedNs[packet] - sentNs[packet]) / NS_PER_MS;
  }

  long sentNs(int packet) {
    return sentNs[packet];
  }

  /// The longest time without an arrival, of those that came from the first to the last; the whole
  /// interval where fewer than two came.
  public double largestGapMs() {
    long[] arrivals = arrivals();
    if (arrivals.length < 2) {
      return sent() < 2 ? 0 : (sentNs[sent() - 1] - sentNs[0]) / NS_PER_MS;
    }
    long largestNs = Math.max(0, sentNs[sent() - 1] - sentNs[0] - arrivals[arrivals.length - 1]);
    for (int i = 1; i < arrivals.length; i++) {
      largestNs = Math.max(largestNs, arrivals[i] - arrivals[i - 1]);
    }
    return largestNs / NS_PER_MS;
  }

  /// Since the first packet was sent, the earliest first.
  private long[] arrivals() {
    return Arrays.stream(arrivedNs)
        .filter(arrived -> arrived != NEVER)
        .map(arrived -> arrived - sentNs[0])
        .sorted()
        .toArray();
  }

  /// Median one-way delay of what came; NaN where nothing did.
  public double delayMedianMs() {
    return delayQuantileMs(0.5);
  }

  /// One-way delay that a share `q` of what came did not exceed; NaN where nothing came.
  public double delayQuantileMs(double q) {
    double[] delays = delaysMs();
    Arrays.sort(delays);
    return delays.length == 0
        ? Double.NaN
        : delays[Math.min(delays.length - 1, (int) (delays.length * q))];
  }

  /// Of what came, in the order in which it was sent.
  double[] delaysMs() {
    double[] delays = new double[sent()];
    int count = 0;
    for (int i = 0; i < sent(); i++) {
      if (arrivedNs[i] != NEVER) {
        delays[count++] = delayMs(i);
      }
    }
    return Arrays.copyOf(delays, count);
  }

  /// Mean difference of one-way delay between packets that were sent about so long after one
  /// another: what RFC 3550 (section 6.4.1) smooths to its jitter, for probes at that interval.
  public double meanDelayStepMs(double intervalMs) {
    double sum = 0;
    int steps = 0;
    int last = -1;
    for (int i = 0; i < sent(); i++) {
      boolean due = last < 0 || sentNs[i] - sentNs[last] >= intervalMs * NS_PER_MS;
      if (arrivedNs[i] == NEVER || !due) {
        continue;
      }
      if (last >= 0) {
        sum += Math.abs(delayMs(i) - delayMs(last));
        steps++;
      }
      last = i;
    }
    return steps == 0 ? Double.NaN : sum / steps;
  }
}
