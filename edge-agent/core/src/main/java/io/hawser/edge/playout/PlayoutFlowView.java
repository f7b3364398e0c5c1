package io.hawser.edge.playout;

/// What the jitter buffer does for a flow, for people.
///
/// @param capUs longest that a packet may be held
/// @param waitUs how long the quickest of the latest packets are held
/// @param arrivingJitterUs as they come, RFC 3550, section 6.4.1
/// @param leavingJitterUs the same as they leave
/// @param packets that came with their time
/// @param late how many of these left at once, as they came too late
public record PlayoutFlowView(
    long capUs,
    long waitUs,
    long arrivingJitterUs,
    long leavingJitterUs,
    long packets,
    long late) {}
