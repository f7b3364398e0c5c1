package io.hawser.edge.agent.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Opens sockets of links, sends by them, and keeps what the kernel refused. One for each test.
final class LinkSockets {
  static final int UNMARKED = 0;

  private static final int PORT = 51820;

  private final List<SendRefusal> refusals = new ArrayList<>();

  /// What is queued is lent to its socket until it is flushed.
  private final List<MemorySegment> lent = new ArrayList<>();

  LinkSocket open(WanLink link, IpFamily family, int port) {
    return new LinkSocket(
        link, family, port, (destination, length, reason) -> refusals.add(reason));
  }

  /// One that has found its device.
  LinkSocket bound(WanLink link, IpFamily family) {
    LinkSocket socket = open(link, family, PORT);
    try (LinkWatcher watcher = new LinkWatcher()) {
      socket.follow(watcher.current());
    }
    return socket;
  }

  /// Those since the last [#taken].
  List<SendRefusal> refusals() {
    return refusals;
  }

  List<SendRefusal> taken() {
    List<SendRefusal> taken = List.copyOf(refusals);
    refusals.clear();
    return taken;
  }

  void send(LinkSocket socket, String text, InetSocketAddress destination) {
    send(socket, text, destination, UNMARKED);
  }

  void send(LinkSocket socket, String text, InetSocketAddress destination, int trafficClass) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    MemorySegment segment = Arena.ofAuto().allocateFrom(ValueLayout.JAVA_BYTE, bytes);
    lent.add(segment);
    socket.queue(segment, 0, bytes.length, destination, trafficClass);
  }

  /// One behind the other, as the outbound agent seals them.
  void sendRun(LinkSocket socket, InetSocketAddress destination, int trafficClass, int... lengths) {
    MemorySegment memory = Arena.ofAuto().allocate(200_000);
    lent.add(memory);
    long at = 0;
    for (int length : lengths) {
      memory.asSlice(at, length).fill((byte) length);
      socket.queue(memory, at, length, destination, trafficClass);
      at += length;
    }
  }

  /// The same of equal length, each of its class.
  void sendRun(LinkSocket socket, InetSocketAddress destination, List<Integer> trafficClasses) {
    int length = 1_000;
    MemorySegment memory = Arena.ofAuto().allocate((long) length * trafficClasses.size());
    lent.add(memory);
    for (int i = 0; i < trafficClasses.size(); i++) {
      socket.queue(memory, (long) i * length, length, destination, trafficClasses.get(i));
    }
  }

  static void sendPlain(InetSocketAddress from, InetSocketAddress to, String text)
      throws Exception {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    try (DatagramSocket socket = new DatagramSocket(from)) {
      socket.send(new DatagramPacket(bytes, bytes.length, to));
    }
  }

  static String text(ReceiveBatch batch, int slot) {
    byte[] bytes =
        batch
            .buffer()
            .asSlice(batch.offset(slot), batch.length(slot))
            .toArray(ValueLayout.JAVA_BYTE);
    return new String(bytes, StandardCharsets.US_ASCII);
  }

  /// How many there are in a batch: a slot may hold a run of them.
  static int datagrams(ReceiveBatch batch) {
    int datagrams = 0;
    for (int i = 0; i < batch.count(); i++) {
      datagrams += (batch.length(i) + batch.segment(i) - 1) / batch.segment(i);
    }
    return datagrams;
  }
}
