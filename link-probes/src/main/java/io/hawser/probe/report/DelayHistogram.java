package io.hawser.probe.report;

import io.hawser.probe.Measure;
import org.HdrHistogram.Histogram;

/// How often which delay was measured, within 0.1 % or a microsecond, up to a minute. Minimum and
/// maximum are exact.
public final class DelayHistogram implements Mergeable<DelayHistogram> {
  private static final long RESOLUTION_NS = 1_000;
  private static final long MOST_NS = 60_000_000_000L;
  private static final int DIGITS = 3;

  private static final long MILLION = 1_000_000;

  private final Histogram counts = new Histogram(RESOLUTION_NS, 2 * RESOLUTION_NS, DIGITS);
  private long minNs = Long.MAX_VALUE;
  private long maxNs = Measure.UNMEASURED;

  public DelayHistogram() {
    counts.setAutoResize(true);
  }

  /// What is longer than a minute counts as a minute in the percentiles.
  public void add(long delayNs) {
    if (delayNs < 0) {
      throw new IllegalArgumentException("delayNs: " + delayNs + " (expected: 0 or more)");
    }
    counts.recordValue(Math.min(delayNs, MOST_NS));
    minNs = Math.min(minNs, delayNs);
    maxNs = Math.max(maxNs, delayNs);
  }

  @Override
  public void merge(DelayHistogram other) {
    counts.add(other.counts);
    minNs = Math.min(minNs, other.minNs);
    maxNs = Math.max(maxNs, other.maxNs);
  }

  @Override
  public void clear() {
    counts.reset();
    minNs = Long.MAX_VALUE;
    maxNs = Measure.UNMEASURED;
  }

  public long count() {
    return counts.getTotalCount();
  }

  /// The smallest delay that `percent` of all do not exceed, or [Measure#UNMEASURED].
  public long percentileNs(double percent) {
    if (!(percent >= 0 && percent <= 100)) {
      throw new IllegalArgumentException("percent: " + percent + " (expected: 0 to 100)");
    }
    return count() == 0
        ? Measure.UNMEASURED
        : Math.clamp(counts.getValueAtPercentile(percent), minNs, maxNs);
  }

  public long minNs() {
    return count() == 0 ? Measure.UNMEASURED : minNs;
  }

  public long maxNs() {
    return maxNs;
  }

  /// How many in a million are longer than `limitNs`, which is good to 0.1 %; or
  /// [Measure#UNMEASURED].
  public long abovePpm(long limitNs) {
    if (count() == 0) {
      return Measure.UNMEASURED;
    }
    long within = limitNs < 0 ? 0 : counts.getCountBetweenValues(0, Math.min(limitNs, MOST_NS));
    return (count() - within) * MILLION / count();
  }
}
