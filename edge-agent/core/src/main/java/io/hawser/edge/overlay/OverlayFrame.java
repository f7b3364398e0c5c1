package io.hawser.edge.overlay;

import java.lang.foreign.MemorySegment;

/// The header that all overlay frames share; its picture is in the package's document.
///
/// The order of use: [#isFrame] (not IP?), [#isPlausible] (may be read), [#type] (a switch whose
/// default counts an unknown frame), then the `isPlausible` of that type's own class.
public final class OverlayFrame {
  static final int MARK_OFFSET = 0;
  static final int TYPE_OFFSET = 1;
  static final int LENGTH_OFFSET = 2;
  public static final int HEADER_LENGTH = 4;

  /// First nibble: neither 4 nor 6, and no version of IP.
  static final int MARK = 0xF;

  static final int VERSION = 1;
  private static final byte MARK_AND_VERSION = (byte) (MARK << 4 | VERSION);

  public static final int PROBE = 1;
  public static final int PROBE_REPLY = 2;
  public static final int FEEDBACK = 3;
  public static final int HANDSHAKE = 4;
  public static final int URGENT_PROBE = 5;
  public static final int CIPHER_OFFER = 6;
  public static final int CIPHER_ACCEPT = 7;
  public static final int COPY = 8;
  public static final int WITHDRAWAL = 9;
  public static final int GAPS = 10;
  public static final int BOND = 16;
  public static final int BOND_ASK = 17;
  public static final int PROTECTED = 18;
  public static final int REPAIR = 19;

  /// Never in front of anything, see [TimeTrailer].
  static final int TIME = 20;

  /// The first type of which an edge says whether it reads it.
  private static final int FIRST_ABILITY = BOND;

  /// What this version reads besides what every edge does: bit n, from the lowest, for frames of
  /// type 16 + n.
  public static final int ABILITIES =
      ability(BOND) | ability(BOND_ASK) | ability(PROTECTED) | ability(REPAIR);

  private OverlayFrame() {}

  /// The bit of a type, 16 to 47, in [#ABILITIES].
  public static int ability(int type) {
    return 1 << type - FIRST_ABILITY;
  }

  /// Whether an opened plaintext is not an IP packet. An empty one (a keepalive) is neither.
  public static boolean isFrame(MemorySegment plaintext, long offset, int plaintextLength) {
    if (plaintextLength == 0) {
      return false;
    }
    int nibble = (plaintext.get(NetworkOrder.BYTE, offset) & 0xFF) >>> 4;
    return nibble != 4 && nibble != 6;
  }

  /// Whether the header is ours, of a version that we read, and the frame lies within its
  /// plaintext.
  public static boolean isPlausible(MemorySegment plaintext, long offset, int plaintextLength) {
    if (plaintextLength < HEADER_LENGTH
        || plaintext.get(NetworkOrder.BYTE, offset + MARK_OFFSET) != MARK_AND_VERSION) {
      return false;
    }
    int length = length(plaintext, offset);
    return length >= HEADER_LENGTH && length <= plaintextLength;
  }

  public static int type(MemorySegment plaintext, long offset) {
    return plaintext.get(NetworkOrder.BYTE, offset + TYPE_OFFSET) & 0xFF;
  }

  /// Of the whole frame, without WireGuard's padding.
  public static int length(MemorySegment plaintext, long offset) {
    return plaintext.get(NetworkOrder.SHORT, offset + LENGTH_OFFSET) & 0xFFFF;
  }

  static void writeHeader(MemorySegment plaintext, long offset, int type, int length) {
    plaintext.set(NetworkOrder.BYTE, offset + MARK_OFFSET, MARK_AND_VERSION);
    plaintext.set(NetworkOrder.BYTE, offset + TYPE_OFFSET, (byte) type);
    plaintext.set(NetworkOrder.SHORT, offset + LENGTH_OFFSET, (short) length);
  }
}
