package io.hawser.edge.wireguard;

import io.hawser.edge.crypto.JdkAead;
import io.hawser.edge.crypto.PacketCiphers;
import io.hawser.edge.crypto.PresharedKey;
import io.hawser.edge.crypto.PrivateKey;
import io.hawser.edge.crypto.PublicKey;
import io.hawser.edge.crypto.RandomSource;
import io.hawser.edge.crypto.Tai64n;
import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One key of an edge with the least outbound and inbound agents that the package needs, in one
/// thread.
final class SimulatedEdge implements PeeringOutput {
  static final int MTU = 1420;
  static final int STAGED_CAPACITY = 128;

  /// Takes what leaves an edge.
  interface Uplink {
    void send(SimulatedEdge from, byte[] datagram, Endpoint to);
  }

  final PrivateKey key;
  final InetSocketAddress address;
  final RandomSource random;
  final Uplink uplink;
  final StoredStamps stamps;
  Indices indices;
  LocalIdentity identity;
  long nowNs;
  long epochMs = 1_800_000_000_000L;

  final Map<Integer, ReceiveKey> receiveKeys = new HashMap<>();
  final Map<Peering, SendKey> sendKeys = new HashMap<>();
  final Map<Peering, Deque<byte[]>> staged = new HashMap<>();
  final List<byte[]> delivered = new ArrayList<>();
  final List<HandshakeOutcome> outcomes = new ArrayList<>();
  final List<String> happened = new ArrayList<>();
  final List<Integer> openResults = new ArrayList<>();
  int initiationsSent;
  int responsesSent;
  int cookieRepliesSent;
  int keepalivesSent;
  int transportSent;
  int destroyed;
  boolean confirmsAtOnce = true;
  boolean open;

  SimulatedEdge(PrivateKey key, InetSocketAddress address, RandomSource random, Uplink uplink) {
    this(key, address, random, uplink, new StoredStamps());
  }

  SimulatedEdge(
      PrivateKey key,
      InetSocketAddress address,
      RandomSource random,
      Uplink uplink,
      StoredStamps stamps) {
    this.key = key;
    this.address = address;
    this.random = random;
    this.uplink = uplink;
    this.stamps = stamps;
    this.identity = newIdentity();
  }

  /// Storage that survives a restart.
  static final class StoredStamps implements TimestampLog {
    Tai64n reserved = Tai64n.LEAST;
    int writes;

    @Override
    public Tai64n reserved() {
      return reserved;
    }

    @Override
    public void reserve(Tai64n upTo) {
      reserved = upTo;
      writes++;
    }
  }

  private LocalIdentity newIdentity() {
    indices = new Indices(random);
    return new LocalIdentity(
        key,
        stamps,
        new Surroundings(
            random,
            new PacketCiphers(JdkAead.SUITE, true),
            indices,
            () -> epochMs + nowNs / 1_000_000,
            this));
  }

  /// Loses all memory but the stored stamps and the key.
  void restart() {
    receiveKeys.clear();
    sendKeys.clear();
    staged.clear();
    identity = newIdentity();
  }

  Peering add(SimulatedEdge peer) {
    return add(peer.key.publicKey(), new Endpoint(0, peer.address), 0);
  }

  Peering add(PublicKey remote, @Nullable Endpoint endpoint, long persistentKeepaliveNs) {
    return identity.add(
        new PeeringSettings(
            remote, PresharedKey.NONE, persistentKeepaliveNs, Contact.ANY_SOCKET, endpoint),
        nowNs);
  }

  /// What outbound does with a packet.
  void transmit(Peering peering, byte[] plaintext) {
    Deque<byte[]> waiting = staged.computeIfAbsent(peering, _ -> new ArrayDeque<>());
    if (waiting.size() == STAGED_CAPACITY) {
      waiting.removeFirst();
    }
    waiting.addLast(plaintext);
    flush(peering);
  }

  private void flush(Peering peering) {
    Deque<byte[]> waiting = staged.computeIfAbsent(peering, _ -> new ArrayDeque<>());
    SendKey sendKey = sendKeys.get(peering);
    if (sendKey == null || !sendKey.isUsable(nowNs)) {
      if (!waiting.isEmpty()) {
        peering.wantSession(nowNs);
      }
      return;
    }
    while (!waiting.isEmpty()) {
      emit(sendKey, waiting.removeFirst());
    }
  }

