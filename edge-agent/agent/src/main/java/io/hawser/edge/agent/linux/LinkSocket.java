package io.hawser.edge.agent.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicLong;

/// The UDP socket of one WAN link, family and port.
///
/// Bound to the link's device and carrying its mark, it can neither send nor receive by another
/// link; it never lets an outer packet be fragmented. The object and its [#fd] outlive the device:
/// while that is absent everything sent is refused as [SendRefusal#NO_DEVICE], and when it is back
/// under whatever index, [#follow] binds again. Sessions above do not notice. A changed address
/// needs nothing, because the socket is bound to a device and a port, not to an address.
///
/// It asks for errors (IP_RECVERR), as the kernel tells only such a socket that the device's queue
/// had no room ([SendRefusal#QUEUE_FULL]); to others that is a success. What else comes with them
/// is not wanted: ICMP messages about earlier datagrams, which anyone can forge. The kernel tells
/// each in two ways, and neither may cost a datagram or keep a thread awake:
///
/// - once, as the result of whatever is called next, which then does nothing: [#receive] and
///   [#flush] try again;
/// - in the error queue, as it does of datagrams that were too long. The poller tells of it until
///   it is empty, and it takes its room from that of received datagrams: [#discardErrors].
///
/// Threads: [#receive], [#discardErrors] and [#takeOverflow] are inbound's, [#queue] and [#flush]
/// outbound's, [#follow] and [#close] control's. After [#follow] answered true, wake whoever polls
/// [#fd]: it may be asleep on the socket's predecessor.
public final class LinkSocket implements AutoCloseable {
  /// Told of datagrams that did not leave; called from [#queue] and [#flush].
  public interface Listener {
    void refused(InetSocketAddress destination, int length, SendRefusal reason);
  }

  /// Room for 25 ms of 1 Gbit/s, while the inbound thread is held up by a garbage collection.
  private static final int RECEIVE_BUFFER_LENGTH = 4 << 20;

  private static final int SEND_BUFFER_LENGTH = 1 << 20;

  /// A call that an ICMP message may have spoilt is made so often in all. At 10,000 such messages a
  /// second one comes in the microsecond between two calls once in a hundred times.
  static final int TRIES = 6;

  /// Batches of errors that are thrown away at once, before what was received has its turn.
  private static final int ERROR_BATCHES = 4;

  private static final int NOT_BOUND = 0;
  private static final int RELEASED = -1;

  private final WanLink link;
  private final IpFamily family;
  private final int port;
  private final Listener listener;
  private final Descriptor descriptor = Descriptor.placeholder();
  private final SendBatch batch;
  private volatile int boundIndex = NOT_BOUND;
  private volatile boolean joins;
  // Written by inbound.
  private final AtomicLong overflowed = new AtomicLong();
  private long overflowedBefore;

  /// Binds nothing yet: see [#follow].
  public LinkSocket(WanLink link, IpFamily family, int port, Listener listener) {
    if (port < 1 || port > 65535) {
      throw new IllegalArgumentException("port: " + port + " (expected: 1 to 65535)");
    }
    this.link = link;
    this.family = family;
    this.port = port;
    this.listener = listener;
    this.batch = new SendBatch(family);
  }

  public WanLink link() {
    return link;
  }

  public IpFamily family() {
    return family;
  }

  public int port() {
    return port;
  }

  /// For polling; the same number for life.
  public int fd() {
    return descriptor.number();
  }

  /// True while a device is bound.
  public boolean isBound() {
    return boundIndex > NOT_BOUND;
  }

  /// Follows the link's device as `devices` shows it: binds where it is new or has come back,
  /// leaves where it has gone. Answers true where anything changed. Throws [LinuxException] where
  /// the kernel refuses the binding; the socket is then vacant, and the next call tries again.
  public boolean follow(Devices devices) {
    int index = devices.find(link.device()).map(Device::index).orElse(NOT_BOUND);
    if (index == boundIndex || boundIndex == RELEASED) {
      return false;
    }
    if (isBound()) {
      boundIndex = NOT_BOUND;
      descriptor.vacate();
    }
    if (index != NOT_BOUND) {
      descriptor.replaceBy(open());
      boundIndex = index;
    }
    return true;
  }

  /// Gives up port and device, so that a successor may bind them, while threads may still use the
  /// number. For good: [#close] is what follows.
  public void release() {
    boundIndex = RELEASED;
    descriptor.vacate();
  }

  private int open() {
    int fd =
        LinuxException.check(
            Libc.socket(family.number, Abi.SOCK_DGRAM | Abi.O_NONBLOCK | Abi.O_CLOEXEC, 0),
            link.name(),
            "UDP socket");
    try {
      prepare(fd);
      return fd;
    } catch (RuntimeException e) {
      Libc.close(fd);
      throw e;
    }
  }

