package io.hawser.lab.simnet;

import java.time.Duration;

/// How one direction of a line behaves. Probabilities from 0 to 1.
///
/// @param delayNs propagation, without queue and jitter
/// @param jitterNs delay varies between `delayNs` and this much more, smoothly in time, never
///   reordering
/// @param rateBps bits a second, 0 for unlimited
/// @param queueBytes what may wait for the line before the tail is dropped; only with a rate
/// @param loss share lost
/// @param burst mean number of packets lost in a row; 1 for independent loss
/// @param reorder share held back by `reorderNs`, so that others overtake
/// @param reorderNs how long
/// @param duplicate share delivered twice
/// @param mtu longest datagram that passes, bytes
/// @param blackHole nothing passes, and nobody is told
public record LinkProfile(
    long delayNs,
    long jitterNs,
    long rateBps,
    long queueBytes,
    double loss,
    double burst,
    double reorder,
    long reorderNs,
    double duplicate,
    int mtu,
    boolean blackHole) {

  private static final int ETHERNET_MTU = 1_500;
  private static final long DEFAULT_QUEUE_BYTES = 256 * 1_024;

  public LinkProfile {
    require("delayNs", delayNs >= 0, delayNs);
    require("jitterNs", jitterNs >= 0, jitterNs);
    require("rateBps", rateBps >= 0, rateBps);
    require("queueBytes", queueBytes >= 0, queueBytes);
    require("loss", loss >= 0 && loss <= 1, loss);
    require("burst", burst >= 1, burst);
    require("reorder", reorder >= 0 && reorder <= 1, reorder);
    require("reorderNs", reorderNs >= 0, reorderNs);
    require("duplicate", duplicate >= 0 && duplicate <= 1, duplicate);
    require("mtu", mtu > 0, mtu);
  }

  private static void require(String name, boolean holds, Object value) {
    if (!holds) {
      throw new IllegalArgumentException(
          name + ": " + value + " (expected: 0 or more; shares 0 to 1; burst 1 or more)");
    }
  }

  /// A perfect line of this delay.
  public static LinkProfile ofDelay(Duration delay) {
    return new LinkProfile(
        delay.toNanos(), 0, 0, DEFAULT_QUEUE_BYTES, 0, 1, 0, 0, 0, ETHERNET_MTU, false);
  }

  public LinkProfile withDelay(Duration delay) {
    return new LinkProfile(
        delay.toNanos(),
        jitterNs,
        rateBps,
        queueBytes,
        loss,
        burst,
        reorder,
        reorderNs,
        duplicate,
        mtu,
        blackHole);
  }

  public LinkProfile withJitter(Duration jitter) {
    return new LinkProfile(
        delayNs,
        jitter.toNanos(),
        rateBps,
        queueBytes,
        loss,
        burst,
        reorder,
        reorderNs,
        duplicate,
        mtu,
        blackHole);
  }

  public LinkProfile withRate(long bitsPerSecond, long queueBytes) {
    return new LinkProfile(
        delayNs,
        jitterNs,
        bitsPerSecond,
        queueBytes,
        loss,
        burst,
        reorder,
        reorderNs,
        duplicate,
        mtu,
        blackHole);
  }

  public LinkProfile withLoss(double loss, double meanBurst) {
    return new LinkProfile(
        delayNs,
        jitterNs,
        rateBps,
        queueBytes,
        loss,
        meanBurst,
        reorder,
        reorderNs,
        duplicate,
        mtu,
        blackHole);
  }

  public LinkProfile withReordering(double share, Duration heldBack) {
    return new LinkProfile(
        delayNs,
        jitterNs,
        rateBps,
        queueBytes,
        loss,
        burst,
        share,
        heldBack.toNanos(),
        duplicate,
        mtu,
        blackHole);
  }

  public LinkProfile withDuplication(double share) {
    return new LinkProfile(
        delayNs,
        jitterNs,
        rateBps,
        queueBytes,
        loss,
        burst,
        reorder,
        reorderNs,
        share,
        mtu,
        blackHole);
  }

  public LinkProfile withMtu(int mtu) {
    return new LinkProfile(
        delayNs,
        jitterNs,
        rateBps,
        queueBytes,
        loss,
        burst,
        reorder,
        reorderNs,
        duplicate,
        mtu,
        blackHole);
  }

  public LinkProfile withBlackHole(boolean blackHole) {
    return new LinkProfile(
        delayNs,
        jitterNs,
        rateBps,
        queueBytes,
        loss,
        burst,
        reorder,
        reorderNs,
        duplicate,
        mtu,
        blackHole);
  }
}
