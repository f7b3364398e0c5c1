package io.hawser.edge.agent.local;

import org.jspecify.annotations.Nullable;

/// One path in both directions; `stateOut` and `stateIn` are the words of the control channel
/// (unknown, up, probation, suspect, degraded, down), `cause` is that of the last change of
/// `stateOut`.
///
/// `expectedOut` packets were sent since the path is known and `missingOut` of them lost on the
/// way, exactly, as soon as the peer has reported; `expectedIn` and `missingIn` are the other
/// direction's.
///
/// `lossOutPpm` and `lossInPpm` are of the last seconds; `judgedLossPpm` is what the rules were
/// told of the loss outwards, which falls later.
///
/// `oneWayUs` is the delay outwards, `behindUs` how much longer it is than on the peer's quickest
/// path; `report` is null for the first seconds of a path.
///
/// Measures are -1 where unmeasured. `cipher` is the one that seals what this edge sends now.
/// `endpoint` is the peer's outer address and port, `local` ours.
public record PathView(
    String id,
    String peer,
    String link,
    String peerLink,
    String transport,
    boolean metered,
    boolean backup,
    String stateOut,
    String stateIn,
    String cause,
    long sinceMs,
    long rttUs,
    long jitterUs,
    long lossOutPpm,
    long lossInPpm,
    long judgedLossPpm,
    String local,
    String endpoint,
    int mtu,
    String cipher,
    long lastHandshakeMs,
    long txBytes,
    long rxBytes,
    long expectedOut,
    long missingOut,
    long expectedIn,
    long missingIn,
    long oneWayUs,
    long behindUs,
    @Nullable Report report) {

  /// What the path was like for `lengthMs`, which ended at most a minute ago; see
  /// `io.hawser.edge.path.PathReport`. `missed` probes were not answered, in runs of `missedInRow`
  /// on average and `mostMissedInRow` at most.
  public record Report(
      long lengthMs,
      long answers,
      long rttP50Us,
      long rttP95Us,
      long rttP99Us,
      long rttMaxUs,
      long missed,
      double missedInRow,
      long mostMissedInRow,
      OneWay out,
      OneWay in) {}

  /// One direction: `variation…` is delay above the least, `opinionScore` that of a call, 1 to
  /// 4.41.
  public record OneWay(
      long lossPpm, long variationP50Us, long variationP99Us, double opinionScore) {}
}
