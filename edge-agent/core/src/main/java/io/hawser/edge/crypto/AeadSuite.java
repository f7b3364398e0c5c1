package io.hawser.edge.crypto;

import java.util.ArrayList;
import java.util.List;

/// One implementation of the packet ciphers.
public interface AeadSuite {

  /// A cipher with a copy of `key`, 32 bytes.
  Aead keyed(PacketCipher cipher, byte[] key);

  /// The word that chooses it, and that status shows.
  String name();

  /// Those that work here and pass their self-test; the JDK's always does.
  static List<AeadSuite> available() {
    List<AeadSuite> suites = new ArrayList<>();
    // Without the library, the class that calls it must not be touched.
    if (Libcrypto.isPresent() && SelfTest.passes(LibcryptoAead.SUITE)) {
      suites.add(LibcryptoAead.SUITE);
    }
    suites.add(JdkAead.SUITE);
    return suites;
  }
}
