package io.hawser.edge.playout;

/// The jitter buffer of all flows, for people: what became of their packets since the edge began.
///
/// @param inTime left when they should
/// @param late left at once, as they came too late
/// @param early left before their time, as there was no room
/// @param unheld left as they came: without their sender's time, too long to be held, or of more
///   flows than are kept apart
/// @param flows kept apart now
/// @param held packets that wait now
/// @param heldBytes their bytes
public record PlayoutView(
    long inTime, long late, long early, long unheld, int flows, int held, long heldBytes) {}
