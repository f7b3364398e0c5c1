package io.hawser.edge.bond;

import io.hawser.lab.simnet.Simulation;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.function.IntConsumer;

/// A TCP that sends without end: slow start, CUBIC (RFC 9438) or NewReno's window, recovery as with
/// SACK (RFC 6675) by the order of sending, with three duplicates, and no undo: what arrives out of
/// order by more than that halves its window. Sequences are packets. Acknowledgements are not lost.
public final class TestTcp {
  private static final double CUBIC_C = 0.4;
  private static final double CUBIC_BETA = 0.7;
  private static final int DUPLICATES = 3;
  private static final long LEAST_RTO_NS = 200_000_000;

  private static final byte IN_FLIGHT = 1;
  private static final byte LOST = 2;
  private static final byte ACKED = 3;

  private final Simulation simulation;
  private final IntConsumer out;
  private final boolean cubic;
  private final long ackNs;

  // Sender.
  private byte[] state = new byte[1 << 12];
  private long[] sentNs = new long[1 << 12];
  private long[] transmission = new long[1 << 12];
  private final ArrayDeque<long[]> transmissions = new ArrayDeque<>();
  private final ArrayDeque<Integer> lost = new ArrayDeque<>();
  private long lastTransmission;
  private long newestDelivered;
  private int next;
  private int inFlight;
  private int recoverTo;
  private double window = 10;
  private double threshold = Double.MAX_VALUE;
  private double mostWindow;
  private double k;
  private double friendly;
  private long epochNs = -1;
  private double smoothedNs;
  private double variationNs;
  private long progressNs;
  private int backoff = 1;

  // Receiver.
  private boolean[] received = new boolean[1 << 12];
  private int wanted;

  public int reductions;
  public int timeouts;

  /// @param out sends the packet of a sequence
  public TestTcp(Simulation simulation, long ackNs, boolean cubic, IntConsumer out) {
    this.simulation = simulation;
    this.ackNs = ackNs;
    this.cubic = cubic;
    this.out = out;
  }

  public void start() {
    progressNs = simulation.nowNs();
    fill();
    simulation.after(20_000_000, this::watch);
  }

  /// Packets that came in order.
  public int inOrder() {
    return wanted;
  }

  public double window() {
    return window;
  }

  public void onDelivered(int index) {
    if (index >= received.length) {
      received = Arrays.copyOf(received, Integer.highestOneBit(index) * 4);
    }
    received[index] = true;
    while (wanted < received.length && received[wanted]) {
      wanted++;
    }
    simulation.after(ackNs, () -> onAck(index));
  }

  private void onAck(int index) {
    long nowNs = simulation.nowNs();
    if (state[index] == ACKED) {
      return;
    }
    boolean wasLost = state[index] == LOST;
    if (!wasLost) {
      inFlight--;
      measure(nowNs - sentNs[index]);
    }
    state[index] = ACKED;
    newestDelivered = Math.max(newestDelivered, transmission[index]);
    progressNs = nowNs;
    backoff = 1;
    noticeLosses(nowNs);
    if (index >= recoverTo) {
      grow(nowNs);
    }
    fill();
  }

  private void measure(long rttNs) {
    if (smoothedNs == 0) {
      smoothedNs = rttNs;
      variationNs = rttNs / 2.0;
    } else {
      variationNs += (Math.abs(rttNs - smoothedNs) - variationNs) / 4;
      smoothedNs += (rttNs - smoothedNs) / 8;
    }
  }

  private void noticeLosses(long nowNs) {
    while (!transmissions.isEmpty() && transmissions.peek()[1] <= newestDelivered - DUPLICATES) {
      long[] entry = transmissions.remove();
      int index = (int) entry[0];
      if (state[index] == IN_FLIGHT && transmission[index] == entry[1]) {
        state[index] = LOST;
        inFlight--;
        lost.add(index);
        if (index >= recoverTo) {
          reduce(nowNs);
        }
      }
    }
  }

  private void reduce(long nowNs) {
    reductions++;
    recoverTo = next;
    if (cubic) {
      mostWindow = window < mostWindow ? window * (1 + CUBIC_BETA) / 2 : window;
      window = Math.max(2, window * CUBIC_BETA);
      k = Math.cbrt((mostWindow - window) / CUBIC_C);
      friendly = window;
      epochNs = nowNs;
    } else {
      window = Math.max(2, window / 2);
    }
    threshold = window;
  }

  private void grow(long nowNs) {
    if (window < threshold) {
      window++;
    } else if (!cubic) {
      window += 1 / window;
    } else {
      if (epochNs < 0) {
        epochNs = nowNs;
        mostWindow = window;
        k = 0;
        friendly = window;
      }
      double seconds = (nowNs - epochNs + smoothedNs) / 1e9;
      double target = CUBIC_C * Math.pow(seconds - k, 3) + mostWindow;
      friendly += 3 * (1 - CUBIC_BETA) / (1 + CUBIC_BETA) / window;
      double wantedWindow = Math.max(Math.min(target, 1.5 * window), friendly);
      if (wantedWindow > window) {
        window += (wantedWindow - window) / window;
      }
    }
  }

  private void fill() {
    while (inFlight < (int) window) {
      Integer index = lost.poll();
      while (index != null && state[index] != LOST) {
        index = lost.poll();
      }
      transmit(index == null ? next++ : index);
    }
  }

  private void transmit(int index) {
    if (index >= state.length) {
      state = Arrays.copyOf(state, 2 * state.length);
      sentNs = Arrays.copyOf(sentNs, 2 * sentNs.length);
      transmission = Arrays.copyOf(transmission, 2 * transmission.length);
    }
    state[index] = IN_FLIGHT;
    sentNs[index] = simulation.nowNs();
    transmission[index] = ++lastTransmission;
    transmissions.add(new long[] {index, lastTransmission});
    inFlight++;
    out.accept(index);
  }

  private void watch() {
    long nowNs = simulation.nowNs();
    long rtoNs = Math.max(LEAST_RTO_NS, (long) (smoothedNs + 4 * variationNs)) * backoff;
    if (inFlight > 0 && nowNs - progressNs > (smoothedNs == 0 ? 1_000_000_000L : rtoNs)) {
      timeouts++;
      progressNs = nowNs;
      backoff = Math.min(64, 2 * backoff);
      for (int i = wanted; i < next; i++) {
        if (state[i] == IN_FLIGHT) {
          state[i] = LOST;
          inFlight--;
          lost.add(i);
        }
      }
      transmissions.clear();
      threshold = Math.max(2, window / 2);
      mostWindow = window;
      epochNs = -1;
      window = 2;
      recoverTo = next;
      fill();
    }
    simulation.after(20_000_000, this::watch);
  }
}
