package io.hawser.edge.control;

import io.hawser.edge.crypto.PacketCipher;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/// A session's place as people see it.
///
/// @param pathId `broadband>hq/mpls`, or `service>NAME`
/// @param peerId edge id, or the client's name
/// @param edge whether the peer is an edge
/// @param endpoint where the peer was last heard, null while unknown
/// @param handshakeAgeNs since the current session began, -1 where there is none
/// @param heardAgeNs since an authentic packet last arrived, -1 for never
/// @param dataAgeNs since a user packet last passed in either direction, -1 for never
/// @param cipher the one that seals what this edge sends now
public record SessionView(
    String pathId,
    String peerId,
    String peerName,
    String peerSite,
    boolean edge,
    @Nullable InetSocketAddress endpoint,
    long handshakeAgeNs,
    long heardAgeNs,
    long dataAgeNs,
    PacketCipher cipher,
    long sentBytes,
    long receivedBytes) {}
