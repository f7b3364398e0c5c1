package io.hawser.policy;

/// What one edge knows of one path towards a peer, as the rules see it. The measurements are those
/// of the outward direction.
///
/// @param peer the peer's name, `hq`
/// @param pathId `<my link>><peer>/<peer link>`, e.g. `broadband>hq/mpls`; unique
/// @param link my link's name
/// @param peerLink the peer's link's name
/// @param transport the network that carries it, `mpls` or `internet`
/// @param metered whether traffic on either of its links costs
/// @param backup whether either of its links is for emergencies only
/// @param condition its state
/// @param rttUs round trip in microseconds, or [#UNMEASURED]
/// @param oneWayUs delay outwards in microseconds, or [#UNMEASURED]
/// @param jitterUs variation of that delay in microseconds, or [#UNMEASURED]
/// @param lossPpm packets lost outwards in parts per million, or [#UNMEASURED]; it rises at once
///   and falls slowly
/// @param leastLossPpm what is lost at the least, however much of the loss seen was chance
/// @param mostLossPpm what is lost at the most, however lucky the packets seen were
public record PathFact(
    String peer,
    String pathId,
    String link,
    String peerLink,
    String transport,
    boolean metered,
    boolean backup,
    PathCondition condition,
    long rttUs,
    long oneWayUs,
    long jitterUs,
    long lossPpm,
    long leastLossPpm,
    long mostLossPpm) {
  /// Stands in every measurement that was not made.
  public static final long UNMEASURED = -1;

  private static final long ALL_LOST_PPM = 1_000_000;

  public PathFact {
    requireMeasurement("rttUs", rttUs);
    requireMeasurement("oneWayUs", oneWayUs);
    requireMeasurement("jitterUs", jitterUs);
    requireMeasurement("lossPpm", lossPpm);
    requireMeasurement("leastLossPpm", leastLossPpm);
    if (leastLossPpm > lossPpm || lossPpm > mostLossPpm || mostLossPpm > ALL_LOST_PPM) {
      throw new IllegalArgumentException(
          "leastLossPpm, lossPpm, mostLossPpm: "
              + leastLossPpm
              + ", "
              + lossPpm
              + ", "
              + mostLossPpm
              + " (expected: none less than the one before, at most 1000000)");
    }
    if (lossPpm != UNMEASURED && leastLossPpm == UNMEASURED) {
      throw new IllegalArgumentException(
          "leastLossPpm: unmeasured (expected: measured, as lossPpm is)");
    }
  }

  /// With a loss that is known exactly.
  public PathFact(
      String peer,
      String pathId,
      String link,
      String peerLink,
      String transport,
      boolean metered,
      boolean backup,
      PathCondition condition,
      long rttUs,
      long oneWayUs,
      long jitterUs,
      long lossPpm) {
    this(
        peer, pathId, link, peerLink, transport, metered, backup, condition, rttUs, oneWayUs,
        jitterUs, lossPpm, lossPpm, lossPpm);
  }

  /// What a class's limit is compared with: the one-way delay outwards, or half the round trip
  /// where only that is known, or [#UNMEASURED].
  public long latencyUs() {
    return oneWayUs == UNMEASURED && rttUs != UNMEASURED ? rttUs / 2 : oneWayUs;
  }

  private static void requireMeasurement(String name, long value) {
    if (value < UNMEASURED) {
      throw new IllegalArgumentException(
          name + ": " + value + " (expected: 0 or more, or -1 for unmeasured)");
    }
  }
}