  private void emit(SendKey sendKey, byte[] plaintext) {
    byte[] buffer = new byte[plaintext.length + 16 + Transport.OVERHEAD];
    System.arraycopy(plaintext, 0, buffer, Transport.HEADER_LENGTH, plaintext.length);
    int length =
        sendKey.seal(
            MemorySegment.ofArray(buffer), Transport.HEADER_LENGTH, plaintext.length, MTU, nowNs);
    if (length < 0) {
      happened.add("unsealed " + length);
      return;
    }
    transportSent++;
    Endpoint to = sendKey.contact().endpoint();
    if (to != null) {
      uplink.send(this, Arrays.copyOf(buffer, length), to);
    }
  }

  /// What inbound does with a datagram.
  void receive(byte[] datagram, Endpoint source) {
    byte[] buffer = datagram.clone();
    MemorySegment segment = MemorySegment.ofArray(buffer);
    if (!Transport.isPlausible(segment, 0, buffer.length)) {
      outcomes.add(identity.onDatagram(buffer, buffer.length, source, nowNs));
      return;
    }
    ReceiveKey receiveKey = receiveKeys.get(Transport.receiver(segment, 0));
    if (receiveKey == null || !receiveKey.contact().admits(source.socket())) {
      return;
    }
    int length = receiveKey.open(segment, 0, buffer.length, nowNs);
    openResults.add(length);
    if (length < 0) {
      return;
    }
    receiveKey.contact().heardFrom(source.socket(), source.address());
    if (receiveKey.takeConfirmation()) {
      if (confirmsAtOnce) {
        receiveKey.peering().onKeyConfirmed(receiveKey, nowNs);
      }
    }
    if (length > 0) {
      delivered.add(
          Arrays.copyOfRange(buffer, Transport.HEADER_LENGTH, Transport.HEADER_LENGTH + length));
    }
  }

  @Override
  public void sendHandshake(Peering peering, byte[] datagram, @Nullable Endpoint to) {
    if (datagram.length == Initiation.LENGTH) {
      initiationsSent++;
    } else {
      responsesSent++;
    }
    if (to != null) {
      uplink.send(this, datagram, to);
    }
  }

  @Override
  public void upgradeSendKey(Peering peering, SendKey upgraded, int secondIndex) {
    upgraded.upgrade(secondIndex);
  }

  @Override
  public void sendCookieReply(byte[] datagram, Endpoint to) {
    cookieRepliesSent++;
    uplink.send(this, datagram, to);
  }

  @Override
  public void installReceiveKey(Peering peering, ReceiveKey receiveKey) {
    receiveKeys.put(receiveKey.localIndex(), receiveKey);
    receiveKeys.put(receiveKey.secondIndex(), receiveKey);
  }

  @Override
  public void removeReceiveKey(Peering peering, ReceiveKey receiveKey) {
    receiveKeys.remove(receiveKey.localIndex());
    receiveKeys.remove(receiveKey.secondIndex());
    receiveKey.destroy();
    destroyed++;
  }

  @Override
  public void installSendKey(Peering peering, SendKey sendKey) {
    sendKeys.put(peering, sendKey);
    flush(peering);
  }

  @Override
  public void removeSendKey(Peering peering, SendKey sendKey) {
    sendKeys.remove(peering, sendKey);
    sendKey.destroy();
  }

  @Override
  public void sendKeepalive(Peering peering) {
    SendKey sendKey = sendKeys.get(peering);
    Deque<byte[]> waiting = staged.computeIfAbsent(peering, _ -> new ArrayDeque<>());
    if (sendKey != null && waiting.isEmpty()) {
      keepalivesSent++;
      emit(sendKey, new byte[0]);
    } else {
      flush(peering);
    }
  }

  @Override
  public void established(Peering peering, boolean initiator, long atNs) {
    happened.add("established as " + (initiator ? "initiator" : "responder"));
  }

  @Override
  public boolean isOpen(Peering peering) {
    return open;
  }

  @Override
  public void gaveUp(Peering peering, long atNs) {
    happened.add("gave up");
    staged.remove(peering);
  }
}
