package io.hawser.edge.bench.swarm;

import io.hawser.edge.crypto.PacketCiphers;
import io.hawser.edge.crypto.PublicKey;
import io.hawser.edge.wireguard.Endpoint;
import io.hawser.edge.wireguard.Indices;
import io.hawser.edge.wireguard.MessageType;
import io.hawser.edge.wireguard.ReceiveKey;
import io.hawser.edge.wireguard.SendKey;
import io.hawser.edge.wireguard.Transport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Clients of one edge's service key, all behind one UDP socket. One thread does everything; its
/// calls of the clock are the only ones.
///
/// In a load each answer lets the next request go, so that as many are under way at any time.
final class Swarm implements Client.Wire {
  private static final int LENGTH_LIMIT = 2048;
  private static final int SOCKET_BUFFER_LENGTH = 4 << 20;
  private static final long TICK_NS = 50_000_000;

  /// Between two new handshakes: an edge under load admits 20 a second from one source.
  private static final long CONNECT_SPACING_NS = 30_000_000;

  /// Requests without an answer for so long are lost.
  private static final long LOST_NS = 100_000_000;

  /// Requests under way in a load.
  private static final int WINDOW = 64;

  private final DatagramChannel channel;
  private final Selector selector;
  private final MemorySegment out = Arena.global().allocate(LENGTH_LIMIT, 16);
  private final MemorySegment in = Arena.global().allocate(LENGTH_LIMIT, 16);
  private final ByteBuffer outBytes = out.asByteBuffer();
  private final ByteBuffer inBytes = in.asByteBuffer();
  private final Map<Integer, ReceiveKey> receiveKeys = new HashMap<>();
  private final List<Client> clients = new ArrayList<>();
  private final int packetLength;
  private @Nullable Endpoint edge;
  private int connected;
  private long tickedNs;
  private long answers;

  /// @param packetLength of a request inside the tunnel, bytes
  Swarm(int size, int packetLength) throws IOException {
    this.packetLength = packetLength;
    channel = DatagramChannel.open();
    channel.configureBlocking(false);
    channel.setOption(StandardSocketOptions.SO_RCVBUF, SOCKET_BUFFER_LENGTH);
    selector = Selector.open();
    channel.register(selector, SelectionKey.OP_READ);
    PacketCiphers ciphers = PacketCiphers.choose("", "chacha20-poly1305", System::nanoTime);
    Indices indices = new Indices(new java.security.SecureRandom()::nextBytes);
    for (int number = 0; number < size; number++) {
      clients.add(new Client(number, ciphers, indices, this, receiveKeys));
    }
  }

  List<PublicKey> publicKeys() {
    return clients.stream().map(Client::publicKey).toList();
  }

  /// Makes sessions until there are `count`; answers how many there are at the deadline at the
  /// latest.
  int connect(int count, PublicKey key, InetSocketAddress address, long limitNs)
      throws IOException {
    Endpoint endpoint = new Endpoint(0, address);
    edge = endpoint;
    long startNs = System.nanoTime();
    long nextNs = startNs;
    long nowNs = startNs;
    while (sessions() < count && nowNs - startNs < limitNs) {
      if (connected < count && nowNs - nextNs >= 0) {
        clients.get(connected++).connect(key, endpoint, nowNs);
        nextNs = nowNs + CONNECT_SPACING_NS;
      }
      serve(1);
      nowNs = System.nanoTime();
    }
    return sessions();
  }

  int sessions() {
    return (int) clients.stream().filter(client -> client.sendKey() != null).count();
  }

  /// One request for each flow: `flows` identifiers of each of the first `sessions` clients.
  /// Answers how many were answered.
  long touch(int sessions, int flows, int target) throws IOException {
    long all = (long) sessions * flows;
    Load load = new Load(sessions, flows, target);
    answers = 0;
    while (load.sent < all || load.isWaiting()) {
      load.step(all);
    }
    return answers;
  }

