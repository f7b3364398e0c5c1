package io.hawser.edge.overlay;

/// What one edge received on one session of a path, cumulative. Field meanings are in the package's
/// document.
///
/// @param receiverIndex names the session, chosen by the reporter
/// @param settled number of counters older than a reorder time
/// @param overflowed how many of the missing ones were lost in the reporter's own receive buffer,
///   and not on the way
/// @param bursts in how many rows the settled ones did not come; 0 also where the reporter does not
///   say
/// @param arrivalNs when the highest counter came, by the reporter's monotonic clock
public record Feedback(
    int receiverIndex,
    long highestCounter,
    long received,
    long settled,
    long settledReceived,
    long overflowed,
    long bursts,
    long bytes,
    long arrivalNs) {

  /// How many packets did not come, as of the settled counters.
  public long missing() {
    return settled - settledReceived;
  }
}
