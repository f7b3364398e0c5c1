package io.hawser.probe;

import java.lang.foreign.MemorySegment;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// The shared key of authenticated STAMP: HMAC-SHA-256 cut to its first 16 bytes, over the first 96
/// of the base packet (RFC 8762 section 4.4) and over the TLVs by themselves (RFC 8972 section
/// 4.8). Holds a digest's state; not thread-safe.
public final class StampKey {
  // RFC 8762 section 4.4.
  static final int TAG_LENGTH = 16;
  static final int TAG_OFFSET = 96;

  private static final String ALGORITHM = "HmacSHA256";

  /// RFC 2104 discourages keys below the hash's length, 32; foreign peers have them all the same.
  private static final int LEAST_KEY_LENGTH = 8;

  private final Mac mac;

  public StampKey(byte[] key) {
    if (key.length < LEAST_KEY_LENGTH) {
      throw new IllegalArgumentException(
          "key: " + key.length + " bytes (expected: " + LEAST_KEY_LENGTH + " or more)");
    }
    try {
      mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key, ALGORITHM));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(ALGORITHM + ": absent (expected: in every Java)", e);
    }
  }

  /// Writes the HMAC of a complete base packet of [StampLayout#AUTHENTICATED].
  public void seal(MemorySegment packet, long offset) {
    write(baseTag(packet, offset), packet, offset + TAG_OFFSET);
  }

  public boolean isAuthentic(MemorySegment packet, long offset) {
    return matches(baseTag(packet, offset), packet, offset + TAG_OFFSET);
  }

  /// Writes the value of the HMAC TLV at `hmac` for the TLVs in `[tlvs, hmac)`.
  ///
  /// @param sequence where the packet's own sequence number is
  public void sealTlvs(MemorySegment packet, long sequence, long tlvs, long hmac) {
    write(tlvTag(packet, sequence, tlvs, hmac), packet, hmac + StampTlv.HEADER_LENGTH);
  }

  /// Whether the HMAC TLV at `hmac` fits the TLVs in `[tlvs, hmac)`.
  public boolean areTlvsAuthentic(MemorySegment packet, long sequence, long tlvs, long hmac) {
    return matches(tlvTag(packet, sequence, tlvs, hmac), packet, hmac + StampTlv.HEADER_LENGTH);
  }

  private byte[] baseTag(MemorySegment packet, long offset) {
    update(packet, offset, TAG_OFFSET);
    return tag();
  }

  private byte[] tlvTag(MemorySegment packet, long sequence, long tlvs, long hmac) {
    update(packet, sequence, StampLayout.SEQUENCE_LENGTH);
    update(packet, tlvs, hmac - tlvs);
    return tag();
  }

  private void update(MemorySegment packet, long offset, long length) {
    mac.update(packet.asSlice(offset, length).asByteBuffer());
  }

  private byte[] tag() {
    return Arrays.copyOf(mac.doFinal(), TAG_LENGTH);
  }

  private static void write(byte[] tag, MemorySegment packet, long offset) {
    MemorySegment.copy(MemorySegment.ofArray(tag), 0, packet, offset, TAG_LENGTH);
  }

  private static boolean matches(byte[] tag, MemorySegment packet, long offset) {
    return MessageDigest.isEqual(
        tag, packet.asSlice(offset, TAG_LENGTH).toArray(NetworkOrder.BYTE));
  }
}
