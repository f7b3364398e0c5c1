package io.hawser.lab.bench;

import java.util.Arrays;
import java.util.Locale;

/// A cipher between edges, and what is wanted of TCP with it: ratios to the peer beside.
enum Cipher {
  CHACHA20_POLY1305(1.4, 1.1, 1.3, 1.3),
  AES_256_GCM(1.9, 1.7, 1.8, 1.7);

  private final double direct;
  private final double cableOne;
  private final double cableFour;
  private final double forwarded;

  Cipher(double direct, double cableOne, double cableFour, double forwarded) {
    this.direct = direct;
    this.cableOne = cableOne;
    this.cableFour = cableFour;
    this.forwarded = forwarded;
  }

  /// The word of the agent's property `hawser.cipher`.
  String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  Cipher other() {
    return this == AES_256_GCM ? CHACHA20_POLY1305 : AES_256_GCM;
  }

  /// The one that an agent's status names.
  static Cipher namedIn(String status) {
    String words = status.toLowerCase(Locale.ROOT);
    return Arrays.stream(values())
        .filter(each -> words.contains(each.word()))
        .findFirst()
        .orElse(CHACHA20_POLY1305);
  }

  double forwardedGoal() {
    return forwarded;
  }

  double tcpGoal(Wires wires, int connections) {
    return switch (wires) {
      case DIRECT -> direct;
      case CABLE -> connections == 1 ? cableOne : cableFour;
    };
  }

  /// What lies between the ends.
  enum Wires {
    /// Every offload.
    DIRECT("speed", ""),
    /// None: frames are as long as on a cable.
    CABLE("speed-cable", ", frames as on a cable");

    private final String topology;
    private final String suffix;

    Wires(String topology, String suffix) {
      this.topology = topology;
      this.suffix = suffix;
    }

    String topology() {
      return topology;
    }

    /// As it stands behind a figure's name.
    String suffix() {
      return suffix;
    }
  }
}
