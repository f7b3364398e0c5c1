package io.hawser.edge.wireguard;

import io.hawser.edge.crypto.PacketCiphers;
import io.hawser.edge.crypto.RandomSource;
import java.util.function.LongSupplier;

/// What an edge's identities have in common.
///
/// @param random for keys, indices, cookies and jitter
/// @param ciphers of packets
/// @param indices of the whole process
/// @param epochMs wall clock, for the time stamps of initiations only; it may jump
/// @param output where the identities' doings go
public record Surroundings(
    RandomSource random,
    PacketCiphers ciphers,
    Indices indices,
    LongSupplier epochMs,
    PeeringOutput output) {}
