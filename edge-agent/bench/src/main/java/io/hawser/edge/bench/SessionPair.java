package io.hawser.edge.bench;

import io.hawser.edge.crypto.AeadSuite;
import io.hawser.edge.crypto.PacketCipher;
import io.hawser.edge.crypto.PacketCiphers;
import io.hawser.edge.crypto.PresharedKey;
import io.hawser.edge.crypto.PrivateKey;
import io.hawser.edge.crypto.PublicKey;
import io.hawser.edge.crypto.RandomSource;
import io.hawser.edge.crypto.Tai64n;
import io.hawser.edge.wireguard.CipherOffer;
import io.hawser.edge.wireguard.Contact;
import io.hawser.edge.wireguard.Endpoint;
import io.hawser.edge.wireguard.Indices;
import io.hawser.edge.wireguard.LocalIdentity;
import io.hawser.edge.wireguard.Peering;
import io.hawser.edge.wireguard.PeeringOutput;
import io.hawser.edge.wireguard.PeeringSettings;
import io.hawser.edge.wireguard.ReceiveKey;
import io.hawser.edge.wireguard.SendKey;
import io.hawser.edge.wireguard.Surroundings;
import io.hawser.edge.wireguard.TimestampLog;
import java.net.InetSocketAddress;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/// The sending key of one edge and the receiving key of the other, made by a handshake between the
/// two in memory.
record SessionPair(SendKey sendKey, ReceiveKey receiveKey) {

  static SessionPair connect(AeadSuite suite, PacketCipher cipher, long nowNs) {
    var one = new Side(suite, 1);
    var other = new Side(suite, 2);
    Peering peering = one.add(other.key.publicKey(), nowNs);
    Peering back = other.add(one.key.publicKey(), nowNs);
    boolean isSecond = cipher == PacketCipher.AES_256_GCM;
    peering.haveSecondCipher(isSecond);
    back.haveSecondCipher(isSecond);
    peering.wantSession(nowNs);
    other.receive(one, nowNs);
    one.receive(other, nowNs);
    if (one.sendKey == null || other.receiveKey == null) {
      throw new IllegalStateException("handshake: no session (expected: one)");
    }
    CipherOffer offer = peering.cipherOffer();
    CipherOffer answer = offer == null ? null : back.onCipherOffer(offer);
    if (answer != null) {
      peering.onCipherOffer(answer);
    }
    return new SessionPair(one.sendKey, other.receiveKey);
  }

  /// Each session has other keys and indices, and each run the same.
  private static final Random SEEDS = new Random(1);

  private static final class Side implements PeeringOutput {
    private final RandomSource random;
    private final PrivateKey key;
    private final Endpoint source;
    private final LocalIdentity identity;
    private byte[] sent = {};
    private @Nullable SendKey sendKey;
    private @Nullable ReceiveKey receiveKey;

    Side(AeadSuite suite, int number) {
      this.random = new Random(SEEDS.nextLong())::nextBytes;
      this.key = PrivateKey.generate(random);
      this.source = new Endpoint(0, new InetSocketAddress("192.0.2." + number, 51820));
      this.identity =
          new LocalIdentity(
              key,
              new NoLog(),
              new Surroundings(
                  random, new PacketCiphers(suite, true), new Indices(random), () -> 0, this));
    }

    Peering add(PublicKey remote, long nowNs) {
      return identity.add(
          new PeeringSettings(remote, PresharedKey.NONE, 0, Contact.ANY_SOCKET, source), nowNs);
    }

    void receive(Side from, long nowNs) {
      identity.onDatagram(from.sent, from.sent.length, from.source, nowNs);
    }

    @Override
    public void sendHandshake(Peering peering, byte[] datagram, @Nullable Endpoint to) {
      sent = datagram;
    }

    @Override
    public void sendCookieReply(byte[] datagram, Endpoint to) {}

    @Override
    public void installReceiveKey(Peering peering, ReceiveKey installed) {
      receiveKey = installed;
    }

    @Override
    public void removeReceiveKey(Peering peering, ReceiveKey removed) {}

    @Override
    public void installSendKey(Peering peering, SendKey installed) {
      sendKey = installed;
    }

    @Override
    public void removeSendKey(Peering peering, SendKey removed) {}

    @Override
    public void upgradeSendKey(Peering peering, SendKey upgraded, int secondIndex) {
      upgraded.upgrade(secondIndex);
    }

    @Override
    public void sendKeepalive(Peering peering) {}

    @Override
    public void established(Peering peering, boolean initiator, long nowNs) {}

    @Override
    public void gaveUp(Peering peering, long nowNs) {}
  }

  private static final class NoLog implements TimestampLog {
    @Override
    public Tai64n reserved() {
      return Tai64n.LEAST;
    }

    @Override
    public void reserve(Tai64n upTo) {}
  }
}
