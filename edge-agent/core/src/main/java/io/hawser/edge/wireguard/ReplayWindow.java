package io.hawser.edge.wireguard;

/// Which counters have been accepted: a ring of bits that slides in whole words (RFC 6479).
///
/// ```
///   words  ... | highest - 8128 .......................... highest | ...
///                ↑ older ones are refused        newer ones slide the window
/// ```
///
/// 8,192 bits, of which the word that `highest` is in may be part empty, so 8,128 behind it are
/// sure. Owned by the inbound agent; not thread-safe.
final class ReplayWindow {
  static final int BITS = 8192;
  static final int USABLE = BITS - Long.SIZE;

  private static final int WORDS = BITS / Long.SIZE;
  private static final int WORD_SHIFT = 6;

  private final long[] accepted = new long[WORDS];

  /// Of the accepted ones, those of which only a copy came, by another path.
  private final long[] copied = new long[WORDS];

  private long highest;

  /// Whether a counter is behind the window, so that nobody knows whether it was accepted.
  boolean isTooOld(long counter) {
    return Long.compareUnsigned(counter, highest) < 0
        && Long.compareUnsigned(highest - counter, USABLE) > 0;
  }

  /// Whether a counter in or before the window was accepted.
  boolean isKnown(long counter) {
    return Long.compareUnsigned(counter, highest) <= 0
        && (accepted[word(counter)] & bit(counter)) != 0;
  }

  /// Accepts a counter that is neither too old nor known, of a packet that was authentic.
  void accept(long counter) {
    if (Long.compareUnsigned(counter, highest) > 0) {
      slideTo(counter);
    }
    accepted[word(counter)] |= bit(counter);
  }

  /// Accepts a counter that is neither too old nor known, of a packet whose copy was authentic.
  void acceptCopy(long counter) {
    accept(counter);
    copied[word(counter)] |= bit(counter);
  }

  /// Whether a known counter is so by a copy alone.
  boolean isCopied(long counter) {
    return (copied[word(counter)] & bit(counter)) != 0;
  }

  /// The original of a copied one came, and was authentic.
  void acceptOriginal(long counter) {
    copied[word(counter)] &= ~bit(counter);
  }

  long highest() {
    return highest;
  }

  private void slideTo(long counter) {
    long words = (counter >>> WORD_SHIFT) - (highest >>> WORD_SHIFT);
    int cleared = (int) Math.min(words, WORDS);
    for (int i = 1; i <= cleared; i++) {
      accepted[(word(highest) + i) & (WORDS - 1)] = 0;
      copied[(word(highest) + i) & (WORDS - 1)] = 0;
    }
    highest = counter;
  }

  private static int word(long counter) {
    return (int) (counter >>> WORD_SHIFT) & (WORDS - 1);
  }

  private static long bit(long counter) {
    return 1L << counter;
  }
}
