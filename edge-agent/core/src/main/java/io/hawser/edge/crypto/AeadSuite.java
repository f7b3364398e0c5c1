package io.hawser.edge.crypto;

import java.util.ArrayList;
import java.util.List;

/// Makes the ciphers of packets; one is chosen when an edge starts.
public interface AeadSuite {

  /// A cipher with a copy of `key`, 32 bytes.
  Aead keyed(byte[] key);

  /// The word that chooses it, and that status shows.
  String name();

  /// Those that work here, fastest first; the JDK's always does.
  static List<AeadSuite> available() {
    List<AeadSuite> suites = new ArrayList<>();
    LibcryptoAead.suite().ifPresent(suites::add);
    suites.add(JdkAead.SUITE);
    return suites;
  }

  /// The suite called `name`, as `-Dhawser.aead` gives it; the fastest where that is empty.
  static AeadSuite chosen(String name) {
    List<AeadSuite> suites = available();
    if (name.isEmpty()) {
      return suites.getFirst();
    }
    return suites.stream()
        .filter(suite -> suite.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "hawser.aead: "
                        + name
                        + " (expected: "
                        + String.join(", ", suites.stream().map(AeadSuite::name).toList())
                        + ")"));
  }
}
