package io.hawser.edge.fec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EncoderTest {
  private final Coefficients coefficients = new Coefficients();

  private static boolean add(Encoder encoder, byte[] packet) {
    return encoder.add(MemorySegment.ofArray(packet), 0, packet.length);
  }

  /// Of windows that are not full yet, just full, and long gone round.
  @ParameterizedTest
  @CsvSource({"1, 1", "2, 2", "5, 3", "32, 4", "63, 5", "64, 6"})
  void sumsUpTheWindow(int window, long seed) {
    Packets packets = new Packets(seed, 90);
    Encoder encoder = new Encoder(window, packets.longest, -20);
    for (int id = -20; id < 150; id++) {
      assertThat(add(encoder, packets.packet(id))).isTrue();
      int firstId = Math.max(-20, id - window + 1);
      Repair repair = Repair.of(encoder);
      assertThat(repair.firstId).isEqualTo(firstId);
      assertThat(repair.windowLength).isEqualTo(id - firstId + 1);
      assertThat(repair.symbol).isEqualTo(sum(packets, firstId, id, repair.key));
    }
  }

  private byte[] sum(Packets packets, int firstId, int lastId, int key) {
    byte[] factors = new byte[lastId - firstId + 1];
    coefficients.fill(factors, factors.length, key, Coefficients.DENSE);
    byte[] sum = new byte[0];
    for (int id = firstId; id <= lastId; id++) {
      byte[] symbol = Model.symbol(packets.packet(id));
      sum = Arrays.copyOf(sum, Math.max(sum.length, symbol.length));
      Bitwise.addScaled(sum, symbol, factors[id - firstId] & 0xFF);
    }
    return sum;
  }

  @Test
  void countsKeysByOneAndRound() {
    Encoder encoder = new Encoder(2, 10, 0);
    add(encoder, new byte[1]);
    for (int key = 0; key <= 0x1_0003; key++) {
      assertThat(Repair.of(encoder).key).isEqualTo(key & 0xFFFF);
    }
  }

  @Test
  void countsPacketsAcrossTheWrap() {
    Encoder encoder = new Encoder(4, 10, Integer.MAX_VALUE - 1);
    for (int n = 0; n < 6; n++) {
      add(encoder, new byte[] {1});
      assertThat(encoder.lastId()).isEqualTo(Integer.MAX_VALUE - 1 + n);
    }
    assertThat(encoder.firstId()).isEqualTo(Integer.MIN_VALUE);
    assertThat(encoder.windowLength()).isEqualTo(4);
  }

  @Test
  void takesNoPacketThatDoesNotFit() {
    Encoder encoder = new Encoder(4, 10, 7);
    assertThat(add(encoder, new byte[0])).isFalse();
    assertThat(add(encoder, new byte[11])).isFalse();
    assertThat(encoder.windowLength()).isZero();
    assertThat(add(encoder, new byte[10])).isTrue();
    assertThat(encoder.lastId()).isEqualTo(7);
    assertThat(encoder.repairLength()).isEqualTo(12);
  }

  @Test
  void hasNothingToRepairBeforeTheFirstPacket() {
    Encoder encoder = new Encoder(4, 10, 0);
    assertThat(encoder.repairLength()).isZero();
    assertThat(encoder.makeRepair(MemorySegment.ofArray(new byte[0]), 0)).isZero();
  }

  /// A repair symbol is no longer than the longest packet of its window needs, and leaves what lies
  /// behind it alone.
  @Test
  void writesNoMoreThanItSays() {
    Encoder encoder = new Encoder(2, 100, 0);
    add(encoder, new byte[100]);
    add(encoder, new byte[3]);
    add(encoder, new byte[7]);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment room = arena.allocate(20, 1).fill((byte) 0x55);
      assertThat(encoder.makeRepair(room, 1)).isEqualTo(9);
      assertThat(room.get(ValueLayout.JAVA_BYTE, 0)).isEqualTo((byte) 0x55);
      assertThat(room.get(ValueLayout.JAVA_BYTE, 10)).isEqualTo((byte) 0x55);
    }
  }

  @Test
  void refusesSizesThatCannotBe() {
    assertThatThrownBy(() -> new Encoder(0, 10, 0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Encoder(65, 10, 0)).hasMessageContaining("window: 65");
    assertThatThrownBy(() -> new Encoder(64, 0, 0)).hasMessageContaining("longest: 0");
    assertThatThrownBy(() -> new Encoder(64, 65_536, 0)).hasMessageContaining("longest: 65536");
  }
}
