package io.hawser.lab.check;

import io.hawser.lab.Host;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.DatagramChannel;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;

/// Datagrams that no edge should answer, at an even pace to many sockets in turn.
///
/// Half of them pass for WireGuard: a type word and a length that fits it, with random bytes
/// behind. The others are copies of real packets, cut anywhere, and plain noise of any length.
///
/// @param targets sockets of edges
/// @param real payloads of the tunnel's own packets
record DatagramStorm(List<InetSocketAddress> targets, List<ByteBuffer> real, long seed) {
  private static final int SOURCE_PORT = 40_000;
  private static final int LONGEST = 1400;
  private static final int INITIATION_LENGTH = 148;
  private static final int RESPONSE_LENGTH = 92;
  private static final int COOKIE_LENGTH = 64;
  private static final int LEAST_TRANSPORT_LENGTH = 32;
  private static final long NS_PER_S = 1_000_000_000L;

  DatagramStorm {
    targets = List.copyOf(targets);
    real = List.copyOf(real);
  }

  /// Sends that many, answers how many the machine took.
  int send(Host from, int count, int perSecond) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    ByteBuffer packet = ByteBuffer.allocateDirect(LONGEST + 1).order(ByteOrder.LITTLE_ENDIAN);
    int sent = 0;
    try (DatagramChannel ipv4 = open(from, StandardProtocolFamily.INET);
        DatagramChannel ipv6 = open(from, StandardProtocolFamily.INET6)) {
      long startNs = System.nanoTime();
      for (int i = 0; i < count; i++) {
        long dueNs = startNs + i * NS_PER_S / perSecond;
        while (System.nanoTime() - dueNs < 0) {
          LockSupport.parkNanos(Math.max(dueNs - System.nanoTime(), 1));
        }
        InetSocketAddress target = targets.get(i % targets.size());
        boolean is4 = target.getAddress().getAddress().length == 4;
        fill(packet.clear(), random);
        int length = packet.remaining();
        sent += (is4 ? ipv4 : ipv6).send(packet, target) == length ? 1 : 0;
      }
    }
    return sent;
  }

  private static DatagramChannel open(Host from, StandardProtocolFamily family) throws IOException {
    InetAddress any = InetAddress.ofLiteral("0.0.0.0");
    InetAddress source = family == StandardProtocolFamily.INET ? any : from.ipv6();
    return from.inNetwork(
        () -> DatagramChannel.open(family).bind(new InetSocketAddress(source, SOURCE_PORT)));
  }

  private void fill(ByteBuffer packet, SplittableRandom random) {
    switch (random.nextInt(8)) {
      case 0 -> typed(packet, 1, INITIATION_LENGTH, random);
      case 1 -> typed(packet, 2, RESPONSE_LENGTH, random);
      case 2 -> typed(packet, 3, COOKIE_LENGTH, random);
      case 3 -> typed(packet, 4, LEAST_TRANSPORT_LENGTH + 16 * random.nextInt(80), random);
      case 4, 5 -> cut(packet, real.get(random.nextInt(real.size())), random);
      default -> noise(packet, random.nextInt(LONGEST + 1), random);
    }
    packet.flip();
  }

  private static void typed(ByteBuffer packet, int type, int length, SplittableRandom random) {
    noise(packet, length, random);
    packet.putInt(0, type);
  }

  private static void cut(ByteBuffer packet, ByteBuffer copy, SplittableRandom random) {
    int length = copy.limit() == 0 ? 0 : random.nextInt(copy.limit());
    packet.put(copy.duplicate().position(0).limit(length));
  }

  private static void noise(ByteBuffer packet, int length, SplittableRandom random) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    packet.put(bytes);
  }
}
