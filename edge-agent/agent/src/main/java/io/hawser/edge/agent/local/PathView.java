package io.hawser.edge.agent.local;

/// One path in both directions; `stateOut` and `stateIn` are the words of the control channel
/// (unknown, up, suspect, degraded, down), `cause` is that of the last change of `stateOut`.
///
/// `expectedOut` packets were sent since the path is known and `missingOut` of them lost on the
/// way, exactly, as soon as the peer has reported; `expectedIn` and `missingIn` are the other
/// direction's.
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
    long missingIn) {}
