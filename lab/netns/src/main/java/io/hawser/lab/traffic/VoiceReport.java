package io.hawser.lab.traffic;

/// What a listener noticed in an interval.
///
/// @param sent packets of the interval whose fate is known
/// @param lost of these, how many never came
/// @param duplicates packets that came more than once
/// @param largestGapMs longest time between two arrivals; 20 without any trouble
/// @param delayP50Ms one-way delay
/// @param delayP99Ms one-way delay that 99 % did not exceed
/// @param delayMaxMs the largest
public record VoiceReport(
    long sent,
    long lost,
    long duplicates,
    double largestGapMs,
    double delayP50Ms,
    double delayP99Ms,
    double delayMaxMs) {
  public double lossPercent() {
    return sent == 0 ? 0 : 100.0 * lost / sent;
  }
}
