package io.hawser.edge.crypto;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Comparator;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// What this edge seals packets with: an implementation, and whether it is ready to use AES-256-GCM
/// towards edges that are.
///
/// Chosen once, when an edge starts: the suites that pass their self-test seal for a moment each,
/// and the fastest is taken. AES-256-GCM is offered where that one does not need clearly longer for
/// it than for ChaCha20-Poly1305: on a processor that has it in hardware. Others need five times as
/// long, so that what is offered does not hang on what else the machine did when the edge started.
/// The JDK's ciphers have not been compiled by then; where there is no other suite, what is found
/// of them is rough.
///
/// @param suite that seals and opens
/// @param aes256Gcm whether AES-256-GCM is offered to other edges, and taken from them
public record PacketCiphers(AeadSuite suite, boolean aes256Gcm) {
  /// Long enough that what a call costs besides the cipher, the interpreter's part included, says
  /// little.
  private static final int LENGTH = 16_384;

  static final int ROUNDS = 8;

  /// How much longer AES-256-GCM may take, in percent of the other. In hardware it takes 80 to 146,
  /// by what else the machine does; without, 480 to 560.
  private static final int CLEARLY_LONGER_PERCENT = 250;

  /// Chosen by measurement, but for what the caller prescribes.
  ///
  /// @param suiteName the suite to take, empty for the fastest
  /// @param cipherWord `aes-256-gcm` to offer it, `chacha20-poly1305` to keep to that; empty to
  ///   offer it where it does not take clearly longer
  /// @param clock monotonic, nanoseconds
  /// @throws IllegalArgumentException where one of the two is no word that is known here
  public static PacketCiphers choose(String suiteName, String cipherWord, LongSupplier clock) {
    AeadSuite suite = suite(suiteName, clock);
    return new PacketCiphers(suite, offersAes(suite, cipherWord, clock));
  }

  private static AeadSuite suite(String name, LongSupplier clock) {
    if (name.equals(JdkAead.SUITE.name())) {
      return JdkAead.SUITE;
    }
    List<AeadSuite> suites = AeadSuite.available();
    if (name.isEmpty()) {
      return suites.size() == 1
          ? suites.getFirst()
          : suites.stream()
              .min(
                  Comparator.comparingLong(
                      suite -> sealNs(suite, PacketCipher.CHACHA20_POLY1305, clock)))
              .orElseThrow();
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

  private static boolean offersAes(AeadSuite suite, String word, LongSupplier clock) {
    PacketCipher prescribed = cipher(word);
    if (prescribed != null) {
      return prescribed == PacketCipher.AES_256_GCM;
    }
    long aesNs = sealNs(suite, PacketCipher.AES_256_GCM, clock);
    long otherNs = sealNs(suite, PacketCipher.CHACHA20_POLY1305, clock);
    return aesNs * 100 <= otherNs * CLEARLY_LONGER_PERCENT;
  }

  private static @Nullable PacketCipher cipher(String word) {
    if (word.isEmpty()) {
      return null;
    }
    for (PacketCipher cipher : PacketCipher.values()) {
      if (cipher.word().equals(word)) {
        return cipher;
      }
    }
    throw new IllegalArgumentException(
        "hawser.cipher: " + word + " (expected: aes-256-gcm or chacha20-poly1305)");
  }

  /// The best of a few rounds: what else the machine does makes a round longer, never shorter.
  private static long sealNs(AeadSuite suite, PacketCipher cipher, LongSupplier clock) {
    Aead aead = suite.keyed(cipher, new byte[Aead.KEY_LENGTH]);
    long bestNs = Long.MAX_VALUE;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment packet = arena.allocate(LENGTH + Aead.TAG_LENGTH);
      for (int round = 0; round < ROUNDS; round++) {
        long beganNs = clock.getAsLong();
        aead.seal(packet, 0, LENGTH, LENGTH, packet, 0, round);
        bestNs = Math.min(bestNs, clock.getAsLong() - beganNs);
      }
    } finally {
      aead.destroy();
    }
    return bestNs;
  }
}
