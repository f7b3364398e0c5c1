package io.hawser.probe;

import java.util.Arrays;

/// How much faster a peer's clock runs than ours, from one-way transits in both directions, so that
/// transits that are minutes apart can be compared: 100 ppm of skew looks like delay that grows by
/// 6 ms a minute.
///
/// A transit is arrival by the receiver's clock less sending by the sender's. Queues only add to
/// it, so its lower edge over time is a straight line whose slope is the skew:
///
/// ```
///   transit |      .   .      . .  .          The lower convex hull of the points; of its edges the
///           |   .    .   . .      ____x---    one above the middle of the time is the estimate
///           |  .  ____x---------x             (Zhang, Liu and Xia, INFOCOM 2002: the line with
///           | x---                            the least area between it and the points).
///           +-------------------------- time
/// ```
///
/// The skew raises the one direction's line and lowers the other's by as much; a path whose own
/// delay grows raises one of them alone. The estimate is half of the difference, and is withheld
/// while the two disagree by more than [#TOLERANCE_PPB].
///
/// Of each slice of the window only its least transit is kept, so memory and time are bounded. Not
/// thread-safe.
public final class ClockSkew {
  /// In each direction, parts in 1e9: crystals are within 100 ppm, and two of them drift apart by
  /// at most 200.
  public static final long MOST_PPB = 200_000;

  /// How far the two directions may be apart.
  public static final long TOLERANCE_PPB = 4_000;

  private static final int SLICES = 64;

  /// A slope needs points over most of the window.
  private static final int LEAST_SLICES = SLICES * 3 / 4;

  private static final double PPB = 1e9;

  private final Edge out;
  private final Edge back;

  /// @param windowNs how long a transit is remembered; the longer, the better is the slope known
  ///   and the slower a change of it is noticed. Some minutes.
  public ClockSkew(long windowNs) {
    if (windowNs < SLICES) {
      throw new IllegalArgumentException(
          "windowNs: " + windowNs + " (expected: " + SLICES + " or more)");
    }
    out = new Edge(windowNs / SLICES);
    back = new Edge(windowNs / SLICES);
  }

  /// Arrival by the peer's clock less sending by ours.
  public void addOut(long nowNs, long transitNs) {
    out.add(nowNs, transitNs);
  }

  /// Arrival by our clock less sending by the peer's.
  public void addBack(long nowNs, long transitNs) {
    back.add(nowNs, transitNs);
  }

  /// True once [#ppb] is an estimate and not 0 for want of one.
  public boolean isMeasured(long nowNs) {
    return estimate(nowNs) != Edge.NONE;
  }

  /// By how many parts in 1e9 the peer's clock gains on ours; 0 where that is not known.
  public long ppb(long nowNs) {
    double skew = estimate(nowNs);
    return skew == Edge.NONE ? 0 : Math.round(skew);
  }

  /// What an outbound transit of `atNs` would be if it were of `nowNs`: with what the clocks have
  /// drifted apart since. Inbound transits are corrected by the opposite sign.
  public long outAsOf(long nowNs, long atNs, long transitNs) {
    return transitNs + drift(nowNs, nowNs - atNs);
  }

  /// As [#outAsOf], for an inbound transit.
  public long backAsOf(long nowNs, long atNs, long transitNs) {
    return transitNs - drift(nowNs, nowNs - atNs);
  }

  private long drift(long nowNs, long elapsedNs) {
    return Math.round(elapsedNs / PPB * ppb(nowNs));
  }

  private double estimate(long nowNs) {
    double forward = out.slopePpb(nowNs);
    double backward = back.slopePpb(nowNs);
    if (forward == Edge.NONE || backward == Edge.NONE) {
      return Edge.NONE;
    }
    boolean agreed = Math.abs(forward + backward) <= TOLERANCE_PPB;
    double skew = (forward - backward) / 2;
    return agreed && Math.abs(skew) <= MOST_PPB ? skew : Edge.NONE;
  }

  /// The lower edge of one direction's transits.
  private static final class Edge {
    static final double NONE = Double.MAX_VALUE;

    private final long sliceNs;
    private final long[] slices = new long[SLICES + 1];
    private final long[] atNs = new long[SLICES + 1];
    private final long[] leastNs = new long[SLICES + 1];

    Edge(long sliceNs) {
      this.sliceNs = sliceNs;
      Arrays.fill(slices, Long.MIN_VALUE);
    }

    void add(long nowNs, long transitNs) {
      long slice = Math.floorDiv(nowNs, sliceNs);
      int index = (int) Math.floorMod(slice, (long) slices.length);
      if (slices[index] != slice || transitNs < leastNs[index]) {
        slices[index] = slice;
        atNs[index] = nowNs;
        leastNs[index] = transitNs;
      }
    }

    double slopePpb(long nowNs) {
      long newest = Math.floorDiv(nowNs, sliceNs);
      int[] hull = new int[slices.length];
      int size = 0;
      int points = 0;
      double sumNs = 0;
      for (long slice = newest - SLICES; slice <= newest; slice++) {
        int index = (int) Math.floorMod(slice, (long) slices.length);
        if (slices[index] != slice) {
          continue;
        }
        while (size >= 2 && !turnsUp(hull[size - 2], hull[size - 1], index)) {
          size--;
        }
        hull[size++] = index;
        points++;
        sumNs += atNs[index] - nowNs;
      }
      return points < LEAST_SLICES ? NONE : slopeAbove(hull, size, nowNs, sumNs / points);
    }

    /// Of the hull's edge over `middleNs`, relative to `nowNs`.
    private double slopeAbove(int[] hull, int size, long nowNs, double middleNs) {
      int edge = 1;
      while (edge < size - 1 && atNs[hull[edge]] - nowNs < middleNs) {
        edge++;
      }
      return slope(hull[edge - 1], hull[edge]) * PPB;
    }

    private boolean turnsUp(int first, int second, int third) {
      return slope(first, second) < slope(second, third);
    }

    private double slope(int first, int second) {
      return (double) (leastNs[second] - leastNs[first]) / (atNs[second] - atNs[first]);
    }
  }
}
