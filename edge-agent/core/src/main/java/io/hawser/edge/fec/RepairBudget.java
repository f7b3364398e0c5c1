package io.hawser.edge.fec;

/// What protection may cost in bytes: a fifth of what the datagrams of the protected packets are
/// without it, whatever the packets' lengths. Their numbers are paid first, parity with the rest.
///
/// By number alone it could cost more. A repair symbol is as long as the longest packet that it
/// sums up, and a number counts for more before a short packet.
///
/// One for all codes of a class: where packets of some lengths need less, others may have it. On
/// the packet path: allocates nothing. Owned by the outbound agent; not thread-safe.
public final class RepairBudget {
  /// Bytes of protection a million bytes of datagrams.
  public static final int SHARE_PPM = 200_000;

  private static final long PPM = 1_000_000;

  /// What is saved at most: so many repair symbols of full packets. More would be spent at once
  /// when packets begin to get lost.
  private static final long MOST_SAVED = 4 * 1_500 * PPM;

  /// What may be owed, for numbers of the shortest packets, which alone cost more than a fifth.
  private static final long MOST_OWED = MOST_SAVED;

  /// In millionths of a byte.
  private long left;

  /// A protected packet goes.
  ///
  /// @param plainLength of its datagram if it were not protected, bytes
  /// @param numberedLength of its datagram as it is
  public void onSource(int plainLength, int numberedLength) {
    left += (long) plainLength * SHARE_PPM - (numberedLength - plainLength) * PPM;
    left = Math.clamp(left, -MOST_OWED, MOST_SAVED);
  }

  /// Whether there is enough for a datagram with a repair symbol.
  public boolean has(int length) {
    return left >= length * PPM;
  }

  public void spend(int length) {
    left -= length * PPM;
  }
}
