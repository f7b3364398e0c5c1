package io.hawser.edge.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.edge.overlay.CopyFrame;
import io.hawser.edge.packet.Bytes;
import io.hawser.edge.packet.Coalescer;
import io.hawser.edge.packet.Packets;
import io.hawser.edge.packet.VirtioHeader;
import io.hawser.edge.steer.PrefixMap;
import io.hawser.edge.steer.Route;
import io.hawser.edge.wireguard.Transport;
import io.hawser.policy.Policy;
import io.hawser.policy.Prefix;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.reflect.Proxy;
import java.net.InetSocketAddress;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// Packets of a duplicated flow from two lines into `Inbound`, beside the naive model: a packet is
/// delivered with the first datagram that brings it, and never again.
class DeduplicationTest {
  private static final long SEED = Long.getLong("hawser.seed", 1);
  private static final int MOST_DELAY = 1_500;
  private static final Prefix HERE = Prefix.parse("10.1.0.0/24");
  private static final Prefix THERE = Prefix.parse("10.2.0.0/24");
  private static final InetSocketAddress SOURCE = new InetSocketAddress("192.0.2.9", 51_820);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /// Where the number stands: behind the headers of IP and UDP.
  private static final int NUMBER = 28;

  private final SplittableRandom random = new SplittableRandom(SEED);
  private final DropCounters drops = new DropCounters();
  private final Handshake first = Handshake.make(1, PlainAead.SUITE);
  private final Handshake second = Handshake.make(2, PlainAead.SUITE);
  private final byte[] packet = Packets.udp("10.1.0.2", 1_000, "10.2.0.9", 9_000, 20);
  private final MemorySegment original = datagram(packet.length);
  private final MemorySegment copy = datagram(CopyFrame.HEADER_LENGTH + packet.length);
  private long deliveries;
  private int deliveredLast = -1;
  private final Inbound inbound =
      new Inbound(
          this::deliver,
          new Coalescer.Abilities(false, false),
          silent(ControlEvents.class),
          silent(OutboundCommands.class),
          drops);

  private boolean deliver(MemorySegment p, long at, int length) {
    deliveries++;
    deliveredLast = (int) Bytes.u32(p, at + VirtioHeader.LENGTH + NUMBER);
    return true;
  }

  private static MemorySegment datagram(int plaintext) {
    MemorySegment memory = MemorySegment.ofArray(new byte[plaintext + Transport.OVERHEAD]);
    memory.set(INT, 0, 4);
    return memory;
  }

  /// What happened, of the packets from 0 on.
  private static final class Model {
    final BitSet arrived = new BitSet();
    long datagrams;
    long refused;
  }

  @Test
  void deliversEachOfTenMillionOnceThatComeTwiceOrThrice() {
    Model model = run(10_000_000, 7_500);
    // Within the window, whatever comes of a packet, the first is delivered.
    assertThat(model.refused).as("seed %d", SEED).isZero();
    assertThat(deliveries).isEqualTo(model.arrived.cardinality());
    // Two lines that lose 2 % each, in bursts, apart from each other.
    assertThat(model.arrived.cardinality()).isBetween(9_990_000, 9_999_000);
    assertThat(drops.of(DropReason.TOO_LATE)).isZero();
    assertThat(drops.of(DropReason.DUPLICATE) + drops.of(DropReason.REPLAYED))
        .isEqualTo(model.datagrams - deliveries);
  }

  /// For longer than is remembered: what is not known is refused and counted, not delivered twice.
  @Test
  void deliversNothingTwiceHoweverLongALineStandsStill() {
    Model model = run(500_000, 60_000);
    assertThat(deliveries + model.refused).isEqualTo(model.arrived.cardinality());
    assertThat(model.refused).as("seed %d", SEED).isLessThan(model.arrived.cardinality() / 4);
    long counted =
        drops.of(DropReason.TOO_LATE)
            + drops.of(DropReason.DUPLICATE)
            + drops.of(DropReason.REPLAYED);
    assertThat(counted).isEqualTo(model.datagrams - deliveries);
  }

  /// Sends packets, each by both lines, and holds every datagram that comes to the model.
  ///
  /// @param mostStall packets for which a line stands still at most, after which all come at once
  private Model run(int packets, int mostStall) {
    System.out.printf("seed %d: %d packets, stalls of up to %d%n", SEED, packets, mostStall);
    connect();
    Model model = new Model();
    Line originals = new Line(mostStall);
    Line copies = new Line(mostStall);
    for (int now = 0; now < packets + mostStall + 2 * MOST_DELAY; now++) {
      if (now < packets) {
        originals.send(now);
        copies.send(now);
      }
      for (int n = originals.take(now); n >= 0; n = originals.take(now)) {
        come(n, original, Transport.HEADER_LENGTH, first, model);
      }
      for (int n = copies.take(now); n >= 0; n = copies.take(now)) {
        long frame = Transport.HEADER_LENGTH;
        CopyFrame.write(copy, frame, first.receiveKey().localIndex(), n, packet.length);
        come(n, copy, frame + CopyFrame.HEADER_LENGTH, second, model);
      }
    }
    return model;
  }

