package io.hawser.edge.rate;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntConsumer;

/// A transfer without end by CUBIC (RFC 9438), with the slow start that ends where the delay rises
/// (HyStart, RFC 9406). Every packet has a number of its own, as in QUIC, and is acknowledged by
/// itself; three later ones acknowledged, and it is lost (RFC 9002, section 6.1.1). Not modelled:
/// what it has to say, pacing, and an application that pauses.
final class CubicSender {
  private static final int REORDERED = 3;
  private static final double BETA = 0.7;
  private static final double C = 0.4;
  private static final double INITIAL = 10;
  private static final double LEAST = 2;
  private static final double NS_PER_SECOND = 1e9;
  private static final long LEAST_TIMEOUT_NS = 200_000_000L;
  private static final long HYSTART_NS = 4_000_000L;
  private static final int HYSTART_SHARE = 8;

  /// Of RFC 9438, section 4.3: as much as Reno would grow in a round trip.
  private static final double RENO = 3 * (1 - BETA) / (1 + BETA);

  private final IntConsumer send;
  private final TreeMap<Integer, Long> outstanding = new TreeMap<>();
  private int next;
  private double window = INITIAL;
  private double threshold = Double.MAX_VALUE;
  private double most;
  private double reno;
  private long epochNs = Long.MIN_VALUE;
  private double inflection;
  private int recoversAfter = -1;
  private long smoothedNs;
  private long leastNs = Long.MAX_VALUE;
  private long progressNs;

  /// @param send a packet of that number
  CubicSender(IntConsumer send) {
    this.send = send;
  }

  void fill(long nowNs) {
    if (outstanding.isEmpty()) {
      progressNs = nowNs;
    }
    while (outstanding.size() < (int) window) {
      outstanding.put(next, nowNs);
      send.accept(next++);
    }
  }

  void onAcknowledged(int number, long nowNs) {
    Long sentNs = outstanding.remove(number);
    if (sentNs == null) {
      return;
    }
    progressNs = nowNs;
    long rttNs = nowNs - sentNs;
    leastNs = Math.min(leastNs, rttNs);
    smoothedNs = smoothedNs == 0 ? rttNs : smoothedNs + (rttNs - smoothedNs) / 8;
    boolean lost = forget(number - REORDERED);
    if (lost && number > recoversAfter) {
      reduce();
    } else if (number > recoversAfter) {
      grow(rttNs, nowNs);
    }
    fill(nowNs);
  }

  /// Those before are lost.
  private boolean forget(int before) {
    Map<Integer, Long> lost = outstanding.headMap(before);
    boolean any = !lost.isEmpty();
    lost.clear();
    return any;
  }

  private void reduce() {
    recoversAfter = next - 1;
    most = window < most ? window * (1 + BETA) / 2 : window;
    window = Math.max(LEAST, window * BETA);
    threshold = window;
    epochNs = Long.MIN_VALUE;
  }

  private void grow(long rttNs, long nowNs) {
    if (window < threshold) {
      window++;
      if (rttNs > leastNs + Math.max(HYSTART_NS, leastNs / HYSTART_SHARE)) {
        threshold = window;
      }
      return;
    }
    if (epochNs == Long.MIN_VALUE) {
      epochNs = nowNs;
      most = Math.max(most, window);
      inflection = Math.cbrt((most - window) / C);
      reno = window;
    }
    double seconds = (nowNs - epochNs + leastNs) / NS_PER_SECOND;
    double target = most + C * Math.pow(seconds - inflection, 3);
    target = Math.clamp(target, window, window * 1.5);
    reno += RENO / window;
    window = Math.max(window + (target - window) / window, reno);
  }

  /// Call it now and then: what nobody acknowledges any more is lost.
  void onTick(long nowNs) {
    long timeoutNs = Math.max(LEAST_TIMEOUT_NS, 3 * smoothedNs);
    if (!outstanding.isEmpty() && nowNs - progressNs > timeoutNs) {
      outstanding.clear();
      reduce();
      window = LEAST;
      progressNs = nowNs;
      fill(nowNs);
    }
  }
}
