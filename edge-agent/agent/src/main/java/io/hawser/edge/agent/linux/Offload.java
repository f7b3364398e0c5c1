package io.hawser.edge.agent.linux;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;

/// What the kernel may do for many packets at once. Each is tried when its descriptor is opened,
/// and done without where the kernel refuses it.
public enum Offload {
  /// Super-packets and open checksums from and to the TUN device: `IFF_VNET_HDR`, `TUNSETOFFLOAD`.
  TUN("tun"),
  /// UDP super-packets on the TUN device too: `TUN_F_USO4`, `TUN_F_USO6` (Linux 6.2).
  TUN_UDP("tun-udp"),
  /// Many datagrams sent as one: `UDP_SEGMENT` (Linux 4.18). Devices without checksum offload
  /// refuse it when something is sent.
  GSO("gso"),
  /// Many datagrams received as one: `UDP_GRO` (Linux 5.0).
  GRO("gro");

  /// The property that names those to do without, separated by commas.
  public static final String PROPERTY = "hawser.without";

  private static final Set<Offload> UNWANTED = unwanted(System.getProperty(PROPERTY, ""));

  private final String word;

  Offload(String word) {
    this.word = word;
  }

  /// The word of the property and of `hawser status --verbose`.
  public String word() {
    return word;
  }

  boolean isWanted() {
    return !UNWANTED.contains(this);
  }

  static Set<Offload> unwanted(String words) {
    Set<Offload> unwanted = EnumSet.noneOf(Offload.class);
    for (String each : words.split(",")) {
      if (!each.isBlank()) {
        unwanted.add(named(each.strip()));
      }
    }
    return unwanted;
  }

  private static Offload named(String word) {
    return Arrays.stream(values())
        .filter(offload -> offload.word.equals(word))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    PROPERTY
                        + ": "
                        + word
                        + " (expected: "
                        + Arrays.stream(values())
                            .map(Offload::word)
                            .collect(Collectors.joining(", "))
                        + ")"));
  }
}
