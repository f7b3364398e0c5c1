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
/// @param lossPpm packets lost outwards in parts per million, or [#UNMEASURED]
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
    long lossPpm) {
  /// Stands in every measurement that was not made.
  public static final long UNMEASURED = -1;

  private static final long ALL_LOST_PPM = 1_000_000;

  public PathFact {
    requireMeasurement("rttUs", rttUs);
    requireMeasurement("oneWayUs", oneWayUs);
    requireMeasurement("jitterUs", jitterUs);
    requireMeasurement("lossPpm", lossPpm);
    if (lossPpm > ALL_LOST_PPM) {
      throw new IllegalArgumentException("lossPpm: " + lossPpm + " (expected: at most 1000000)");
    }
  }

  private static void requireMeasurement(String name, long value) {
    if (value < UNMEASURED) {
      throw new IllegalArgumentException(
          name + ": " + value + " (expected: 0 or more, or -1 for unmeasured)");
    }
  }
}
