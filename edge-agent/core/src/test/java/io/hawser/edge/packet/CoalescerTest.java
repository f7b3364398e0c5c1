package io.hawser.edge.packet;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CoalescerTest {
  private static final int TCP_CHECKSUM = 16;

  private final List<byte[]> given = new ArrayList<>();
  private final List<Integer> counts = new ArrayList<>();
  private Coalescer coalescer = coalescer(new Coalescer.Abilities(true, true));

  private Coalescer coalescer(Coalescer.Abilities abilities) {
    return new Coalescer(
        abilities,
        (memory, at, length, packets) -> {
          given.add(memory.asSlice(at, length).toArray(ValueLayout.JAVA_BYTE));
          counts.add(packets);
        });
  }

  @Test
  void joinsTheSegmentsOfATransfer() {
    for (boolean v6 : new boolean[] {false, true}) {
      for (boolean tcp : new boolean[] {false, true}) {
        given.clear();
        counts.clear();
        Streams.Ends ends = new Streams.Ends(v6, tcp, 5000);
        byte[] payload = new Streams(new Random(1)).bytes(30_500);
        List<byte[]> segments =
            Streams.segments(ends, 1, 1, 0x18, new byte[tcp ? 12 : 0], payload, 1000);
        segments.forEach(segment -> add(ends, segment));
        coalescer.flush();
        assertThat(counts).as("%s", ends).containsExactly(31);
        assertThat(Streams.cut(given.getFirst())).containsExactlyElementsOf(segments);
      }
    }
  }

  @Test
  void joinsNothingOfAnotherMark() {
    for (boolean v6 : new boolean[] {false, true}) {
      for (boolean tcp : new boolean[] {false, true}) {
        given.clear();
        counts.clear();
        Streams.Ends ends = new Streams.Ends(v6, tcp, 5000);
        byte[] payload = new Streams(new Random(1)).bytes(10_000);
        List<byte[]> segments = Streams.segments(ends, 1, 1, 0x18, new byte[0], payload, 1000);
        for (int i = 0; i < segments.size(); i++) {
          setEcn(segments.get(i), i == 5 ? 3 : 2);
          add(ends, segments.get(i));
        }
        coalescer.flush();
        assertThat(counts).as("%s", ends).containsExactly(5, 1, 4);
        assertThat(given.stream().flatMap(framed -> Streams.cut(framed).stream()).toList())
            .containsExactlyElementsOf(segments);
      }
    }
  }

  private static void setEcn(byte[] packet, int field) {
    MemorySegment p = MemorySegment.ofArray(packet);
    if (IpPacket.isV6(p, 0)) {
      Bytes.put16(p, 0, Bytes.u16(p, 0) | field << 4);
    } else {
      Bytes.put16(p, 10, Checksum.update(Bytes.u16(p, 10), Bytes.u16(p, 0), 0x4500 | field));
      Bytes.put8(p, 1, field);
    }
  }

  /// Everything that comes in comes out, unchanged, and in its order within a flow, whatever is
  /// lost, exchanged, damaged, mixed or refused on the way.
  @Test
  void changesNothingOfAnyMixture() {
    long seed = new Random().nextLong();
    System.out.println("changesNothingOfAnyMixture seed=" + seed);
    Random random = new Random(seed);
    long joined = 0;
    for (int round = 0; round < 300; round++) {
      coalescer = coalescer(new Coalescer.Abilities(random.nextInt(8) > 0, random.nextInt(8) > 0));
      given.clear();
      counts.clear();
      Mixture mixture = new Mixture(random);
      List<Streams.Ends> flows = mixture.flows();
      List<List<byte[]>> sent = new ArrayList<>();
      flows.forEach(_ -> sent.add(new ArrayList<>()));
      for (int i = 0; i < 400; i++) {
        int flow = mixture.nextFlow();
        byte[] packet = mixture.nextPacket(flow);
        // Edges and stock peers send to one device: some leave the checksum, some do not.
        boolean left = flows.get(flow).tcp() && !mixture.isDamaged() && random.nextInt(3) == 0;
        if (random.nextInt(20) == 0) {
          // Opened, and then refused.
          open(mixture.nextPacket(mixture.nextFlow()));
          coalescer.release();
        }
        sent.get(flow).add(packet);
        add(flows.get(flow), packet, left);
        if (random.nextInt(60) == 0) {
          coalescer.flush();
        }
      }
      coalescer.flush();
      for (int flow = 0; flow < flows.size(); flow++) {
        assertThat(outOf(flows.get(flow))).as("round %d", round).isEqualTo(words(sent.get(flow)));
      }
      joined += counts.stream().filter(count -> count > 1).count();
    }
    assertThat(joined).as("super-packets").isGreaterThan(1000);
  }

  private List<String> outOf(Streams.Ends ends) {
    List<byte[]> packets = new ArrayList<>();
    for (byte[] framed : given) {
      packets.addAll(Streams.cut(framed.clone()));
    }
    packets.removeIf(
        packet ->
            Bytes.u16(MemorySegment.ofArray(packet), Streams.header(ends(packet))) != ends.port());
    return words(packets);
  }

  private static Streams.Ends ends(byte[] packet) {
    return new Streams.Ends(packet[0] >>> 4 == 6, true, 0);
  }

  private static List<String> words(List<byte[]> packets) {
    return packets.stream().map(Arrays::toString).toList();
  }

  private void add(Streams.Ends flow, byte[] packet) {
    add(flow, packet, false);
  }

  private void add(Streams.Ends flow, byte[] packet, boolean left) {
    long at = open(packet);
    if (left) {
      Bytes.put16(coalescer.memory(), at + Streams.header(flow) + TCP_CHECKSUM, LeftChecksum.LEFT);
    }
    FlowKey key = new FlowKey();
    key.read(coalescer.memory(), at);
    coalescer.add(flow, key, packet.length, left);
  }

  private long open(byte[] packet) {
    long at = coalescer.place(packet.length);
    MemorySegment.copy(packet, 0, coalescer.memory(), ValueLayout.JAVA_BYTE, at, packet.length);
    return at;
  }

  /// Twelve flows, more than there are places, of which one or two mostly speak.
  private static final class Mixture {
    private final Random random;
    private final Streams streams;
    private final List<Streams.Ends> flows = new ArrayList<>();
    private final int[] sequence = new int[12];
    private final int[] id = new int[12];
    private int talker;
    private boolean damaged;

    Mixture(Random random) {
      this.random = random;
      this.streams = new Streams(random);
      for (int i = 0; i < 12; i++) {
        flows.add(streams.ends(1000 + i));
        sequence[i] = random.nextInt();
      }
    }

    List<Streams.Ends> flows() {
      return flows;
    }

    int nextFlow() {
      if (random.nextInt(10) == 0) {
        talker = random.nextInt(12);
      }
      return talker;
    }

    /// Whether the packet made last has a wrong checksum.
    boolean isDamaged() {
      return damaged;
    }

    byte[] nextPacket(int flow) {
      Streams.Ends ends = flows.get(flow);
      int length = random.nextInt(6) > 0 ? 700 : random.nextInt(1200);
      byte[] payload = streams.bytes(length);
      byte[] options = new byte[ends.tcp() ? 12 : 0];
      int flags = random.nextInt(12) > 0 ? 0x10 : random.nextInt(256);
      byte[] packet = Streams.packet(ends, id[flow]++, sequence[flow], flags, options, payload);
      sequence[flow] += random.nextInt(15) > 0 ? length : random.nextInt(3000);
      damaged = length > 0 && random.nextInt(25) == 0;
      if (damaged) {
        packet[packet.length - 1 - random.nextInt(length)] ^= 1;
      }
      return packet;
    }
  }
}
