package io.hawser.probe.session;

/// What a STAMP session measured. Times in ns and rates in millionths, each
/// [io.hawser.probe.Measure#UNMEASURED] where nothing could tell.
///
/// @param sent packets that left
/// @param refused packets beyond these that the kernel here did not take
/// @param received packets that were answered
/// @param duplicates replies beyond the first
/// @param reordered replies that came after the reply to a later packet
/// @param lostOut packets that the reflector did not get
/// @param lostBack replies that did not come
/// @param lostUntold packets of which nothing tells where they were lost
/// @param counting what told the directions apart
/// @param longestLoss most packets lost in a row
/// @param meanLoss packets lost in a row on average, 0 without loss
/// @param mos what a listener would say of a call with half of the round trip each way; -1 without
///   a reply
/// @param ttl with which the last packet came to the reflector, -1 without a reply
/// @param extensions whether the reflector knows RFC 8972
public record StampResult(
    int sent,
    int refused,
    int received,
    int duplicates,
    int reordered,
    int lostOut,
    int lostBack,
    int lostUntold,
    Counting counting,
    int longestLoss,
    double meanLoss,
    double mos,
    int ttl,
    boolean extensions,
    RoundTrip roundTrip,
    Variation out,
    Variation back) {
  /// What told loss on the way there from loss on the way back.
  public enum Counting {
    /// The Direct Measurement TLV.
    DIRECT_MEASUREMENT,
    /// The reflector's own sequence numbers: it is stateful.
    SEQUENCE,
    /// Nothing: the reflector is stateless, or nothing was lost on the way there and nothing can
    /// prove it.
    NOTHING
  }

  /// Without the time that the reflector took.
  public record RoundTrip(long minNs, long medianNs, long p99Ns, long maxNs) {}

  /// Of one direction: packet delay variation (RFC 5481 section 4.2) above the least of each ten
  /// seconds, and interarrival jitter (RFC 3550 section 6.4.1).
  public record Variation(long p95Ns, long p99Ns, long maxNs, long jitterNs) {}

  public int lost() {
    return sent - received;
  }
}
