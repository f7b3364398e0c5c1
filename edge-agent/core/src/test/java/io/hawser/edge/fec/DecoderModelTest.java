package io.hawser.edge.fec;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Encoder and decoder beside a naive [Model], over wires that lose in bursts, reorder and double.
class DecoderModelTest {
  private static final int PACKETS = 400;
  private static final int LONGEST = 24;

  static List<Arguments> wires() {
    List<Arguments> wires = new ArrayList<>();
    long seed = 1;
    for (int window : new int[] {1, 7, 16, 32, 64}) {
      for (double loss : new double[] {0.02, 0.08, 0.2}) {
        for (int delay : new int[] {0, 5, 60, 150}) {
          wires.add(Arguments.of(seed++, window, loss, delay));
        }
      }
    }
    return wires;
  }

  /// What is on its way: a packet or a repair symbol, and when it comes.
  private record Event(int id, @Nullable Repair repair, double atPackets) {}

  @ParameterizedTest
  @MethodSource("wires")
  void knowsWhatTheModelKnowsAsSoon(long seed, int window, double loss, int delay) {
    Random random = new Random(seed);
    int firstId = random.nextInt();
    Packets packets = new Packets(seed, LONGEST);
    Model model = new Model(firstId, PACKETS);
    TreeMap<Integer, byte[]> mine = new TreeMap<>();
    List<Integer> order = new ArrayList<>();
    Decoder decoder =
        new Decoder(
            LONGEST,
            (id, packet, at, length) -> {
              order.add(id - firstId);
              byte[] bytes = packet.asSlice(at, length).toArray(ValueLayout.JAVA_BYTE);
              assertThat(mine.put(id - firstId, bytes)).isNull();
            });
    for (Event event : events(random, packets, firstId, window, loss, delay)) {
      mine.clear();
      order.clear();
      Map<Integer, byte[]> models;
      if (event.repair() == null) {
        byte[] packet = packets.packet(event.id());
        models = model.source(event.id(), packet);
        decoder.onSource(event.id(), MemorySegment.ofArray(packet), 0, packet.length);
      } else {
        models = model.repair(event.repair());
        event.repair().to(decoder);
      }
      mine.forEach((n, bytes) -> assertThat(bytes).isEqualTo(packets.packet(firstId + n)));
      assertThat(order).isSorted();
      // Beyond that the decoder has thrown equations away.
      if (model.rank() <= Equations.MOST) {
        assertThat(mine.keySet()).isEqualTo(models.keySet());
      }
    }
    assertThat(decoder.counts().contradictory()).isZero();
  }

  private static List<Event> events(
      Random random, Packets packets, int firstId, int window, double loss, int delay) {
    Encoder encoder = new Encoder(window, LONGEST, firstId);
    GilbertElliott wire = new GilbertElliott(loss, 1 + random.nextInt(3), random);
    double rate = 0.1 + 0.3 * random.nextDouble();
    List<Event> events = new ArrayList<>();
    for (int n = 0; n < PACKETS; n++) {
      int id = firstId + n;
      byte[] packet = packets.packet(id);
      encoder.add(MemorySegment.ofArray(packet), 0, packet.length);
      travel(new Event(id, null, n), wire, delay, random, events);
      if (random.nextDouble() < rate) {
        travel(new Event(id, Repair.of(encoder), n), wire, delay, random, events);
      }
    }
    events.sort(Comparator.comparingDouble(Event::atPackets));
    return events;
  }

  private static void travel(
      Event event, GilbertElliott wire, int delay, Random random, List<Event> events) {
    int copies = random.nextInt(30) == 0 ? 2 : 1;
    for (int copy = 0; copy < copies; copy++) {
      if (!wire.loses()) {
        // Some are much later than others.
        double late = random.nextInt(4) == 0 ? delay * random.nextDouble() : 0;
        events.add(new Event(event.id(), event.repair(), event.atPackets() + late));
      }
    }
  }

  /// Whatever comes: nothing thrown, nothing outside its span, and no more said to be recovered
  /// than there is room for.
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void bearsAnything(long seed) {
    Random random = new Random(seed);
    long[] delivered = new long[1];
    Decoder decoder =
        new Decoder(
            LONGEST,
            (id, packet, at, length) -> {
              delivered[0]++;
              assertThat(length).isBetween(1, LONGEST);
              assertThat(at + length).isLessThanOrEqualTo(packet.byteSize());
            });
    byte[] bytes = new byte[64];
    int base = random.nextInt();
    for (int n = 0; n < 50_000; n++) {
      random.nextBytes(bytes);
      // Also sums that look like packets.
      if (random.nextBoolean()) {
        Arrays.fill(bytes, 0, bytes.length - random.nextInt(bytes.length), (byte) 0);
        bytes[1] = (byte) random.nextInt(30);
      }
      base += random.nextInt(200) == 0 ? random.nextInt() : random.nextInt(4) - 1;
      int id = base + random.nextInt(100) - 50;
      int at = random.nextInt(50) - 2;
      int length = random.nextInt(40) - 2;
      if (random.nextBoolean()) {
        decoder.onSource(id, MemorySegment.ofArray(bytes), at, length);
      } else {
        int windowLength = random.nextInt(70) - 2;
        decoder.onRepair(
            id, windowLength, random.nextInt(), MemorySegment.ofArray(bytes), at, length);
      }
    }
    assertThat(decoder.counts().recovered()).isEqualTo(delivered[0]);
    assertThat(decoder.counts().contradictory()).isPositive();
  }
}
