package io.hawser.lab.topology;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// How a NAT maps and filters (RFC 4787); one inside host stands behind each.
public enum NatKind {
  /// Endpoint-independent mapping and filtering: whatever comes from outside reaches the inside
  /// host.
  FULL_CONE,
  /// Endpoint-independent mapping; lets in what comes from an address that was sent to.
  RESTRICTED,
  /// Endpoint-independent mapping; lets in what comes from an address and port that was sent to.
  /// The usual home router.
  PORT_RESTRICTED,
  /// A fresh, random outside port for every destination.
  SYMMETRIC,
  /// A carrier's: a block of ports of a shared address, else like port-restricted.
  CGNAT;

  /// As typed.
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static List<String> words() {
    return Arrays.stream(values()).map(NatKind::word).toList();
  }
}
