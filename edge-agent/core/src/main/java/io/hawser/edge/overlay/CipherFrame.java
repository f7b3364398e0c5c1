package io.hawser.edge.overlay;

import io.hawser.edge.wireguard.CipherOffer;
import java.lang.foreign.MemorySegment;

/// Offers the second cipher for a session, or accepts it. Picture in the package's document.
public final class CipherFrame {
  static final int CIPHER_OFFSET = 4;
  static final int RESERVED_OFFSET = 6;
  static final int SESSION_OFFSET = 8;
  static final int INDEX_OFFSET = 12;
  public static final int LENGTH = 16;

  /// The only one so far.
  private static final short AES_256_GCM = 1;

  private CipherFrame() {}

  /// Writes [#LENGTH] bytes.
  ///
  /// @param type [OverlayFrame#CIPHER_OFFER] or [OverlayFrame#CIPHER_ACCEPT]
  public static void write(MemorySegment frame, long offset, int type, CipherOffer offer) {
    OverlayFrame.writeHeader(frame, offset, type, LENGTH);
    frame.set(NetworkOrder.SHORT, offset + CIPHER_OFFSET, AES_256_GCM);
    frame.set(NetworkOrder.SHORT, offset + RESERVED_OFFSET, (short) 0);
    frame.set(NetworkOrder.INT, offset + SESSION_OFFSET, offer.session());
    frame.set(NetworkOrder.INT, offset + INDEX_OFFSET, offer.index());
  }

  /// Whether a plausible [OverlayFrame] of these types holds all fields.
  public static boolean isPlausible(MemorySegment frame, long offset) {
    return OverlayFrame.length(frame, offset) >= LENGTH;
  }

  /// Whether it is about a cipher that we have; else it is to be passed over.
  public static boolean isKnown(MemorySegment frame, long offset) {
    return frame.get(NetworkOrder.SHORT, offset + CIPHER_OFFSET) == AES_256_GCM;
  }

  public static CipherOffer read(MemorySegment frame, long offset) {
    return new CipherOffer(
        frame.get(NetworkOrder.INT, offset + SESSION_OFFSET),
        frame.get(NetworkOrder.INT, offset + INDEX_OFFSET));
  }
}
