package io.hawser.edge.wireguard;

/// "Of this session I open AES-256-GCM as well, under that index."
///
/// @param session the session, by the index that the reader of the offer chose for it
/// @param index the index of the second key, chosen by the writer of the offer
public record CipherOffer(int session, int index) {}
