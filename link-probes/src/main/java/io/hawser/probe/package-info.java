/// Measuring a path: what travels (STAMP test packets) and what is made of it (estimators).
///
/// Formats, static accessors over a `MemorySegment` and an offset; nothing is copied:
///
/// - [StampSenderPacket], [StampReflectorPacket]: RFC 8762 sections 4.2.1 and 4.3.1,
///   unauthenticated mode, with the session identifier of RFC 8972 section 3.
/// - [StampTlv], [DirectMeasurementTlv]: the extensions of RFC 8972 section 4.
/// - [StampLayout], [StampKey]: both modes of plain STAMP, and the HMAC of the authenticated one.
/// - [NtpTimestamp], [ErrorEstimate]: the time that all of them carry, and how good it is.
///
/// The two ends of plain STAMP are in `io.hawser.probe.session`, sums for reports in
/// `io.hawser.probe.report`.
///
/// Estimators, sans IO (time comes in as `nowNs`), one writer each, not thread-safe:
///
/// | question | class | why so |
/// |---|---|---|
/// | how long until an answer is overdue | [RttEstimator] | RFC 6298: forgets slowly, knows its own spread |
/// | what delay has the path itself, without queues | [WindowedMinimum] | queues only add |
/// | how much does delay vary | [JitterEstimator] (RFC 3550), [DelayWindow] (RFC 5481 PDV) | one for SLAs, one for percentiles |
/// | how much is lost | [LossWindow] | counters in a sliding window; an EWMA of loss is neither exact nor forgets |
/// | which path is faster one way | [OneWayDelay] | the clock offset is common to all paths of two edges and cancels |
/// | what would a listener say | [EModel] | ITU-T G.107, simplified |
///
/// A value that has not been measured is negative ([Measure#UNMEASURED]), never 0: unknown is not
/// good.
@NullMarked
package io.hawser.probe;

import org.jspecify.annotations.NullMarked;
