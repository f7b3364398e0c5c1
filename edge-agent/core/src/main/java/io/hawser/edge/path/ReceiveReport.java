package io.hawser.edge.path;

import io.hawser.edge.overlay.Feedback;

/// What inbound has received on one session of a path, published to control by [ReceiveAccount].
///
/// @param feedback what the peer is to learn
/// @param dataPackets user packets of this session
/// @param probes probes of this session
/// @param lastHeardNs when the last authentic packet came, not always the one with the highest
///   counter
public record ReceiveReport(Feedback feedback, long dataPackets, long probes, long lastHeardNs) {}
