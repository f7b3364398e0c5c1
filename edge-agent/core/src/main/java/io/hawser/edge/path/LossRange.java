package io.hawser.edge.path;

import io.hawser.probe.Measure;

/// What a direction loses as far as is known, in millionths.
///
/// @param ppm what counts of it, or [Measure#UNMEASURED] as the others then are
/// @param leastPpm what it is at the least, however much of what was seen was chance
/// @param mostPpm what it is at the most
record LossRange(long ppm, long leastPpm, long mostPpm) {
  static final LossRange UNMEASURED =
      new LossRange(Measure.UNMEASURED, Measure.UNMEASURED, Measure.UNMEASURED);
}
