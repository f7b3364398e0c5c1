package io.hawser.edge.bench.swarm;

import io.hawser.edge.crypto.PacketCiphers;
import io.hawser.edge.crypto.PresharedKey;
import io.hawser.edge.crypto.PrivateKey;
import io.hawser.edge.crypto.PublicKey;
import io.hawser.edge.crypto.RandomSource;
import io.hawser.edge.crypto.Tai64n;
import io.hawser.edge.wireguard.Contact;
import io.hawser.edge.wireguard.Endpoint;
import io.hawser.edge.wireguard.HandshakeOutcome;
import io.hawser.edge.wireguard.Indices;
import io.hawser.edge.wireguard.LocalIdentity;
import io.hawser.edge.wireguard.Peering;
import io.hawser.edge.wireguard.PeeringOutput;
import io.hawser.edge.wireguard.PeeringSettings;
import io.hawser.edge.wireguard.ReceiveKey;
import io.hawser.edge.wireguard.SendKey;
import io.hawser.edge.wireguard.Surroundings;
import io.hawser.edge.wireguard.TimestampLog;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/// One WireGuard peer: a key, an inner address, and a session with the edge.
final class Client implements PeeringOutput {
  /// Sends from the socket that all clients share.
  interface Wire {
    void send(byte[] datagram);

    void keepalive(SendKey key);
  }

  private final PrivateKey key;
  private final int address;
  private final LocalIdentity identity;
  private final Wire wire;
  private final Map<Integer, ReceiveKey> receiveKeys;
  private @Nullable Peering peering;
  private @Nullable SendKey sendKey;

  /// @param number from 0; key and inner address follow from it
  /// @param receiveKeys of all clients, by index
  Client(
      int number,
      PacketCiphers ciphers,
      Indices indices,
      Wire wire,
      Map<Integer, ReceiveKey> receiveKeys) {
    RandomSource random = new Random(number)::nextBytes;
    this.key = PrivateKey.generate(random);
    this.address = 10 << 24 | 250 << 16 | number + 1;
    this.wire = wire;
    this.receiveKeys = receiveKeys;
    this.identity =
        new LocalIdentity(
            key,
            new NoLog(),
            new Surroundings(random, ciphers, indices, System::currentTimeMillis, this));
  }

  PublicKey publicKey() {
    return key.publicKey();
  }

  /// Its IPv4 address inside, as a number.
  int address() {
    return address;
  }

  /// Begins a handshake with the edge, and tries again until there is a session.
  void connect(PublicKey edge, Endpoint endpoint, long nowNs) {
    peering =
        identity.add(
            new PeeringSettings(edge, PresharedKey.NONE, 0, Contact.ANY_SOCKET, endpoint), nowNs);
    peering.wantSession(nowNs);
  }

  /// What it seals with; null without a session.
  @Nullable SendKey sendKey() {
    return sendKey;
  }

  /// Whether the handshake message was for this one.
  boolean takes(byte[] datagram, int length, Endpoint source, long nowNs) {
    HandshakeOutcome outcome = identity.onDatagram(datagram, length, source, nowNs);
    return outcome == HandshakeOutcome.ESTABLISHED || outcome == HandshakeOutcome.COOKIE_TAKEN;
  }

  void onTick(long nowNs) {
    identity.onTick(nowNs);
  }

  @Override
  public void sendHandshake(Peering of, byte[] datagram, @Nullable Endpoint to) {
    wire.send(datagram);
  }

  @Override
  public void sendCookieReply(byte[] datagram, Endpoint to) {}

  @Override
  public void installReceiveKey(Peering of, ReceiveKey installed) {
    receiveKeys.put(installed.localIndex(), installed);
  }

  @Override
  public void removeReceiveKey(Peering of, ReceiveKey removed) {
    receiveKeys.remove(removed.localIndex());
    removed.destroy();
  }

  @Override
  public void installSendKey(Peering of, SendKey installed) {
    sendKey = installed;
  }

  @Override
  public void removeSendKey(Peering of, SendKey removed) {
    if (sendKey == removed) {
      sendKey = null;
    }
    removed.destroy();
  }

  @Override
  public void sendKeepalive(Peering of) {
    if (sendKey != null) {
      wire.keepalive(sendKey);
    }
  }

  @Override
  public void established(Peering of, boolean initiator, long nowNs) {
    sendKeepalive(of);
  }

  @Override
  public void gaveUp(Peering of, long nowNs) {
    of.wantSession(nowNs);
  }

  /// Its key lives as long as the process.
  private static final class NoLog implements TimestampLog {
    @Override
    public Tai64n reserved() {
      return Tai64n.LEAST;
    }

    @Override
    public void reserve(Tai64n upTo) {}
  }
}
