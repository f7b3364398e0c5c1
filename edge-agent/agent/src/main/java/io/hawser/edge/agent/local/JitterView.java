package io.hawser.edge.agent.local;

/// What the jitter buffer did with the packets that arrived of classes with `jitter-buffer`, since
/// the edge began, and what it holds now.
///
/// @param inTime left at their time
/// @param late left at once, as they came too late
/// @param early left before their time, as there was no room
/// @param unheld left as they came: without their sender's time, too long to be held, or of more
///   flows than are kept apart
/// @param flows kept apart now
/// @param held packets that wait now
/// @param heldBytes their bytes
public record JitterView(
    long inTime, long late, long early, long unheld, int flows, int held, long heldBytes) {}
