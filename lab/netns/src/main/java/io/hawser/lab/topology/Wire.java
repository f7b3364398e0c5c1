package io.hawser.lab.topology;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// What lies between a host's device and the transport.
public enum Wire {
  /// The lab's emulator: rate, delay, loss and the rest.
  EMULATED,
  /// A veth pair as the kernel makes it, with every offload; nothing can be set. For measuring
  /// speed.
  DIRECT,
  /// A veth pair without offloads: frames are as long as on a cable; nothing can be set.
  CABLE;

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Wire of(String word) {
    List<String> words = Arrays.stream(values()).map(Wire::word).toList();
    int place = words.indexOf(word);
    if (place < 0) {
      throw new IllegalArgumentException(word + " (expected: " + String.join(", ", words) + ")");
    }
    return values()[place];
  }
}
