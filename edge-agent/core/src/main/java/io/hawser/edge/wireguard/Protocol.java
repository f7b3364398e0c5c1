package io.hawser.edge.wireguard;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/// The constants of the protocol by origin, and how deadlines compare.
final class Protocol {

  // From the paper, sections 5.4 and 6.1.

  static final byte[] CONSTRUCTION = ascii("Noise_IKpsk2_25519_ChaChaPoly_BLAKE2s");
  static final byte[] IDENTIFIER = ascii("WireGuard v1 zx2c4 Jason@zx2c4.com");
  static final byte[] LABEL_MAC1 = ascii("mac1----");
  static final byte[] LABEL_COOKIE = ascii("cookie--");

  static final long REKEY_AFTER_MESSAGES = 1L << 60;
  static final long REJECT_AFTER_MESSAGES = -1L - (1L << 13); // 2^64 - 2^13 - 1, unsigned
  static final long REKEY_AFTER_TIME_NS = TimeUnit.SECONDS.toNanos(120);
  static final long REJECT_AFTER_TIME_NS = TimeUnit.SECONDS.toNanos(180);
  static final long REKEY_ATTEMPT_TIME_NS = TimeUnit.SECONDS.toNanos(90);
  static final long REKEY_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(5);
  static final long KEEPALIVE_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(10);
  static final long COOKIE_SECRET_LIFETIME_NS = TimeUnit.SECONDS.toNanos(120);

  // Derived as the paper derives them.

  /// Age of a key at which its initiator renews it on receiving: early enough that a renewal is
  /// done before the key is rejected.
  static final long RECEIVE_REFRESH_NS =
      REJECT_AFTER_TIME_NS - KEEPALIVE_TIMEOUT_NS - REKEY_TIMEOUT_NS;

  /// Silence after sent data that asks for a new handshake: the peer had to send a keepalive by
  /// then.
  static final long SILENCE_NS = KEEPALIVE_TIMEOUT_NS + REKEY_TIMEOUT_NS;

  static final long WIPE_AFTER_NS = 3 * REJECT_AFTER_TIME_NS;

  // From the Linux implementation, with which others agree.

  static final int PADDING = 16;
  static final long REKEY_JITTER_NS = TimeUnit.MILLISECONDS.toNanos(334);
  static final long FLOOD_SPACING_NS = TimeUnit.SECONDS.toNanos(1) / 50;
  static final long UNDER_LOAD_NS = TimeUnit.SECONDS.toNanos(1);
  static final int UNDER_LOAD_FRACTION = 8;
  static final long SOURCE_COST_NS = TimeUnit.SECONDS.toNanos(1) / 20;
  static final int SOURCE_BURST = 5;
  static final long COOKIE_LATENCY_NS = TimeUnit.SECONDS.toNanos(5);

  // Our own.

  /// How often control looks whether a key past its age was used: one wake-up a second, for at most
  /// a minute of two.
  static final long RENEWAL_LOOK_NS = TimeUnit.SECONDS.toNanos(1);

  /// Sources that the rate limit remembers, about 1 MB; when full, new ones are refused.
  static final int SOURCES = 8192;

  /// Time stamps reserved by one write to storage: a write in ten minutes on a path that is down.
  static final long TIMESTAMPS_RESERVED_S = 600;

  /// What the second keys of a session are derived with; see the package comment.
  static final byte[] LABEL_AES_256_GCM = ascii("hawser aes-256-gcm v1");

  /// RFC 9001, appendix B.1.1: with packets of up to 2^11 bytes, 2^28 under one key leave an
  /// attacker an advantage of 2^-57.
  static final long AES_REJECT_AFTER_MESSAGES = 1L << 28;

  static final long AES_REKEY_AFTER_MESSAGES = 1L << 26;

  /// A longer packet counts as several, by this many binary digits of its length.
  static final int AES_MESSAGE_SHIFT = 11;

  static final long NEVER_NS = Long.MAX_VALUE;

  private Protocol() {}

  static boolean isDue(long deadlineNs, long nowNs) {
    return deadlineNs != NEVER_NS && nowNs - deadlineNs >= 0;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
