package io.hawser.edge.agent.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.edge.agent.linux.Offload;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OffloadWordsTest {
  private final Map<Offload, Set<String>> without = new EnumMap<>(Offload.class);

  OffloadWordsTest() {
    for (Offload offload : Offload.values()) {
      without.put(offload, Set.of());
    }
  }

  @Test
  void nameTheLinksThatDoWithout() {
    without.put(Offload.GSO, Set.of("lte"));
    OffloadWords words = OffloadWords.of(without, List.of("broadband", "lte"));
    assertThat(words.working()).containsExactly("tso", "uso", "gso (not lte)", "gro", "libcrypto");
    assertThat(words.lacking()).isEmpty();
  }

  @Test
  void setApartWhatWorksNowhere() {
    without.put(Offload.USO, Set.of("hawser0"));
    without.put(Offload.GRO, Set.of("broadband", "lte"));
    without.put(Offload.LIBCRYPTO, Set.of("cipher"));
    OffloadWords words = OffloadWords.of(without, List.of("broadband", "lte"));
    assertThat(words.working()).containsExactly("tso", "gso");
    assertThat(words.lacking()).containsExactly("uso", "gro", "libcrypto");
  }
}
