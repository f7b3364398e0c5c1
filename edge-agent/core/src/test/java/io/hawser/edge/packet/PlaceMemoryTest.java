package io.hawser.edge.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

class PlaceMemoryTest {
  private static final int PLACES = 96;
  private static final int SIZE = 100;

  private final PlaceMemory memory = new PlaceMemory(PLACES, SIZE);

  private MemorySegment place(int number) {
    return memory.of(number).asSlice(memory.offset(number), SIZE);
  }

  @Test
  void noTwoPlacesHaveAByteInCommon() {
    for (int place = 0; place < PLACES; place++) {
      place(place).fill((byte) place);
    }
    for (int place = 0; place < PLACES; place++) {
      for (int i = 0; i < SIZE; i++) {
        assertThat(Bytes.u8(place(place), i)).isEqualTo(place);
      }
    }
  }

  @Test
  void aPlaceStaysWhereItIs() {
    MemorySegment before = memory.of(70);
    memory.of(3);
    assertThat(memory.of(70)).isSameAs(before);
    assertThat(memory.of(64)).as("of the same 32").isSameAs(before);
  }

  @Test
  void refusesWhatItCannotDivide() {
    assertThatThrownBy(() -> new PlaceMemory(33, SIZE))
        .hasMessage("places: 33 (expected: a multiple of 32)");
  }
}
