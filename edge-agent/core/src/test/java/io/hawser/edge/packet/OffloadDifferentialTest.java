package io.hawser.edge.packet;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// The same packets arrive whether they came as super-packets or one by one, and whether they are
/// joined for the device or not.
class OffloadDifferentialTest {
  private static final int FLOWS = 6;

  @Test
  void sameBytesArriveCutOrNotAndJoinedOrNot() {
    long seed = new Random().nextLong();
    System.out.println("sameBytesArriveCutOrNotAndJoinedOrNot seed=" + seed);
    Random random = new Random(seed);
    Streams streams = new Streams(random);
    for (int round = 0; round < 200; round++) {
      List<Streams.Ends> flows = new ArrayList<>();
      for (int flow = 0; flow < FLOWS; flow++) {
        flows.add(streams.ends(2000 + flow));
      }
      // What one kernel sends as super-packets, another one sends one by one.
      List<byte[]> cut = new ArrayList<>();
      List<byte[]> left = new ArrayList<>();
      List<byte[]> single = new ArrayList<>();
      int[] sequence = random.ints(FLOWS).toArray();
      for (int n = 0; n < 12; n++) {
        int flow = random.nextInt(FLOWS);
        Streams.Ends ends = flows.get(flow);
        byte[] options = new byte[ends.tcp() ? 4 * random.nextInt(4) : 0];
        byte[] payload = streams.bytes(1 + random.nextInt(30_000));
        int size = 500 + random.nextInt(1_000);
        int id = random.nextInt();
        byte[] whole = Streams.packet(ends, id, sequence[flow], 0x18, options, payload);
        cut.addAll(Streams.cut(Streams.superPacket(ends, whole, options.length, size)));
        left.addAll(Streams.cut(Streams.superPacket(ends, whole, options.length, size), true));
        single.addAll(Streams.segments(ends, id, sequence[flow], 0x18, options, payload, size));
        sequence[flow] += payload.length;
      }
      assertThat(words(cut)).as("round %d", round).isEqualTo(words(single));
      for (Streams.Ends ends : flows) {
        for (Coalescer.Abilities device :
            List.of(
                new Coalescer.Abilities(true, true),
                new Coalescer.Abilities(true, false),
                new Coalescer.Abilities(false, true))) {
          List<String> expected =
              words(of(ends, delivered(Coalescer.Abilities.NONE, single, false)));
          assertThat(words(of(ends, delivered(device, cut, false))))
              .as("round %d, %s, %s", round, device, ends)
              .isEqualTo(expected);
          assertThat(words(of(ends, delivered(device, left, true))))
              .as("checksums left, round %d, %s, %s", round, device, ends)
              .isEqualTo(expected);
        }
      }
    }
  }

  /// What the far kernel makes of what the device was given.
  private static List<byte[]> delivered(
      Coalescer.Abilities device, List<byte[]> packets, boolean fromEdge) {
    List<byte[]> given = new ArrayList<>();
    Coalescer coalescer =
        new Coalescer(
            device,
            (memory, at, length, _) ->
                given.addAll(
                    Streams.cut(memory.asSlice(at, length).toArray(ValueLayout.JAVA_BYTE))));
    List<Integer> flows = new ArrayList<>();
    FlowKey key = new FlowKey();
    for (int port = 2000; port < 2000 + FLOWS; port++) {
      flows.add(port);
    }
    for (byte[] packet : packets) {
      long at = coalescer.place(packet.length);
      MemorySegment.copy(packet, 0, coalescer.memory(), ValueLayout.JAVA_BYTE, at, packet.length);
      key.read(coalescer.memory(), at);
      boolean left =
          fromEdge
              && key.protocol == IpPacket.PROTOCOL_TCP
              && LeftChecksum.isLeft(coalescer.memory(), at, key.upperOffset);
      coalescer.add(flows.get(key.sourcePort - 2000), key, packet.length, left);
    }
    coalescer.flush();
    return given;
  }

  private static List<byte[]> of(Streams.Ends ends, List<byte[]> packets) {
    return packets.stream().filter(packet -> port(packet) == ends.port()).toList();
  }

  private static int port(byte[] packet) {
    FlowKey key = new FlowKey();
    key.read(MemorySegment.ofArray(packet), 0);
    return key.sourcePort;
  }

  private static List<String> words(List<byte[]> packets) {
    return packets.stream().map(Arrays::toString).toList();
  }
}
