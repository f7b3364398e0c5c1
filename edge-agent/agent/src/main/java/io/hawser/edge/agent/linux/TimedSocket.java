package io.hawser.edge.agent.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/// A UDP socket for measuring: of each datagram it tells when the kernel received it and which TTL
/// or hop limit it had left. What it sends leaves with a TTL of 255, so that the other end can
/// count hops. One datagram at a time; for bulk there is [LinkSocket].
///
/// Owned by one thread.
public final class TimedSocket implements AutoCloseable {
  /// Where a socket is bound.
  ///
  /// @param device whose packets alone it sends and receives; empty for any
  /// @param mark on what it sends; 0 for none
  /// @param address null for any
  /// @param port 0 for one that the kernel chooses
  public record Binding(
      IpFamily family, String device, int mark, @Nullable InetAddress address, int port) {}

  /// No datagram waits.
  public static final int NOTHING = -1;

  /// What [#ttl] answers where the kernel did not tell: RFC 8762 has the same number for it.
  public static final int UNKNOWN_TTL = 255;

  /// "HW" and no link's number: never tracked by the firewall, and routed by its source address.
  public static final int MARK_OF_NO_LINK = 0x4857_FFFF;

  // include/uapi/asm-generic/socket.h, linux/in.h, linux/in6.h
  private static final int SO_TIMESTAMPNS = 35;
  private static final int IP_TTL = 2;
  private static final int IP_RECVTTL = 12;
  private static final int IPV6_UNICAST_HOPS = 16;
  private static final int IPV6_RECVHOPLIMIT = 51;
  private static final int IPV6_HOPLIMIT = 52;

  private static final int LARGEST_TTL = 255;

  /// A jumbo frame's; a longer datagram is told of and not read.
  private static final int CAPACITY = 9_216;

  private static final int CONTROL_LENGTH = 128;
  private static final int CONTROL_ALIGNMENT = 8;
  private static final long NS_PER_SECOND = 1_000_000_000L;

  private final int fd;
  private final Arena arena = Arena.ofConfined();
  private final MemorySegment buffer = arena.allocate(CAPACITY, 8);
  private final MemorySegment message = arena.allocate(Abi.MMSGHDR_LENGTH, 8);
  private final MemorySegment vector = arena.allocate(Abi.IOVEC_LENGTH, 8);
  private final MemorySegment name = arena.allocate(Sockaddr.LENGTH, 8);
  private final MemorySegment control = arena.allocate(CONTROL_LENGTH, 8);
  private @Nullable InetSocketAddress source;
  private long receivedEpochNs;
  private int ttl;

  private TimedSocket(int fd) {
    this.fd = fd;
    vector.set(JAVA_LONG, Abi.IOV_BASE, buffer.address());
    message.set(JAVA_LONG, Abi.MSG_NAME, name.address());
    message.set(JAVA_LONG, Abi.MSG_IOV, vector.address());
    message.set(JAVA_LONG, Abi.MSG_IOVLEN, 1);
  }

  /// Throws [LinuxException] where the kernel refuses the binding.
  public static TimedSocket open(Binding binding) {
    String what = "socket for measuring";
    int fd =
        LinuxException.check(
            Libc.socket(binding.family.number, Abi.SOCK_DGRAM | Abi.O_NONBLOCK | Abi.O_CLOEXEC, 0),
            what,
            "UDP socket");
    try (Arena scratch = Arena.ofConfined()) {
      if (!binding.device.isEmpty()) {
        LinuxException.check(
            Libc.setsockopt(
                fd, Abi.SOL_SOCKET, Abi.SO_BINDTODEVICE, scratch.allocateFrom(binding.device)),
            what,
            "binding to device " + binding.device);
      }
      prepare(fd, binding, what);
      LinuxException.check(
          Libc.bind(fd, address(binding, scratch)),
          what,
          "UDP port "
              + binding.port
              + " on "
              + (binding.address == null ? "any address" : binding.address.getHostAddress()));
      return new TimedSocket(fd);
    } catch (RuntimeException e) {
      Libc.close(fd);
      throw e;
    }
  }

  private static void prepare(int fd, Binding binding, String what) {
    if (binding.mark != 0) {
      option(fd, Abi.SOL_SOCKET, Abi.SO_MARK, binding.mark, what);
    }
    option(fd, Abi.SOL_SOCKET, SO_TIMESTAMPNS, 1, what);
    if (binding.family == IpFamily.V4) {
      option(fd, Abi.IPPROTO_IP, IP_RECVTTL, 1, what);
      option(fd, Abi.IPPROTO_IP, IP_TTL, LARGEST_TTL, what);
    } else {
      option(fd, Abi.IPPROTO_IPV6, Abi.IPV6_V6ONLY, 1, what);
      option(fd, Abi.IPPROTO_IPV6, IPV6_RECVHOPLIMIT, 1, what);
      option(fd, Abi.IPPROTO_IPV6, IPV6_UNICAST_HOPS, LARGEST_TTL, what);
    }
  }