  /// @param ip where its packet stands
  private void come(int n, MemorySegment datagram, long ip, Handshake session, Model model) {
    datagram.set(INT, 4, session.receiveKey().localIndex());
    datagram.set(LONG, 8, n);
    MemorySegment.copy(MemorySegment.ofArray(packet), 0, datagram, ip, packet.length);
    Bytes.put32(datagram, ip + NUMBER, n);
    long before = deliveries;
    long lateBefore = drops.of(DropReason.TOO_LATE);
    inbound.onDatagram(0, SOURCE, 0, datagram, 0, (int) datagram.byteSize(), 1);
    inbound.onDrained();
    model.datagrams++;
    boolean isFirst = !model.arrived.get(n);
    boolean isRefused = isFirst && drops.of(DropReason.TOO_LATE) > lateBefore;
    model.arrived.set(n);
    model.refused += isRefused ? 1 : 0;
    long expected = before + (isFirst && !isRefused ? 1 : 0);
    if (deliveries != expected || (deliveries > before && deliveredLast != n)) {
      assertThat(deliveries).as("seed %d, packet %d", SEED, n).isEqualTo(expected);
      assertThat(deliveredLast).as("seed %d", SEED).isEqualTo(n);
    }
  }

  /// Loses 2 % in bursts of 2, brings one in 200 a second time, delays by what changes now and then
  /// and varies from packet to packet, and stands still now and then.
  private final class Line {
    private static final int NONE = -1;
    private static final int SLOTS = 1 << 17;

    private final int mostStall;
    private final int[] firstAt = new int[SLOTS];
    private final int[] lastAt = new int[SLOTS];
    private final int[] number = new int[2 * SLOTS];
    private final int[] next = new int[2 * SLOTS];
    private int used;
    private boolean bad;
    private int delay;
    private int variation = 1;
    private int stallUntil;

    Line(int mostStall) {
      this.mostStall = mostStall;
      Arrays.fill(firstAt, NONE);
    }

    void send(int n) {
      if (random.nextInt(20_000) == 0) {
        delay = random.nextInt(MOST_DELAY);
        variation = 1 + random.nextInt(1 << random.nextInt(8));
      }
      if (random.nextInt(100_000) == 0) {
        stallUntil = n + 1 + random.nextInt(mostStall);
      }
      bad = bad ? random.nextBoolean() : random.nextInt(98) == 0;
      if (!bad) {
        put(n);
        if (random.nextInt(200) == 0) {
          put(n);
        }
      }
    }

    private void put(int n) {
      int at = Math.max(n + delay + random.nextInt(variation), stallUntil) & SLOTS - 1;
      int place = used++ & 2 * SLOTS - 1;
      number[place] = n;
      next[place] = NONE;
      if (firstAt[at] == NONE) {
        firstAt[at] = place;
      } else {
        next[lastAt[at]] = place;
      }
      lastAt[at] = place;
    }

    /// The next packet that comes now, or a negative number.
    int take(int now) {
      int place = firstAt[now & SLOTS - 1];
      if (place == NONE) {
        return NONE;
      }
      firstAt[now & SLOTS - 1] = next[place];
      return number[place];
    }
  }

  // ---------------------------------------------------------------- what is around it

  private void connect() {
    PeerSlot peer =
        new PeerSlot(0, "hq", "hq", "hq", true, new PrefixMap<>(Map.of(HERE, Boolean.TRUE)));
    inbound.onForwarding(
        Forwarding.of(
            1,
            Policy.standard(),
            new PrefixMap<>(Map.of(THERE, new Route("hq", List.of(0)))),
            List.of(peer),
            List.of(path(0, "a>hq/a"), path(1, "b>hq/b")),
            Map.of(),
            Map.of()));
    inbound.onInstallKey(0, first.receiveKey());
    inbound.onInstallKey(1, second.receiveKey());
  }

  private static PathSlot path(int slot, String id) {
    return new PathSlot(
        slot, 1, id, 0, 1_420, false, PathSlot.Cost.NONE, new PathCounters(), new PathCounters());
  }

  private static <T> T silent(Class<T> neighbour) {
    return neighbour.cast(
        Proxy.newProxyInstance(
            neighbour.getClassLoader(),
            new Class<?>[] {neighbour},
            (_, method, _) -> method.getReturnType() == boolean.class ? true : null));
  }
}
