package io.hawser.edge.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.edge.packet.Packets;
import io.hawser.edge.packet.VirtioHeader;
import java.lang.foreign.MemorySegment;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Whatever a kernel or a guest says about a packet, it is counted under one reason and never
/// throws.
class MalformedPacketsTest {
  private static final int FLAGS = 0;
  private static final int TYPE = 1;
  private static final int GSO_SIZE = 4;
  private static final int CSUM_START = 6;
  private static final int CSUM_OFFSET = 8;
  private static final int TCPV4 = 1;
  private static final int UDP = 5;

  private final DropCounters drops = new DropCounters();
  private final Outbound outbound =
      new Outbound(
          silent(WireEgress.class),
          silent(TunEgress.class),
          silent(ControlEvents.class),
          silent(InboundCommands.class),
          drops);

  private static <T> T silent(Class<T> neighbour) {
    return neighbour.cast(
        Proxy.newProxyInstance(
            neighbour.getClassLoader(),
            new Class<?>[] {neighbour},
            (_, method, _) -> method.getReturnType() == boolean.class ? true : null));
  }

  @Test
  void areCountedByTheirReason() {
    byte[] sound = superPacket(UDP, 4000, 1000);
    assertThat(malformed(sound)).as("sound").isZero();
    assertThat(malformed(with16(sound, GSO_SIZE, 0))).as("segments of no length").isOne();
    assertThat(malformed(with8(sound, TYPE, 3))).as("an unknown kind").isOne();
    assertThat(malformed(with8(sound, TYPE, TCPV4))).as("TCP that is UDP").isOne();
    assertThat(malformed(with8(sound, FLAGS, 0))).as("a checksum that nobody makes").isOne();
    assertThat(malformed(Arrays.copyOf(sound, sound.length - 1))).as("cut off").isOne();
    assertThat(malformed(Arrays.copyOf(sound, VirtioHeader.LENGTH + 27))).as("no UDP").isOne();
    assertThat(malformed(Arrays.copyOf(sound, 3))).as("no virtio header").isOne();
    assertThat(malformed(new byte[0])).as("nothing").isOne();

    byte[] open =
        with16(with16(with8(superPacket(0, 100, 0), FLAGS, 1), CSUM_START, 20), CSUM_OFFSET, 6);
    assertThat(malformed(open)).as("sound").isZero();
    assertThat(malformed(with16(open, CSUM_START, 0xFFFF))).as("a checksum from outside").isOne();
    assertThat(malformed(with16(open, CSUM_OFFSET, 0xFFF0))).as("a checksum to outside").isOne();
  }

  @Test
  void neverThrowAndAreCountedOnce() {
    long seed = new Random().nextLong();
    System.out.println("neverThrowAndAreCountedOnce seed=" + seed);
    Random random = new Random(seed);
    for (int i = 0; i < 200_000; i++) {
      int type = new int[] {0, TCPV4, 4, UDP}[random.nextInt(4)];
      byte[] packet = superPacket(type, random.nextInt(3000), random.nextInt(1500));
      for (int n = random.nextInt(4); n > 0; n--) {
        packet[random.nextInt(VirtioHeader.LENGTH + 28)] = (byte) random.nextInt(256);
      }
      int length = random.nextInt(3) > 0 ? packet.length : random.nextInt(packet.length + 1);
      long before = counted();
      outbound.onTunPacket(MemorySegment.ofArray(Arrays.copyOf(packet, length)), 0, length, i);
      assertThat(counted()).as("packet %d of seed %d", i, seed).isGreaterThan(before);
    }
    assertThat(drops.of(DropReason.MALFORMED)).isGreaterThan(1000);
    assertThat(drops.of(DropReason.NO_ROUTE)).isGreaterThan(1000);
  }

  /// How many are counted as malformed; a sound one has no route here.
  private long malformed(byte[] packet) {
    long before = drops.of(DropReason.MALFORMED);
    outbound.onTunPacket(MemorySegment.ofArray(packet.clone()), 0, packet.length, 0);
    return drops.of(DropReason.MALFORMED) - before;
  }

  private long counted() {
    return drops.of(DropReason.MALFORMED) + drops.of(DropReason.NO_ROUTE);
  }

  /// @param type 0 for an ordinary packet
  private static byte[] superPacket(int type, int payload, int size) {
    byte[] packet = Packets.udp("10.1.0.2", 5060, "10.2.0.9", 16384, payload);
    byte[] framed = new byte[VirtioHeader.LENGTH + packet.length];
    System.arraycopy(packet, 0, framed, VirtioHeader.LENGTH, packet.length);
    if (type != 0) {
      VirtioHeader.segments(MemorySegment.ofArray(framed), 0, type, 28, size, 20, 6);
    }
    return framed;
  }

  private static byte[] with8(byte[] bytes, int at, int value) {
    byte[] changed = bytes.clone();
    changed[at] = (byte) value;
    return changed;
  }

  /// Numbers of the virtio header are in the machine's order: little-endian wherever this runs.
  private static byte[] with16(byte[] bytes, int at, int value) {
    return with8(with8(bytes, at, value & 0xFF), at + 1, value >>> 8);
  }
}
