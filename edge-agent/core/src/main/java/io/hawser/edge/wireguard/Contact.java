package io.hawser.edge.wireguard;

import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// What the three agents share about a peering: where the peer is, and when something was last sent
/// and received.
///
/// Each time has one writer, by opaque stores; the timers of [Peering] read them. The endpoint is a
/// whole record that the agent writes which has just authenticated a packet: inbound for transport
/// data, control for handshakes; the latest one stands. Outbound and control read it whenever they
/// send. On a path the peer's address roams but our socket doesn't; a client of the service key may
/// roam in both.
public final class Contact {

  /// A time of something that hasn't happened.
  public static final long NEVER = Long.MIN_VALUE;

  /// Of a peering that may be heard on any socket.
  public static final int ANY_SOCKET = -1;

  private final int socket;
  private volatile @Nullable Endpoint endpoint;

  // Written by outbound.
  private final AtomicLong sentNs = new AtomicLong(NEVER);
  private final AtomicLong dataSentNs = new AtomicLong(NEVER);
  private final AtomicLong unansweredNs = new AtomicLong(NEVER);

  // Written by inbound.
  private final AtomicLong receivedNs = new AtomicLong(NEVER);
  private final AtomicLong dataReceivedNs = new AtomicLong(NEVER);
  private final AtomicLong unacknowledgedNs = new AtomicLong(NEVER);

  // Written by control.
  private final AtomicLong handshakeSentNs = new AtomicLong(NEVER);
  private final AtomicLong handshakeReceivedNs = new AtomicLong(NEVER);

  Contact(int socket, @Nullable Endpoint endpoint) {
    this.socket = socket;
    this.endpoint = endpoint;
  }

  /// Where to send; null until it was configured or the peer was heard.
  public @Nullable Endpoint endpoint() {
    return endpoint;
  }

  /// The only one that the peer is heard on, or [#ANY_SOCKET].
  public int socket() {
    return socket;
  }

  /// Whether a packet may come in by this socket. Where it may not, it is dropped before it is
  /// opened.
  public boolean admits(int arrivalSocket) {
    return socket == ANY_SOCKET || socket == arrivalSocket;
  }

  /// An authentic packet came from there: the peer is there now. Answers whether it had been
  /// elsewhere.
  public boolean heardFrom(int arrivalSocket, InetSocketAddress address) {
    Endpoint known = endpoint;
    if (known != null && known.socket() == arrivalSocket && known.address().equals(address)) {
      return false;
    }
    endpoint = new Endpoint(arrivalSocket, address);
    return true;
  }

  /// When an authentic packet of any kind was last sent, or [#NEVER].
  public long lastSentNs() {
    return Math.max(sentNs.getOpaque(), handshakeSentNs.getOpaque());
  }

  public long lastDataSentNs() {
    return dataSentNs.getOpaque();
  }

  /// When an authentic packet of any kind last arrived, or [#NEVER].
  public long lastReceivedNs() {
    return Math.max(receivedNs.getOpaque(), handshakeReceivedNs.getOpaque());
  }

  public long lastDataReceivedNs() {
    return dataReceivedNs.getOpaque();
  }

  /// When the first data was sent after which nothing has arrived, or [#NEVER].
  public long unansweredNs() {
    long sinceNs = unansweredNs.getOpaque();
    return lastReceivedNs() > sinceNs ? NEVER : sinceNs;
  }

  /// When the first data arrived after which nothing was sent, or [#NEVER].
  public long unacknowledgedNs() {
    long sinceNs = unacknowledgedNs.getOpaque();
    return lastSentNs() > sinceNs ? NEVER : sinceNs;
  }

  long lastTransportSentNs() {
    return sentNs.getOpaque();
  }

  /// When a packet of a session last arrived here, or [#NEVER]; handshakes may come another way.
  public long lastTransportReceivedNs() {
    return receivedNs.getOpaque();
  }

  /// By outbound.
  void sent(boolean data, long nowNs) {
    sentNs.setOpaque(nowNs);
    if (data) {
      dataSentNs.setOpaque(nowNs);
      if (unansweredNs() == NEVER) {
        unansweredNs.setOpaque(nowNs);
      }
    }
  }

  /// By inbound.
  void received(boolean data, long nowNs) {
    receivedNs.setOpaque(nowNs);
    if (data) {
      dataReceivedNs.setOpaque(nowNs);
      if (unacknowledgedNs() == NEVER) {
        unacknowledgedNs.setOpaque(nowNs);
      }
    }
  }

  /// By control.
  void handshakeSent(long nowNs) {
    handshakeSentNs.setOpaque(nowNs);
  }

  /// By control.
  void handshakeReceived(long nowNs) {
    handshakeReceivedNs.setOpaque(nowNs);
  }

  /// By control: configuration says where the peer is.
  void place(Endpoint configured) {
    endpoint = configured;
  }
}
