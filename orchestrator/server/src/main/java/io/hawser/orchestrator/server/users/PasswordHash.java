package io.hawser.orchestrator.server.users;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/// Argon2id (RFC 9106) of a password, in the PHC string format:
/// `$argon2id$v=19$m=19456,t=2,p=1$<salt>$<hash>`, both in base64 without padding.
final class PasswordHash {
  /// What OWASP's password storage guide names as the least for argon2id: 19 MiB, two passes, one
  /// lane.
  private static final int MEMORY_KIB = 19_456;

  private static final int PASSES = 2;
  private static final int LANES = 1;
  private static final int SALT_LENGTH = 16;
  private static final int HASH_LENGTH = 32;
  private static final String PREFIX = "$argon2id$v=19$";

  private PasswordHash() {}

  static String make(String password, SecureRandom random) {
    byte[] salt = new byte[SALT_LENGTH];
    random.nextBytes(salt);
    byte[] hash = hash(password, salt, MEMORY_KIB, PASSES, LANES, HASH_LENGTH);
    Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
    return PREFIX
        + ("m=" + MEMORY_KIB + ",t=" + PASSES + ",p=" + LANES)
        + ("$" + base64.encodeToString(salt) + "$" + base64.encodeToString(hash));
  }

  /// Whether `password` is the one that `phc` was made of, with the costs written there.
  static boolean matches(String password, String phc) {
    String[] parts = phc.split("\\$");
    if (!phc.startsWith(PREFIX) || parts.length != 6) {
      throw new IllegalArgumentException(
          "password hash: (expected: " + PREFIX + "m=…,t=…,p=…$salt$hash)");
    }
    String[] costs = parts[3].split(",");
    byte[] salt = Base64.getDecoder().decode(parts[4]);
    byte[] expected = Base64.getDecoder().decode(parts[5]);
    byte[] actual =
        hash(password, salt, cost(costs[0]), cost(costs[1]), cost(costs[2]), expected.length);
    return MessageDigest.isEqual(expected, actual);
  }

  private static int cost(String setting) {
    return Integer.parseInt(setting.substring(2));
  }

  private static byte[] hash(
      String password, byte[] salt, int memoryKib, int passes, int lanes, int length) {
    Argon2BytesGenerator generator = new Argon2BytesGenerator();
    generator.init(
        new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
            .withVersion(Argon2Parameters.ARGON2_VERSION_13)
            .withMemoryAsKB(memoryKib)
            .withIterations(passes)
            .withParallelism(lanes)
            .withSalt(salt)
            .build());
    byte[] hash = new byte[length];
    generator.generateBytes(password.getBytes(StandardCharsets.UTF_8), hash);
    return hash;
  }
}