  private void prepare(int fd) {
    try (Arena arena = Arena.ofConfined()) {
      check(
          Libc.setsockopt(
              fd, Abi.SOL_SOCKET, Abi.SO_BINDTODEVICE, arena.allocateFrom(link.device())),
          "binding to device " + link.device());
      option(fd, Abi.SOL_SOCKET, Abi.SO_MARK, link.mark(), "mark");
      option(fd, Abi.SOL_SOCKET, Abi.SO_RCVBUFFORCE, RECEIVE_BUFFER_LENGTH, "receive buffer");
      option(fd, Abi.SOL_SOCKET, Abi.SO_SNDBUFFORCE, SEND_BUFFER_LENGTH, "send buffer");
      option(fd, Abi.SOL_SOCKET, Abi.SO_RXQ_OVFL, 1, "overflow count");
      if (family == IpFamily.V4) {
        option(fd, Abi.IPPROTO_IP, Abi.IP_MTU_DISCOVER, Abi.PMTUDISC_PROBE, "no fragments");
        option(fd, Abi.IPPROTO_IP, Abi.IP_RECVTOS, 1, "type of service");
        option(fd, Abi.IPPROTO_IP, Abi.IP_RECVERR, 1, "refusals of the device's queue");
      } else {
        option(fd, Abi.IPPROTO_IPV6, Abi.IPV6_V6ONLY, 1, "IPv6 only");
        option(fd, Abi.IPPROTO_IPV6, Abi.IPV6_MTU_DISCOVER, Abi.PMTUDISC_PROBE, "no fragments");
        option(fd, Abi.IPPROTO_IPV6, Abi.IPV6_RECVTCLASS, 1, "traffic class");
        option(fd, Abi.IPPROTO_IPV6, Abi.IPV6_RECVERR, 1, "refusals of the device's queue");
      }
      batch.segments(offers(fd, Offload.GSO, Abi.UDP_SEGMENT, 0));
      joins = offers(fd, Offload.GRO, Abi.UDP_GRO, 1);
      check(Libc.bind(fd, anyAddress(arena)), "UDP port " + port + " on " + link.device());
    }
  }

  private static boolean offers(int fd, Offload offload, int option, int value) {
    return offload.isWanted() && Libc.setsockopt(fd, Abi.SOL_UDP, option, value) >= 0;
  }

  private MemorySegment anyAddress(Arena arena) {
    MemorySegment address = arena.allocate(Sockaddr.LENGTH, 8);
    Sockaddr.writeAny(family, port, address);
    return address.asSlice(0, Sockaddr.length(family));
  }

  private void option(int fd, int level, int option, int value, String what) {
    check(Libc.setsockopt(fd, level, option, value), what);
  }

  private void check(int result, String what) {
    LinuxException.check(result, link.name(), what);
  }

  /// Receives what waits, at most one batch; answers how many. An error of the socket (its device
  /// went down) brings none and is cleared by being read.
  public int receive(ReceiveBatch into) {
    int received = into.receive(descriptor.number());
    for (int tries = 1; tries < TRIES && Errno.mayBeOfIcmp(received); tries++) {
      received = into.receive(descriptor.number());
    }
    if (received > 0) {
      long lost = into.overflowed(received - 1);
      if (lost >= 0) {
        overflowed.setOpaque(lost);
      }
    }
    return into.count();
  }

  /// Throws away what the kernel has to say of earlier datagrams, a bounded part of it. To be
  /// called where [Poller#failed] tells of it, and before [#receive], which it may clear the way
  /// for.
  ///
  /// @param with whose received datagrams stay
  public void discardErrors(ReceiveBatch with) {
    boolean more = true;
    for (int n = 0; n < ERROR_BATCHES && more; n++) {
      more = with.discardErrors(descriptor.number());
    }
  }

  /// Datagrams that the kernel dropped since this socket was bound because inbound was too slow:
  /// lost here, not on the way. What it had joined counts once. Wraps at 2^32. Any thread; known
  /// with the next datagram.
  public long overflowed() {
    return overflowed.getOpaque();
  }

  /// How many more there were at most since the last call, joined ones each for itself.
  public long takeOverflow() {
    long now = overflowed.getPlain();
    // Where the socket is another one now, its count has begun anew.
    long more = now >= overflowedBefore ? now - overflowedBefore : now;
    overflowedBefore = now;
    return joins ? more * ReceiveBatch.MOST_JOINED : more;
  }

  /// Adds a datagram to those that leave with the next [#flush], until which its bytes must stay;
  /// flushes itself when full.
  ///
  /// @param trafficClass the second byte of its IP header
  public void queue(
      MemorySegment from,
      long offset,
      int length,
      InetSocketAddress destination,
      int trafficClass) {
    if (!batch.hasRoom()) {
      flush();
    }
    batch.add(from, offset, length, destination, trafficClass);
  }

  /// Whether many datagrams are sent as one ([Offload#GSO]). Any thread; a moment late.
  public boolean segments() {
    return batch.segments();
  }

  /// Whether many datagrams are received as one ([Offload#GRO]). Any thread; a moment late.
  public boolean joins() {
    return joins;
  }

  /// Sends all that was queued.
  public void flush() {
    if (!batch.isEmpty()) {
      batch.flush(descriptor.number(), listener);
    }
  }

  /// Call after the threads that use it have ended.
  @Override
  public void close() {
    descriptor.close();
    batch.close();
  }

  @Override
  public String toString() {
    return link.name() + "/" + family + "/" + port;
  }
}
