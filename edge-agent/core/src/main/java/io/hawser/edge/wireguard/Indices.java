package io.hawser.edge.wireguard;

import io.hawser.edge.crypto.RandomSource;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The indices by which peers name our handshakes and sessions: random, and unique in the process.
/// Owned by control.
public final class Indices {
  private final RandomSource random;
  private final Map<Integer, Peering> peerings = new HashMap<>();

  public Indices(RandomSource random) {
    this.random = random;
  }

  int allocate(Peering peering) {
    byte[] bytes = new byte[Integer.BYTES];
    while (true) {
      random.fill(bytes);
      int index = (int) MessageType.INT.get(bytes, 0);
      if (peerings.putIfAbsent(index, peering) == null) {
        return index;
      }
    }
  }

  void release(int index) {
    peerings.remove(index);
  }

  @Nullable Peering peering(int index) {
    return peerings.get(index);
  }

  int size() {
    return peerings.size();
  }
}
