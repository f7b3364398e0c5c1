package io.hawser.edge.path;

/// What a path was like for about a minute, for people; what steers asks estimators that forget
/// within seconds. Delays in nanoseconds; what is negative was not measured.
///
/// @param lengthNs of the time that this is about
/// @param answers probes that were answered; the percentiles are of their round trips
/// @param missed probes that were not, there or back
/// @param missedInRow mean number of probes missed one after the other; 0 where none was
/// @param mostMissedInRow largest such number
public record PathReport(
    long lengthNs,
    long answers,
    long rttP50Ns,
    long rttP95Ns,
    long rttP99Ns,
    long rttMaxNs,
    long missed,
    double missedInRow,
    long mostMissedInRow,
    OneWay outbound,
    OneWay inbound) {

  /// One direction.
  ///
  /// @param lossPpm of all its packets, by WireGuard's counters, in millionths
  /// @param variationP50Ns one-way delay above the least of 10 s (RFC 5481, section 4.2): half of
  ///   the probes had no more
  /// @param variationP99Ns 99 of 100 had no more
  /// @param opinionScore what a listener would say of a call: 1 to 4.41, see
  ///   `io.hawser.probe.report.VoiceScore`; the burst ratio in it is that of probes
  public record OneWay(
      long lossPpm, long variationP50Ns, long variationP99Ns, double opinionScore) {}
}
