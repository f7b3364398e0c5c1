package io.hawser.lab.check;

import io.hawser.lab.Host;
import io.hawser.lab.linux.Libc;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteOrder;

/// A UDP socket that hands the kernel many datagrams at once (UDP GSO), as QUIC servers do: what
/// such a host sends reaches an edge as one super-packet.
final class SegmentingSocket implements AutoCloseable {
  private static final int SOL_UDP = 17;
  private static final int UDP_SEGMENT = 103;
  private static final int SOCKADDR_LENGTH = 28;
  private static final ValueLayout.OfShort NETWORK_ORDER =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  private final Arena arena = Arena.ofShared();
  private final int descriptor;

  private SegmentingSocket(int descriptor) {
    this.descriptor = descriptor;
  }

  /// @param segment length of each datagram but the last of a message
  static SegmentingSocket open(Host from, InetAddress to, int port, int segment)
      throws IOException {
    boolean ipv4 = to instanceof Inet4Address;
    int family = ipv4 ? Libc.AF_INET : Libc.AF_INET6;
    int descriptor = from.inNetwork(() -> Libc.socket(family, Libc.SOCK_DGRAM, 0));
    SegmentingSocket socket = new SegmentingSocket(descriptor);
    MemorySegment address = socket.arena.allocate(SOCKADDR_LENGTH, 8);
    byte[] bytes = to.getAddress();
    address.set(ValueLayout.JAVA_SHORT, 0, (short) family);
    address.set(NETWORK_ORDER, 2, (short) port);
    MemorySegment.copy(bytes, 0, address, ValueLayout.JAVA_BYTE, ipv4 ? 4 : 8, bytes.length);
    if (descriptor < 0
        || Libc.connect(descriptor, address.address(), ipv4 ? 16 : SOCKADDR_LENGTH) < 0
        || Libc.setsockopt(descriptor, SOL_UDP, UDP_SEGMENT, segment) < 0) {
      socket.close();
      throw new IOException(
          "UDP socket to " + to.getHostAddress() + ": refused (expected: UDP_SEGMENT, Linux 4.18)");
    }
    return socket;
  }

  /// Sends one message; answers whether the kernel took it.
  boolean send(byte[] message) {
    try (Arena own = Arena.ofConfined()) {
      MemorySegment copy = own.allocate(message.length);
      MemorySegment.copy(message, 0, copy, ValueLayout.JAVA_BYTE, 0, message.length);
      return Libc.send(descriptor, copy.address(), message.length) == message.length;
    }
  }

  @Override
  public void close() {
    if (descriptor >= 0) {
      Libc.close(descriptor);
    }
    arena.close();
  }
}
