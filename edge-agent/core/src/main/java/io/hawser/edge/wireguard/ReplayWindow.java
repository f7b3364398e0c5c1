package io.hawser.edge.wireguard;

/// Which counters have been accepted: a ring of bits that slides in whole words (RFC 6479).
///
/// ```
///   words  ... | highest - 16,320 ........ highest - 8,128 ........ highest | ...
///              ↑ nothing is known of  ↑ older ones are too old,   newer ones slide the window
///                older ones             and remembered
/// ```
///
/// 16,384 bits, of which the word that `highest` is in may be part empty, so 16,320 behind it are
/// sure. What is too old is remembered for as long again, so that it is known whether it had come:
/// 180 ms at 45,000 packets a second (500 Mbit/s). Owned by the inbound agent; not thread-safe.
final class ReplayWindow {
  static final int BITS = 16_384;
  static final int REMEMBERED = BITS - Long.SIZE;

  /// As the kernel's WireGuard has it.
  static final int USABLE = 8_192 - Long.SIZE;

  private static final int WORDS = BITS / Long.SIZE;
  private static final int WORD_SHIFT = 6;

  private final long[] accepted = new long[WORDS];

  /// A copy that is further ahead than this of the originals does not move the window: what its
  /// path still carries would fall out of it. At 80,000 packets a second they are 25 ms.
  static final int MOST_AHEAD = 2048;

  /// As many as a sender sends again at a time: of calls what it keeps, of thin flows what half the
  /// budget of a path lets through. Of flows that are duplicated as long as a path stalls there are
  /// more: then the window moves on, as a copy that is forgotten would be delivered twice.
  static final int AHEAD = 4096;

  /// By so much more than it must, so that it is not moved for each of them.
  private static final int STRIDE = 1024;

  private static final long[] NOTHING = new long[0];
  private static final long NONE_AHEAD = -1;

  /// Of the accepted ones, those of which only a copy came, by another path.
  private final long[] copied = new long[WORDS];

  /// Copied counters that are further ahead than the window was to be moved, in no order; 0 is no
  /// counter of a copy.
  private long[] ahead = NOTHING;

  private int aheadCount;
  private int aheadNext;

  /// The least of those ahead, unsigned; the greatest number there is where there are none.
  private long leastAhead = NONE_AHEAD;

  private long highest;

  /// The same of originals alone.
  private long highestOriginal;

  /// Whether a counter is behind the window, so that its packet is not delivered.
  boolean isTooOld(long counter) {
    return isBehind(counter, USABLE);
  }

  /// Whether it is so far behind that nobody knows whether it was accepted.
  boolean isForgotten(long counter) {
    return isBehind(counter, REMEMBERED);
  }

  private boolean isBehind(long counter, int by) {
    return Long.compareUnsigned(counter, highest) < 0
        && Long.compareUnsigned(highest - counter, by) > 0;
  }

  /// Whether a counter that is not forgotten was accepted.
  boolean isKnown(long counter) {
    return Long.compareUnsigned(counter, highest) <= 0
        ? (accepted[word(counter)] & bit(counter)) != 0
        : isAhead(counter);
  }

  /// Accepts a counter that is neither forgotten nor known, of a packet that was authentic.
  void accept(long counter) {
    if (Long.compareUnsigned(counter, highestOriginal) > 0) {
      highestOriginal = counter;
    }
    take(counter);
  }

  private void take(long counter) {
    if (Long.compareUnsigned(counter, highest) > 0) {
      slideTo(counter);
      if (Long.compareUnsigned(leastAhead, highest) <= 0) {
        takeIn();
      }
    }
    accepted[word(counter)] |= bit(counter);
  }

  /// Accepts a counter that is neither too old nor known, of a packet whose copy was authentic.
  void acceptCopy(long counter) {
    boolean isAheadOfOriginals = Long.compareUnsigned(counter, highestOriginal + MOST_AHEAD) > 0;
    if (isAheadOfOriginals && Long.compareUnsigned(counter, highest) > 0) {
      if (aheadCount == AHEAD) {
        slideTo(leastAhead + STRIDE);
        takeIn();
      }
      if (Long.compareUnsigned(counter, highest) > 0) {
        putAhead(counter);
        return;
      }
    }
    take(counter);
    copied[word(counter)] |= bit(counter);
  }

  private void putAhead(long counter) {
    if (ahead.length == 0) {
      ahead = new long[AHEAD];
    }
    while (ahead[aheadNext] != 0) {
      aheadNext = (aheadNext + 1) & (AHEAD - 1);
    }
    ahead[aheadNext] = counter;
    aheadCount++;
    if (Long.compareUnsigned(counter, leastAhead) < 0) {
      leastAhead = counter;
    }
  }

  /// Whether a known counter is so by a copy alone.
  boolean isCopied(long counter) {
    return Long.compareUnsigned(counter, highest) > 0
        ? isAhead(counter)
        : (copied[word(counter)] & bit(counter)) != 0;
  }

  /// The original of a copied one came, and was authentic.
  void acceptOriginal(long counter) {
    accept(counter);
    copied[word(counter)] &= ~bit(counter);
  }

  long highest() {
    return highest;
  }

  private boolean isAhead(long counter) {
    if (Long.compareUnsigned(counter, leastAhead) < 0) {
      return false;
    }
    for (int i = 0; i < ahead.length; i++) {
      if (ahead[i] == counter) {
        return true;
      }
    }
    return false;
  }

  private void findLeastAhead() {
    leastAhead = NONE_AHEAD;
    for (int i = 0; i < ahead.length; i++) {
      if (ahead[i] != 0 && Long.compareUnsigned(ahead[i], leastAhead) < 0) {
        leastAhead = ahead[i];
      }
    }
  }

  /// The window has reached some of those that were ahead.
  private void takeIn() {
    for (int i = 0; i < ahead.length; i++) {
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
    findLeastAhead();
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