  private static void option(int fd, int level, int option, int value, String what) {
    LinuxException.check(Libc.setsockopt(fd, level, option, value), what, "option " + option);
  }

  private static MemorySegment address(Binding binding, Arena scratch) {
    MemorySegment address = scratch.allocate(Sockaddr.LENGTH, 8);
    if (binding.address == null) {
      Sockaddr.writeAny(binding.family, binding.port, address);
    } else {
      Sockaddr.write(new InetSocketAddress(binding.address, binding.port), address, 0);
    }
    return address.asSlice(0, Sockaddr.length(binding.family));
  }

  /// For polling.
  public int fd() {
    return fd;
  }

  /// What [#receive] fills and [#send] sends.
  public MemorySegment buffer() {
    return buffer;
  }

  /// Receives one datagram into the buffer; its length, which may be more than fits, or [#NOTHING].
  public int receive() {
    vector.set(JAVA_LONG, Abi.IOV_LEN, CAPACITY);
    message.set(JAVA_INT, Abi.MSG_NAMELEN, Sockaddr.V6_LENGTH);
    message.set(JAVA_LONG, Abi.MSG_CONTROL, control.address());
    message.set(JAVA_LONG, Abi.MSG_CONTROLLEN, CONTROL_LENGTH);
    if (Libc.recvmmsg(fd, message, 1) < 1) {
      return NOTHING;
    }
    source = Sockaddr.read(name, 0);
    receivedEpochNs = BootClock.wallEpochNs();
    ttl = UNKNOWN_TTL;
    readControl(message.get(JAVA_LONG, Abi.MSG_CONTROLLEN));
    boolean cut = (message.get(JAVA_INT, Abi.MSG_FLAGS) & Abi.MSG_TRUNC) != 0;
    return cut ? CAPACITY + 1 : message.get(JAVA_INT, Abi.MSG_LEN);
  }

  private void readControl(long length) {
    for (long at = 0; at + Abi.CMSG_DATA + Integer.BYTES <= length; ) {
      int level = control.get(JAVA_INT, at + Abi.CMSG_LEVEL);
      int type = control.get(JAVA_INT, at + Abi.CMSG_TYPE);
      if (level == Abi.SOL_SOCKET && type == SO_TIMESTAMPNS) {
        receivedEpochNs =
            control.get(JAVA_LONG, at + Abi.CMSG_DATA) * NS_PER_SECOND
                + control.get(JAVA_LONG, at + Abi.CMSG_DATA + Long.BYTES);
      } else if ((level == Abi.IPPROTO_IP && type == IP_TTL)
          || (level == Abi.IPPROTO_IPV6 && type == IPV6_HOPLIMIT)) {
        ttl = control.get(JAVA_INT, at + Abi.CMSG_DATA) & 0xFF;
      }
      long own = control.get(JAVA_LONG, at);
      if (own < Abi.CMSG_DATA) {
        return;
      }
      at += own + CONTROL_ALIGNMENT - 1 & -CONTROL_ALIGNMENT;
    }
  }

  /// Of the datagram received last.
  public InetSocketAddress source() {
    if (source == null) {
      throw new IllegalStateException("source: nothing received (expected: receive() first)");
    }
    return source;
  }

  /// When the kernel received it, by the wall clock.
  public long receivedEpochNs() {
    return receivedEpochNs;
  }

  /// What it had left of its TTL or hop limit.
  public int ttl() {
    return ttl;
  }

  /// Sends the first bytes of the buffer; false where the kernel refuses.
  public boolean send(int length, InetSocketAddress destination) {
    Sockaddr.write(destination, name, 0);
    boolean v4 = IpFamily.of(destination.getAddress()) == IpFamily.V4;
    vector.set(JAVA_LONG, Abi.IOV_LEN, length);
    message.set(JAVA_INT, Abi.MSG_NAMELEN, v4 ? Sockaddr.V4_LENGTH : Sockaddr.V6_LENGTH);
    message.set(JAVA_LONG, Abi.MSG_CONTROL, 0);
    message.set(JAVA_LONG, Abi.MSG_CONTROLLEN, 0);
    message.set(JAVA_INT, Abi.MSG_FLAGS, 0);
    return Libc.sendmmsg(fd, message, 0, 1) == 1;
  }

  @Override
  public void close() {
    Libc.close(fd);
    arena.close();
  }
}
