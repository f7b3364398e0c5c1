/// What is said of a path over minutes and hours: loss in bursts, percentiles of delay and of its
/// variation, a score for voice.
///
/// Everything is a sum ([Mergeable]): that of two links, of two hours or of two edges is the sum of
/// theirs. [SlicedWindow] makes a sliding window of any of them.
///
/// | question | class | definition |
/// |---|---|---|
/// | which delay do 99 of 100 packets keep | [DelayHistogram] | nearest rank, within 0.1 % |
/// | how much does delay vary | [DelayVariation] | RFC 5481 section 4.2: above the least of each interval |
/// | how many are lost in a row | [LossRuns], [LossBursts] | mean and longest run; G.107's burst ratio |
/// | what would a listener say | [VoiceScore] | the E-model behind the best jitter buffer for this path |
///
/// For reports, not for steering: that asks the estimators of [io.hawser.probe], which forget
/// within seconds. Time comes in as `nowNs`; one writer each, not thread-safe.
@NullMarked
package io.hawser.probe.report;

import org.jspecify.annotations.NullMarked;
