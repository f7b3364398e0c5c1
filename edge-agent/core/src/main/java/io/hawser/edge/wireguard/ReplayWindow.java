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

  /// A copy that is further ahead than this does not move the window: what its path still carries
  /// would fall out of it. At 80,000 packets a second they are 25 ms.
  static final int MOST_AHEAD = 2048;

  private static final int AHEAD = 256;

  /// Of the accepted ones, those of which only a copy came, by another path.
  private final long[] copied = new long[WORDS];

  /// Copied counters that are further ahead than the window was to be moved; the oldest are
  /// overwritten, and 0 is no counter of a copy.
  private final long[] ahead = new long[AHEAD];

  private int aheadNext;
  private int aheadCount;

  private long highest;

  /// Whether a counter is behind the window, so that nobody knows whether it was accepted.
  boolean isTooOld(long counter) {
    return Long.compareUnsigned(counter, highest) < 0
        && Long.compareUnsigned(highest - counter, USABLE) > 0;
  }

  /// Whether a counter in or before the window was accepted.
  boolean isKnown(long counter) {
    return Long.compareUnsigned(counter, highest) <= 0
        ? (accepted[word(counter)] & bit(counter)) != 0
        : aheadCount > 0 && placeAhead(counter) >= 0;
  }

  /// Accepts a counter that is neither too old nor known, of a packet that was authentic.
  void accept(long counter) {
    if (Long.compareUnsigned(counter, highest) > 0) {
      slideTo(counter);
      if (aheadCount > 0) {
        takeIn();
      }
    }
    accepted[word(counter)] |= bit(counter);
  }

  /// Accepts a counter that is neither too old nor known, of a packet whose copy was authentic.
  void acceptCopy(long counter) {
    if (Long.compareUnsigned(counter, highest) > 0 && counter - highest > MOST_AHEAD) {
      aheadCount += ahead[aheadNext] == 0 ? 1 : 0;
      ahead[aheadNext] = counter;
      aheadNext = (aheadNext + 1) & (AHEAD - 1);
      return;
    }
    accept(counter);
    copied[word(counter)] |= bit(counter);
  }

  /// Whether a known counter is so by a copy alone.
  boolean isCopied(long counter) {
    return Long.compareUnsigned(counter, highest) > 0
        ? aheadCount > 0 && placeAhead(counter) >= 0
        : (copied[word(counter)] & bit(counter)) != 0;
  }

  /// The original of a copied one came, and was authentic.
  void acceptOriginal(long counter) {
    if (Long.compareUnsigned(counter, highest) > 0) {
      accept(counter);
    }
    copied[word(counter)] &= ~bit(counter);
  }

  long highest() {
    return highest;
  }

  private int placeAhead(long counter) {
    for (int i = 0; i < AHEAD; i++) {
      if (ahead[i] == counter) {
        return i;
      }
    }
    return -1;
  }

  /// The window has reached some of those that were ahead.
  private void takeIn() {
    for (int i = 0; i < AHEAD; i++) {
      long counter = ahead[i];
      if (counter != 0 && Long.compareUnsigned(counter, highest) <= 0) {
        ahead[i] = 0;
        aheadCount--;
        if (!isTooOld(counter)) {
          accepted[word(counter)] |= bit(counter);
          copied[word(counter)] |= bit(counter);
        }
      }
    }
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
