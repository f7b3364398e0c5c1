package io.hawser.edge.dataplane;

import io.hawser.edge.crypto.AeadSuite;
import io.hawser.edge.crypto.JdkAead;
import io.hawser.edge.crypto.PacketCiphers;
import io.hawser.edge.crypto.PresharedKey;
import io.hawser.edge.crypto.PrivateKey;
import io.hawser.edge.crypto.Tai64n;
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
import java.lang.reflect.Proxy;
import java.net.InetSocketAddress;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/// The sending key of one edge and the receiving key of another, made by a handshake in memory at
/// time 0. Each is heard by any socket, and reached by socket 0.
record Handshake(SendKey sendKey, ReceiveKey receiveKey) {
  /// @param seed of keys and indices
  static Handshake make(int seed) {
    return make(seed, JdkAead.SUITE);
  }

  static Handshake make(int seed, AeadSuite suite) {
    Side one = new Side(2 * seed, suite);
    Side other = new Side(2 * seed + 1, suite);
    one.add(other);
    other.add(one);
    Objects.requireNonNull(one.peering).wantSession(0);
    other.hear(one);
    one.hear(other);
    return new Handshake(
        Objects.requireNonNull(one.sendKey), Objects.requireNonNull(other.receiveKey));
  }

  private static final class Side {
    final Endpoint endpoint;
    final PrivateKey key;
    final LocalIdentity identity;
    @Nullable Peering peering;
    @Nullable SendKey sendKey;
    @Nullable ReceiveKey receiveKey;
    byte[] sent = {};

    Side(int number, AeadSuite suite) {
      Random random = new Random(number);
      endpoint = new Endpoint(0, new InetSocketAddress("192.0.2." + number, 51_820));
      key = PrivateKey.generate(random::nextBytes);
      identity =
          new LocalIdentity(
              key,
              new NoLog(),
              new Surroundings(
                  random::nextBytes,
                  new PacketCiphers(suite, false),
                  new Indices(random::nextBytes),
                  () -> 0,
                  output()));
    }

    private PeeringOutput output() {
      return (PeeringOutput)
          Proxy.newProxyInstance(
              Side.class.getClassLoader(),
              new Class<?>[] {PeeringOutput.class},
              (_, method, arguments) -> {
                switch (method.getName()) {
                  case "sendHandshake" -> sent = (byte[]) arguments[1];
                  case "installSendKey" -> sendKey = (SendKey) arguments[1];
                  case "installReceiveKey" -> receiveKey = (ReceiveKey) arguments[1];
                  default -> {}
                }
                return null;
              });
    }

    void add(Side other) {
      peering =
          identity.add(
              new PeeringSettings(
                  other.key.publicKey(), PresharedKey.NONE, 0, Contact.ANY_SOCKET, other.endpoint),
              0);
    }

    void hear(Side other) {
      identity.onDatagram(other.sent, other.sent.length, other.endpoint, 0);
    }
  }

  private record NoLog() implements TimestampLog {
    @Override
    public Tai64n reserved() {
      return Tai64n.LEAST;
    }

    @Override
    public void reserve(Tai64n upTo) {}
  }
}
