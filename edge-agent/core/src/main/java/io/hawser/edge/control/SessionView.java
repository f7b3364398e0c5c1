package io.hawser.edge.control;

import io.hawser.edge.crypto.PacketCipher;
import io.hawser.edge.dataplane.PeerSlot;
import io.hawser.edge.wireguard.Contact;
import io.hawser.edge.wireguard.Endpoint;
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
    long receivedBytes) {
  /// @param peer at the other end of the path
  static SessionView of(ControlPath path, PeerSlot peer, long nowNs) {
    Endpoint endpoint = path.peering.contact().endpoint();
    long birthNs = path.peering.sessionBirthNs();
    long heardNs = path.peering.contact().lastReceivedNs();
    long dataNs = lastDataNs(path);
    return new SessionView(
        path.slot.id(),
        peer.id(),
        peer.name(),
        peer.site(),
        peer.edge(),
        endpoint == null ? null : endpoint.address(),
        birthNs == Contact.NEVER ? -1 : nowNs - birthNs,
        heardNs == Contact.NEVER ? -1 : nowNs - heardNs,
        dataNs == Contact.NEVER ? -1 : nowNs - dataNs,
        path.peering.cipher(),
        path.slot.sent().bytes(),
        path.slot.received().bytes());
  }

  /// A stock client sends nothing of its own that is not empty.
  private static long lastDataNs(ControlPath path) {
    Contact contact = path.peering.contact();
    return path.slot.stock()
        ? Math.max(contact.lastDataSentNs(), contact.lastDataReceivedNs())
        : path.data.lastNs();
  }
}
