package io.hawser.probe.session;

import io.hawser.probe.EModel;
import io.hawser.probe.JitterEstimator;
import io.hawser.probe.Measure;
import io.hawser.probe.report.DelayHistogram;
import io.hawser.probe.report.DelayVariation;
import io.hawser.probe.report.LossRuns;
import io.hawser.probe.session.StampResult.Counting;
import io.hawser.probe.session.StampResult.RoundTrip;
import io.hawser.probe.session.StampResult.Variation;
import java.util.BitSet;

/// The sums of a session. Numbers of packets are plain ints: a session ends long before they wrap.
final class SessionTally {
  /// A clock that drifts by 100 ppm from the reflector's moves by 1 ms in it.
  private static final long INTERVAL_NS = 10_000_000_000L;

  private static final int INTERVAL_PACKETS = 10_000;
  private static final int NONE = -1;

  private final DelayHistogram roundTrips = new DelayHistogram();
  private final Direction out = new Direction();
  private final Direction back = new Direction();
  private int refused;
  private int duplicates;
  private int reordered;
  private int lastNumber = NONE;
  private int ttl = NONE;
  private boolean extensions;

  // Of a stateful reflector: packets that it had answered.
  private final Counter own = new Counter();
  private boolean ownNumbers;

  // Of Direct Measurement.
  private final Counter arrived = new Counter();
  private final Counter replied = new Counter();
  private boolean counted;
  private int countedSent;

  /// A counter of the reflector. One that is ahead of this session's own when it is first seen has
  /// counted something before it, or beside it, which is taken off.
  private static final class Counter {
    private boolean started;
    private int base;
    private int value;

    void add(int count, int sent) {
      if (!started) {
        started = true;
        base = Math.max(0, count - sent);
      }
      value = Math.max(value, count - base);
    }
  }

  /// One way, by two clocks.
  private static final class Direction {
    private final DelayVariation variation = new DelayVariation(INTERVAL_NS, INTERVAL_PACKETS);
    private final JitterEstimator jitter = new JitterEstimator();

    void add(long nowNs, long transitNs) {
      variation.add(nowNs, transitNs);
      jitter.add(transitNs);
    }

    Variation result() {
      DelayHistogram all = variation.sum();
      return new Variation(
          all.percentileNs(95), all.percentileNs(99), all.maxNs(), jitter.jitterNs());
    }
  }

  void onRefused() {
    refused++;
  }

  void onDuplicate() {
    duplicates++;
  }

  void onReply(int number, int ownNumber, int packetTtl, boolean named) {
    if (number < lastNumber) {
      reordered++;
    }
    lastNumber = Math.max(lastNumber, number);
    ttl = packetTtl;
    extensions |= named;
    ownNumbers |= ownNumber != number;
    own.add(ownNumber + 1, number + 1);
  }

  void onTransits(long nowNs, long outNs, long backNs) {
    roundTrips.add(Math.max(0, outNs + backNs));
    out.add(nowNs, outNs);
    back.add(nowNs, backNs);
  }

  void onCounters(int sent, int received, int answered) {
    counted = true;
    countedSent = Math.max(countedSent, sent);
    arrived.add(received, sent);
    replied.add(answered, sent);
  }

  StampResult result(int sent, BitSet answered) {
    int received = answered.cardinality();
    int lost = sent - received;
    int upTo = counted ? countedSent : lastNumber + 1;
    int there = counted ? arrived.value : own.value;
    int answers = counted ? replied.value : own.value;
    Counting counting =
        counted ? Counting.DIRECT_MEASUREMENT : ownNumbers ? Counting.SEQUENCE : Counting.NOTHING;
    boolean told = counting != Counting.NOTHING;
    int lostOut = told ? Math.clamp((long) upTo - there, 0, lost) : 0;
    int lostBack = told ? Math.clamp((long) answers - received, 0, lost - lostOut) : 0;
    LossRuns runs = runs(sent, answered);
    return new StampResult(
        sent,
        refused,
        received,
        duplicates,
        reordered,
        told ? lostOut : (int) Measure.UNMEASURED,
        told ? lostBack : (int) Measure.UNMEASURED,
        lost - lostOut - lostBack,
        counting,
        (int) runs.longest(),
        runs.mean(),
        score(runs),
        ttl,
        extensions,
        new RoundTrip(
            roundTrips.minNs(),
            roundTrips.percentileNs(50),
            roundTrips.percentileNs(99),
            roundTrips.maxNs()),
        out.result(),
        back.result());
  }

  private static LossRuns runs(int sent, BitSet answered) {
    LossRuns runs = new LossRuns();
    int run = 0;
    for (int number = 0; number < sent; number++) {
      run = answered.get(number) ? 0 : run + 1;
      runs.add(run);
    }
    return runs;
  }

  private double score(LossRuns runs) {
    long roundTripNs = roundTrips.percentileNs(50);
    return roundTripNs < 0
        ? Measure.UNMEASURED
        : EModel.meanOpinionScore(roundTripNs / 2, runs.lossPpm(), runs.burstRatio());
  }
}
