package io.hawser.edge.path;

import io.hawser.edge.path.PathReport.OneWay;
import io.hawser.probe.Measure;
import io.hawser.probe.report.DelayHistogram;
import io.hawser.probe.report.LossRuns;
import io.hawser.probe.report.VoiceScore;
import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/// What one path's [PathReport] is made of: the answers to the probes of the minute in progress.
/// Owned by control; nothing is kept of other packets but their two counters. Some 35 kB on a path
/// that is probed each 40 ms, 4 kB on an idle one.
final class ReportLog {
  static final long LENGTH_NS = 60_000_000_000L;

  /// Of the first one: a path that was just made is looked at.
  static final long FIRST_LENGTH_NS = 10_000_000_000L;

  /// Delays vary above the least of so long: two clocks drift apart by 1 ms in it, at 100 ppm.
  private static final long SLICE_NS = 10_000_000_000L;

  /// A probe whose answer is not there after so long is missed.
  private static final long LATE_NS = 2_000_000_000L;

  /// A minute of the fastest probes.
  private static final int MOST_ANSWERS = 1_500;

  private static final int MOST_SLICES = 8;
  private static final long PPM = 1_000_000;

  private final Samples roundTripsNs = new Samples();
  private final Samples outwardNs = new Samples();
  private final Samples homewardNs = new Samples();

  /// Where a slice of the transits begins.
  private final int[] sliceFrom = new int[MOST_SLICES];

  private int slices;
  private long sliceBeganNs;

  private final BitSet answered = new BitSet();
  private int firstSequence;
  private int asked;

  private long beganNs;
  private PacketCount sentBefore = new PacketCount(0, 0);
  private PacketCount receivedBefore = new PacketCount(0, 0);
  private @Nullable PathReport latest;

  ReportLog(long nowNs) {
    beganNs = nowNs;
  }

  void onProbe(int sequence) {
    if (asked == 0) {
      firstSequence = sequence;
    }
    asked++;
  }

  void onAnswer(int sequence) {
    int at = sequence - firstSequence;
    if (at >= 0 && at < asked) {
      answered.set(at);
    }
  }

  /// What an answer measured.
  void onMeasured(long rttNs, long outTransitNs, long inTransitNs, long nowNs) {
    if (roundTripsNs.count == MOST_ANSWERS) {
      return;
    }
    boolean another = slices == 0 || nowNs - sliceBeganNs >= SLICE_NS;
    if (another && slices < MOST_SLICES) {
      sliceFrom[slices++] = outwardNs.count;
      sliceBeganNs = nowNs;
    }
    roundTripsNs.add(rttNs);
    outwardNs.add(outTransitNs);
    homewardNs.add(inTransitNs);
  }

  /// One of the two clocks is another one now.
  void forgetTransit() {
    outwardNs.count = 0;
    homewardNs.count = 0;
    slices = 0;
  }

  boolean isDue(long nowNs) {
    return nowNs - beganNs >= (latest == null ? FIRST_LENGTH_NS : LENGTH_NS);
  }

  /// Of the last full interval; null before there was one.
  @Nullable PathReport latest() {
    return latest;
  }

  /// Makes the report of the time that ends now, and begins anew.
  ///
  /// @param sent all that the path's counters tell of what this edge sent
  /// @param recent probes at the end that may still be answered
  /// @param leastOutNs least one-way delay, or [Measure#UNMEASURED]
  /// @param scratch whose content does not matter
  void close(
      PacketCount sent,
      PacketCount received,
      int recent,
      long leastOutNs,
      long leastInNs,
      DelayHistogram scratch,
      long nowNs) {
    LossRuns probes = runs(Math.max(0, asked - recent));
    scratch.clear();
    for (int i = 0; i < roundTripsNs.count; i++) {
      scratch.add(roundTripsNs.values[i]);
    }
    latest =
        new PathReport(
            nowNs - beganNs,
            scratch.count(),
            scratch.percentileNs(50),
            scratch.percentileNs(95),
            scratch.percentileNs(99),
            scratch.maxNs(),
            probes.lost(),
            probes.mean(),
            probes.longest(),
            oneWay(outwardNs, lossPpm(sentBefore, sent), probes, leastOutNs, scratch),
            oneWay(homewardNs, lossPpm(receivedBefore, received), probes, leastInNs, scratch));
    sentBefore = sent;
    receivedBefore = received;
    beganNs = nowNs;
    roundTripsNs.count = 0;
    forgetTransit();
    answered.clear();
    asked = 0;
  }

  /// A probe that was sent by then counts as missed.
  static long decidedNs(long nowNs) {
    return nowNs - LATE_NS;
  }

  private LossRuns runs(int probes) {
    LossRuns runs = new LossRuns();
    long run = 0;
    for (int i = 0; i < probes; i++) {
      run = answered.get(i) ? 0 : run + 1;
      runs.add(run);
    }
    return runs;
  }

  private OneWay oneWay(
      Samples transits, long lossPpm, LossRuns probes, long leastNs, DelayHistogram scratch) {
    scratch.clear();
    for (int slice = 0; slice < slices; slice++) {
      int to = slice + 1 < slices ? sliceFrom[slice + 1] : transits.count;
      transits.addAboveLeast(sliceFrom[slice], to, scratch);
    }
    return new OneWay(
        lossPpm,
        scratch.percentileNs(50),
        scratch.percentileNs(99),
        VoiceScore.of(leastNs, scratch, lossPpm, probes.burstRatio()));
  }

  private static long lossPpm(PacketCount before, PacketCount after) {
    long expected = after.expected() - before.expected();
    // More may have come late than were lost.
    long missing = Math.clamp(after.missing() - before.missing(), 0, Math.max(0, expected));
    return expected <= 0 ? Measure.UNMEASURED : missing * PPM / expected;
  }

  /// Numbers of one interval, in the order in which they came.
  private static final class Samples {
    private static final int FIRST_LENGTH = 64;

    private long[] values = new long[FIRST_LENGTH];
    private int count;

    void add(long value) {
      if (count == values.length) {
        values = Arrays.copyOf(values, Math.min(2 * count, MOST_ANSWERS));
      }
      values[count++] = value;
    }

    void addAboveLeast(int from, int to, DelayHistogram histogram) {
      long least = Long.MAX_VALUE;
      for (int i = from; i < to; i++) {
        least = Math.min(least, values[i]);
      }
      for (int i = from; i < to; i++) {
        histogram.add(values[i] - least);
      }
    }
  }
}
