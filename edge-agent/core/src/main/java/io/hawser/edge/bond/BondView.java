package io.hawser.edge.bond;

/// What became of bonded packets since the edge began, and what waits now.
///
/// @param inTurn delivered in order
/// @param late delivered at once, as they were not waited for any longer
/// @param unordered delivered at once, as there were more flows than are kept apart
/// @param duplicates dropped, see [BondDrop#DUPLICATE]
/// @param tooOld dropped, see [BondDrop#TOO_OLD]
/// @param missed sequences that were not waited for any longer; some of them came late
/// @param asked sequences that the peers were asked for
/// @param overflows times that a flow had to give up its order, as there was no room
/// @param jumps times that a flow began anew at another sequence
/// @param flows kept apart now
/// @param held packets that wait now
/// @param heldBytes their bytes
public record BondView(
    long inTurn,
    long late,
    long unordered,
    long duplicates,
    long tooOld,
    long missed,
    long asked,
    long overflows,
    long jumps,
    int flows,
    int held,
    long heldBytes) {}
