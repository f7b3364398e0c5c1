package io.hawser.orchestrator.console;

import org.jspecify.annotations.Nullable;

/// What an edge says of a path besides its state; delays in microseconds, -1: not measured.
///
/// @param oneWayUs outwards
/// @param behindUs how much longer that is than on the peer's quickest path
/// @param expectedOut packets sent since the edge knows the path
/// @param missingOut of these, what the network lost; so are the next two of the other direction
/// @param minute null before the path's first minute
public record PathQuality(
    long oneWayUs,
    long behindUs,
    long expectedOut,
    long missingOut,
    long expectedIn,
    long missingIn,
    @Nullable Minute minute) {

  /// The last full minute.
  ///
  /// @param answers probes that were answered; the percentiles are of their round trips
  /// @param missed probes that were not
  /// @param missedInRow mean number of probes missed one after the other
  public record Minute(
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

  /// One direction.
  ///
  /// @param lossPpm of all packets
  /// @param variationP99Us delay above the least that 99 of 100 probes did not exceed
  /// @param opinionScore of a call, 1 to 4.41; -1: not measured
  public record OneWay(
      long lossPpm, long variationP50Us, long variationP99Us, double opinionScore) {}
}
