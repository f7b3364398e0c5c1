package io.hawser.edge.agent.local;

/// One path in both directions; `stateOut` and `stateIn` are the words of the control channel
/// (unknown, up, suspect, degraded, down), `cause` is that of the last change of `stateOut`.
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
    long rxBytes) {}
