package io.hawser.edge.fec;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.edge.fec.Decoder.Arrival;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DecoderTest {
  private static final int LONGEST = 60;

  private final Packets packets = new Packets(1, LONGEST);
  private final List<Integer> recovered = new ArrayList<>();
  private final Decoder decoder =
      new Decoder(
          LONGEST,
          (id, packet, at, length) -> {
            recovered.add(id);
            byte[] bytes = packet.asSlice(at, length).toArray(ValueLayout.JAVA_BYTE);
            assertThat(bytes).as("packet %d", id).isEqualTo(packets.packet(id));
          });
  private Encoder encoder = new Encoder(16, LONGEST, 0);

  private void send(int id) {
    byte[] packet = packets.packet(id);
    assertThat(encoder.add(MemorySegment.ofArray(packet), 0, packet.length)).isTrue();
    assertThat(encoder.lastId()).isEqualTo(id);
  }

  private Arrival come(int id) {
    byte[] packet = packets.packet(id);
    return decoder.onSource(id, MemorySegment.ofArray(packet), 0, packet.length);
  }

  private void sendAndCome(int from, int to) {
    for (int id = from; id != to; id++) {
      send(id);
      come(id);
    }
  }

  private Repair repair() {
    return Repair.of(encoder);
  }

  @Test
  void recoversAPacketByTheFirstRepair() {
    sendAndCome(0, 5);
    send(5);
    repair().to(decoder);
    assertThat(recovered).containsExactly(5);
    assertThat(come(5)).isEqualTo(Arrival.DUPLICATE);
    assertThat(decoder.counts().recovered()).isEqualTo(1);
    assertThat(decoder.counts().duplicate()).isEqualTo(1);
  }

  @Test
  void recoversABurstByAsManyRepairs() {
    sendAndCome(0, 5);
    for (int id = 5; id < 9; id++) {
      send(id);
    }
    for (int n = 0; n < 3; n++) {
      repair().to(decoder);
      assertThat(recovered).isEmpty();
    }
    repair().to(decoder);
    assertThat(recovered).containsExactly(5, 6, 7, 8);
  }

  @Test
  void takesRepairsBeforeTheirPackets() {
    sendAndCome(0, 3);
    for (int id = 3; id < 7; id++) {
      send(id);
    }
    repair().to(decoder);
    assertThat(come(5)).isEqualTo(Arrival.FRESH);
    assertThat(come(3)).isEqualTo(Arrival.FRESH);
    assertThat(recovered).isEmpty();
    assertThat(come(6)).isEqualTo(Arrival.FRESH);
    assertThat(recovered).containsExactly(4);
  }

  @Test
  void recoversWhatWasSentBeforeTheFirstThatCame() {
    send(0);
    send(1);
    come(1);
    repair().to(decoder);
    assertThat(recovered).containsExactly(0);
    sendAndCome(2, 200);
    assertThat(decoder.counts().givenUp()).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {Integer.MAX_VALUE - 20, -20, Integer.MIN_VALUE, 0})
  void countsAcrossTheWrap(int firstId) {
    encoder = new Encoder(16, LONGEST, firstId);
    for (int n = 0; n < 200; n++) {
      send(firstId + n);
      if (n % 10 != 5) {
        assertThat(come(firstId + n)).isEqualTo(Arrival.FRESH);
      }
      if (n % 10 == 9) {
        repair().to(decoder);
        assertThat(recovered).hasSize(n / 10 + 1).endsWith(firstId + n - 4);
      }
    }
  }

  @Test
  void saysThatARepairTellsNothingNew() {
    sendAndCome(0, 10);
    repair().to(decoder);
    assertThat(decoder.counts().redundant()).isEqualTo(1);
    send(10);
    send(11);
    Repair twice = repair();
    Repair once = repair();
    twice.to(decoder);
    twice.to(decoder);
    assertThat(decoder.counts().redundant()).isEqualTo(2);
    once.to(decoder);
    assertThat(recovered).containsExactly(10, 11);
    once.to(decoder);
    assertThat(decoder.counts().redundant()).isEqualTo(3);
  }

  @Test
  void givesUpWhatIsOlderThanItsSpan() {
    sendAndCome(0, 3);
    send(3);
    send(4);
    Repair late = repair();
    sendAndCome(5, 4 + Decoder.SPAN);
    assertThat(decoder.counts().givenUp()).isEqualTo(1);
    late.to(decoder);
    assertThat(decoder.counts().unusable()).isEqualTo(1);
    assertThat(come(3)).isEqualTo(Arrival.LATE);
    assertThat(come(4)).isEqualTo(Arrival.FRESH);
    sendAndCome(4 + Decoder.SPAN, 400);
    assertThat(decoder.counts().givenUp()).isEqualTo(1);
    assertThat(decoder.counts().late()).isEqualTo(1);
    assertThat(recovered).isEmpty();
  }

  /// Two equations hold the same lost packet. When it is given up, what they say together of the
  /// others stays.
  @Test
  void keepsWhatEquationsSayWithoutAPacketThatIsGivenUp() {
    sendAndCome(0, 10);
    for (int id = 10; id < 13; id++) {
      send(id);
    }
    Repair first = repair();
    Repair second = repair();
    first.to(decoder);
    second.to(decoder);
    sendAndCome(13, 11 + Decoder.SPAN - 1);
    assertThat(decoder.counts().givenUp()).isZero();
    // 10 is given up; 11 comes as late as it may, and 12 is known by what is left.
    sendAndCome(10 + Decoder.SPAN, 11 + Decoder.SPAN);
    assertThat(decoder.counts().givenUp()).isEqualTo(1);
    assertThat(come(11)).isEqualTo(Arrival.FRESH);
    assertThat(recovered).containsExactly(12);
  }

  @Test
  void countsLossAndBurstsOfTheWay() {
    encoder = new Encoder(4, LONGEST, 0);
    for (int id = 0; id < 1_000; id++) {
      send(id);
      // 2 of 20 next to one another, and another one; the burst is repaired. Two repair symbols say
      // the same once in 255 times, so that there are three.
      if (id % 20 != 3 && id % 20 != 4 && id % 20 != 10) {
        come(id);
      }
      if (id % 20 == 5) {
        repair().to(decoder);
        repair().to(decoder);
        repair().to(decoder);
      }
    }
    sendAndCome(1_000, 1_000 + Decoder.SPAN);
    RepairCounts counts = decoder.counts();
    assertThat(counts.expected()).isEqualTo(1_000);
    assertThat(counts.lost()).isEqualTo(150);
    assertThat(counts.runs()).isEqualTo(100);
    assertThat(counts.recovered()).isEqualTo(100);
    assertThat(counts.givenUp()).isEqualTo(50);
  }

  @Test
  void goesOnAfterAnOutage() {
    sendAndCome(0, 10);
    for (int id = 10; id < 5_000; id++) {
      send(id);
    }
    sendAndCome(5_000, 5_010);
    send(5_010);
    repair().to(decoder);
    assertThat(recovered).isEmpty();
    sendAndCome(5_011, 5_016);
    repair().to(decoder);
    assertThat(recovered).containsExactly(5_010);
    // All from 10 on that are older than the span up to 5,015.
    assertThat(decoder.counts().givenUp()).isEqualTo(5_016 - Decoder.SPAN - 10);
  }

  @Test
  void beginsAnewWhereTheSenderDid() {
    encoder = new Encoder(16, LONGEST, 1_000_000);
    sendAndCome(1_000_000, 1_000_200);
    encoder = new Encoder(16, LONGEST, 5);
    int lateOnes = 0;
    for (int id = 5; id < 105; id++) {
      send(id);
      lateOnes += come(id) == Arrival.LATE ? 1 : 0;
    }
    assertThat(lateOnes).isBetween(1, 64);
    send(105);
    repair().to(decoder);
    assertThat(recovered).containsExactly(105);
  }

  @Test
  void forgetsAllWhenReset() {
    sendAndCome(0, 10);
    send(10);
    decoder.reset();
    repair().to(decoder);
    assertThat(recovered).isEmpty();
    assertThat(decoder.counts().unusable()).isEqualTo(1);
    assertThat(come(3)).isEqualTo(Arrival.FRESH);
  }

  @Test
  void deliversNothingThatIsNoPacket() {
    sendAndCome(0, 10);
    send(10);
    Repair repair = repair();
    for (int i = 0; i < repair.symbol.length; i++) {
      repair.symbol[i] ^= (byte) (0x5A + i);
    }
    repair.to(decoder);
    assertThat(recovered).isEmpty();
    assertThat(decoder.counts().contradictory()).isEqualTo(1);
    repair().to(decoder);
    assertThat(recovered).containsExactly(10);
  }

  @Test
  void refusesWhatCannotBe() {
    MemorySegment room = MemorySegment.ofArray(new byte[200]);
    assertThat(decoder.onSource(0, room, 0, 0)).isEqualTo(Arrival.MALFORMED);
    assertThat(decoder.onSource(0, room, 0, -1)).isEqualTo(Arrival.MALFORMED);
    assertThat(decoder.onSource(0, room, 0, LONGEST + 1)).isEqualTo(Arrival.MALFORMED);
    assertThat(decoder.onSource(0, room, 190, 11)).isEqualTo(Arrival.MALFORMED);
    assertThat(decoder.onSource(0, room, -1, 10)).isEqualTo(Arrival.MALFORMED);
    come(0);
    decoder.onRepair(0, 0, 1, room, 0, 30);
    decoder.onRepair(0, 65, 1, room, 0, 30);
    decoder.onRepair(0, -1, 1, room, 0, 30);
    decoder.onRepair(0, 4, 1, room, 0, 2);
    decoder.onRepair(0, 4, 1, room, 0, LONGEST + 3);
    decoder.onRepair(0, 4, 1, room, 199, 3);
    assertThat(decoder.counts().malformed()).isEqualTo(11);
    decoder.onRepair(Integer.MIN_VALUE, 64, 1, room, 0, 30);
    decoder.onRepair(Integer.MIN_VALUE + 40, 64, 1, room, 0, 30);
    decoder.onRepair(Integer.MAX_VALUE, 64, 1, room, 0, 30);
    decoder.onRepair(-Decoder.SPAN, 64, 1, room, 0, 30);
    decoder.onRepair(Decoder.SPAN - 63, 64, 1, room, 0, 30);
    assertThat(decoder.counts().unusable()).isEqualTo(5);
    assertThat(recovered).isEmpty();
  }
}