  /// Requests for some time; answers how many were answered in it.
  long load(int sessions, int flows, int target, long durationNs) throws IOException {
    Load load = new Load(sessions, flows, target);
    answers = 0;
    long startNs = System.nanoTime();
    while (System.nanoTime() - startNs < durationNs) {
      load.step(Long.MAX_VALUE);
    }
    return answers;
  }

  /// Requests of some sessions' flows, session by session.
  private final class Load {
    private final int sessions;
    private final int flows;
    private final int target;
    private long sent;
    private long settled;
    private long progressNs = System.nanoTime();
    private long answered = answers;

    Load(int sessions, int flows, int target) {
      this.sessions = sessions;
      this.flows = flows;
      this.target = target;
    }

    boolean isWaiting() {
      return settled < sent;
    }

    /// Fills the window, and reads what has come.
    void step(long most) throws IOException {
      long nowNs = System.nanoTime();
      if (answers != answered) {
        settled = Math.min(sent, settled + answers - answered);
        answered = answers;
        progressNs = nowNs;
      } else if (nowNs - progressNs >= LOST_NS) {
        settled = sent;
        progressNs = nowNs;
      }
      while (sent - settled < WINDOW && sent < most) {
        request(clients.get((int) (sent % sessions)), (int) (sent / sessions % flows), nowNs);
        sent++;
      }
      serve(1);
    }

    private void request(Client client, int flow, long nowNs) throws IOException {
      SendKey key = client.sendKey();
      if (key == null) {
        return;
      }
      EchoPacket.write(
          out, Transport.HEADER_LENGTH, packetLength, client.address(), target, flow + 1);
      int length = key.seal(out, Transport.HEADER_LENGTH, packetLength, LENGTH_LIMIT, nowNs);
      if (length > 0) {
        transmit(length);
      }
    }
  }

  /// Reads what has come, waiting for a moment if there is nothing, and lets the clients' timers
  /// run.
  void serve(int waitMs) throws IOException {
    long nowNs = System.nanoTime();
    if (nowNs - tickedNs >= TICK_NS) {
      tickedNs = nowNs;
      for (int i = 0; i < connected; i++) {
        clients.get(i).onTick(nowNs);
      }
    }
    if (!receive(nowNs)) {
      selector.select(waitMs);
      selector.selectedKeys().clear();
      while (receive(System.nanoTime())) {
        // Until there is no more.
      }
    }
  }

  private boolean receive(long nowNs) throws IOException {
    inBytes.clear();
    if (channel.receive(inBytes) == null) {
      return false;
    }
    int length = inBytes.position();
    if (Transport.isPlausible(in, 0, length)) {
      ReceiveKey key = receiveKeys.get(Transport.receiver(in, 0));
      int opened = key == null ? 0 : key.open(in, 0, length, nowNs);
      if (opened > 0 && EchoPacket.isReply(in, Transport.HEADER_LENGTH, opened)) {
        answers++;
      }
    } else if (edge != null && MessageType.isHandshake(in, 0, length)) {
      byte[] message = in.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
      for (int i = 0; i < connected; i++) {
        if (clients.get(i).takes(message, length, edge, nowNs)) {
          break;
        }
      }
    }
    return true;
  }

  @Override
  public void send(byte[] datagram) {
    MemorySegment.copy(datagram, 0, out, ValueLayout.JAVA_BYTE, 0, datagram.length);
    transmitChecked(datagram.length);
  }

  @Override
  public void keepalive(SendKey key) {
    int length = key.seal(out, Transport.HEADER_LENGTH, 0, LENGTH_LIMIT, System.nanoTime());
    if (length > 0) {
      transmitChecked(length);
    }
  }

  private void transmitChecked(int length) {
    try {
      transmit(length);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private void transmit(int length) throws IOException {
    if (edge != null) {
      channel.send(outBytes.clear().limit(length), edge.address());
    }
  }

  /// An IPv4 address as a number.
  static int number(InetAddress address) {
    return ByteBuffer.wrap(address.getAddress()).getInt();
  }
}
