package io.hawser.edge.agent.linux;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;

/// What others do faster than the edge could: the kernel for many packets at once, libcrypto for
/// the cipher. Each is tried when the edge starts or a descriptor is opened, and done without where
/// it is refused.
public enum Offload {
  /// TCP super-packets and open checksums from and to the TUN device: `IFF_VNET_HDR`, `TUN_F_CSUM`,
  /// `TUN_F_TSO4`, `TUN_F_TSO6`. Without it there is no [#USO] either.
  TSO("tso", false),
  /// UDP super-packets on the TUN device too: `TUN_F_USO4`, `TUN_F_USO6` (Linux 6.2).
  USO("uso", false),
  /// Many datagrams sent as one: `UDP_SEGMENT` (Linux 4.18). Devices without checksum offload
  /// refuse it when something is sent.
  GSO("gso", true),
  /// Many datagrams received as one: `UDP_GRO` (Linux 5.0).
  GRO("gro", true),
  /// Packets sealed by OpenSSL's libcrypto; else by the JDK.
  LIBCRYPTO("libcrypto", false);

  /// The property that names those to do without, separated by commas.
  public static final String PROPERTY = "hawser.without";

  private static final Set<Offload> UNWANTED = unwanted(System.getProperty(PROPERTY, ""));

  private final String word;
  private final boolean ofLinks;

  Offload(String word, boolean ofLinks) {
    this.word = word;
    this.ofLinks = ofLinks;
  }

  /// The word of the property and of `hawser status --verbose`.
  public String word() {
    return word;
  }

  /// Whether each link has it or not, by itself; else the edge does.
  public boolean isOfLinks() {
    return ofLinks;
  }

  public boolean isWanted() {
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
