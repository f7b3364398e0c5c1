package io.hawser.lab.emulator;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.hawser.lab.linux.Libc;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

/// A raw socket on one veth device: whole Ethernet frames in and out, with the kernel's receive
/// time.
final class PacketSocket {
  // From linux/if_packet.h, asm-generic/socket.h, linux/if.h and linux/sockios.h.
  private static final int ETH_P_ALL_BIG_ENDIAN = 0x0300;
  private static final int SOL_SOCKET = 1;
  private static final int SO_RCVBUFFORCE = 33;
  private static final int SO_TIMESTAMPNS = 35;
  private static final int SOL_PACKET = 263;
  private static final int PACKET_STATISTICS = 6;
  private static final int PACKET_QDISC_BYPASS = 20;
  private static final int PACKET_IGNORE_OUTGOING = 23;
  private static final long SIOCGIFFLAGS = 0x8913;
  private static final long SIOCSIFFLAGS = 0x8914;
  private static final int IFF_UP = 1;

  // struct sockaddr_ll and struct ifreq.
  private static final int ADDRESS_LENGTH = 20;
  private static final int REQUEST_LENGTH = 40;
  private static final int REQUEST_FLAGS = 16;

  /// Enough for what arrives while the loop is away for 100 ms at 500 Mbit/s.
  private static final int RECEIVE_BUFFER_LENGTH = 8 << 20;

  private final String device;
  private final int descriptor;

  PacketSocket(String device) throws IOException {
    this.device = device;
    int index = Libc.ifNameToIndex(device);
    descriptor = Libc.socket(Libc.AF_PACKET, Libc.SOCK_RAW, 0);
    if (index == 0 || descriptor < 0) {
      throw new IOException(
          "device: " + device + " (expected: a device of this namespace, as root)");
    }
    Libc.setsockopt(descriptor, SOL_SOCKET, SO_RCVBUFFORCE, RECEIVE_BUFFER_LENGTH);
    Libc.setsockopt(descriptor, SOL_SOCKET, SO_TIMESTAMPNS, 1);
    Libc.setsockopt(descriptor, SOL_PACKET, PACKET_IGNORE_OUTGOING, 1);
    Libc.setsockopt(descriptor, SOL_PACKET, PACKET_QDISC_BYPASS, 1);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment address = arena.allocate(ADDRESS_LENGTH, 8);
      address.set(JAVA_SHORT, 0, (short) Libc.AF_PACKET);
      address.set(JAVA_SHORT, 2, (short) ETH_P_ALL_BIG_ENDIAN);
      address.set(JAVA_INT, 4, index);
      if (Libc.bind(descriptor, address.address(), ADDRESS_LENGTH) < 0) {
        throw new IOException(
            "device: " + device + " (expected: one that a packet socket can bind)");
      }
    }
  }

  int descriptor() {
    return descriptor;
  }

  boolean send(long address, int length) {
    return Libc.send(descriptor, address, length) == length;
  }

  /// Frames that the kernel dropped because nobody read them, since the last call.
  long takeOverruns() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment statistics = arena.allocate(16, 8);
      MemorySegment length = arena.allocateFrom(JAVA_INT, 8);
      int answer =
          Libc.getsockopt(
              descriptor, SOL_PACKET, PACKET_STATISTICS, statistics.address(), length.address());
      return answer < 0 ? 0 : Integer.toUnsignedLong(statistics.get(JAVA_INT, 4));
    }
  }

  /// Sets the device up or down; its peer then has a carrier, or none.
  void setUp(boolean up) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment request = arena.allocate(REQUEST_LENGTH, 8);
      byte[] name = device.getBytes(StandardCharsets.US_ASCII);
      MemorySegment.copy(name, 0, request, JAVA_BYTE, 0, name.length);
      int socket = Libc.socket(Libc.AF_INET, Libc.SOCK_DGRAM, 0);
      try {
        int answer = Libc.ioctl(socket, SIOCGIFFLAGS, request.address());
        int flags = request.get(JAVA_SHORT, REQUEST_FLAGS);
        request.set(JAVA_SHORT, REQUEST_FLAGS, (short) (up ? flags | IFF_UP : flags & ~IFF_UP));
        if (answer < 0 || Libc.ioctl(socket, SIOCSIFFLAGS, request.address()) < 0) {
          throw new IOException(
              "device: " + device + " (expected: one that can be set up or down)");
        }
      } finally {
        Libc.close(socket);
      }
    }
  }
}
