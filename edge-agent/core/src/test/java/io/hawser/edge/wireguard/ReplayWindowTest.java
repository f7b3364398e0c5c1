package io.hawser.edge.wireguard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReplayWindowTest {
  private static final long LIMIT = ReplayWindow.USABLE + 1L;
  private static final long REJECT = Protocol.REJECT_AFTER_MESSAGES;

  private ReplayWindow window = new ReplayWindow();

  /// The steps of the kernel's self-test, in its order.
  @Test
  void passesTheStepsOfTheKernelsSelfTest() {
    Object[][] steps = {
      {0L, true},
      {1L, true},
      {1L, false},
      {9L, true},
      {8L, true},
      {7L, true},
      {7L, false},
      {LIMIT, true},
      {LIMIT - 1, true},
      {LIMIT - 1, false},
      {LIMIT - 2, true},
      {2L, true},
      {2L, false},
      {LIMIT + 16, true},
      {3L, false},
      {LIMIT + 16, false},
      {LIMIT * 4, true},
      {LIMIT * 4 - (LIMIT - 1), true},
      {10L, false},
      {LIMIT * 4 - LIMIT, false},
      {LIMIT * 4 - (LIMIT + 1), false},
      {LIMIT * 4 - (LIMIT - 2), true},
      {LIMIT * 4 + 1 - LIMIT, false},
      {0L, false},
      {REJECT, false},
      {REJECT - 1, true},
      {REJECT, false},
      {REJECT - 1, false},
      {REJECT - 2, true},
      {REJECT + 1, false},
      {REJECT + 2, false},
      {REJECT - 2, false},
      {REJECT - 3, true},
      {0L, false},
    };
    assertThat(steps).hasDimensions(34, 2);
    for (int i = 0; i < steps.length; i++) {
      assertThat(admits((long) steps[i][0])).as("step " + (i + 1)).isEqualTo(steps[i][1]);
    }
  }

  @Test
  void admitsAWindowBackwardsButNothingTwice() {
    for (long i = LIMIT; i > 0; i--) {
      assertThat(admits(i)).isTrue();
    }
    assertThat(admits(LIMIT)).isFalse();
    assertThat(admits(0)).isFalse();
  }

  @Test
  void admitsZeroAsTheLastOfAWindow() {
    for (long i = LIMIT - 1; i >= 0; i--) {
      assertThat(admits(i)).isTrue();
    }
    for (long i = LIMIT - 1; i >= 0; i--) {
      assertThat(admits(i)).isFalse();
    }
  }

  @Test
  void forgetsWhatASlideOverItsWholeLengthLeavesBehind() {
    for (long i = 0; i < ReplayWindow.BITS; i++) {
      admits(i);
    }
    assertThat(admits(5L * ReplayWindow.BITS)).isTrue();
    for (long i = 1; i <= ReplayWindow.USABLE; i++) {
      assertThat(admits(5L * ReplayWindow.BITS - i)).isTrue();
    }
  }

  @Test
  void tellsACopyFromItsOriginal() {
    window.accept(5);
    window.acceptCopy(7);
    assertThat(window.isKnown(7)).isTrue();
    assertThat(window.isCopied(7)).isTrue();
    assertThat(window.isCopied(5)).isFalse();
    window.acceptOriginal(7);
    assertThat(window.isKnown(7)).isTrue();
    assertThat(window.isCopied(7)).isFalse();
    // The place of a copied one is taken by another counter when the window has moved on.
    window.acceptCopy(9);
    window.accept(9 + ReplayWindow.BITS);
    assertThat(window.isCopied(9 + ReplayWindow.BITS)).isFalse();
  }

  @Test
  void agreesWithASetOfCountersWhateverTheirOrder() {
    for (long seed = 0; seed < 40; seed++) {
      window = new ReplayWindow();
      Random random = new Random(seed);
      long base = seed < 20 ? 0 : random.nextLong() & 0xFFFF_FFFF_FFFF_0000L;
      Set<Long> seen = new HashSet<>();
      long highest = base;
      admits(base);
      seen.add(base);
      for (int i = 0; i < 5_000; i++) {
        long step = random.nextInt(20) == 0 ? random.nextInt(30_000) : random.nextInt(40);
        boolean behind = random.nextBoolean();
        long counter = behind ? highest - step : highest + step;
        if (behind && step > highest - base || Long.compareUnsigned(counter, REJECT) >= 0) {
          continue;
        }
        boolean expected =
            Long.compareUnsigned(counter, highest) > 0
                || (highest - counter <= ReplayWindow.USABLE && !seen.contains(counter));
        assertThat(admits(counter)).as("seed %d, step %d", seed, i).isEqualTo(expected);
        seen.add(counter);
        highest = Long.compareUnsigned(counter, highest) > 0 ? counter : highest;
        assertThat(window.highest()).isEqualTo(highest);
      }
    }
  }

  /// Copies of a thin flow overtake a path that became slow: what is under way there is not old for
  /// their sake, however many of them come.
  @Test
  void letsNoRowOfCopiesCarryTheWindowAway() {
    window.accept(0);
    for (long counter = 600; counter <= 24_000; counter += 600) {
      assertThat(admitsCopy(counter)).isTrue();
      assertThat(admitsCopy(counter)).isFalse();
    }
    for (long counter = 1; counter <= 24_000; counter++) {
      assertThat(window.isTooOld(counter)).as("%d", counter).isFalse();
      assertThat(arrives(counter)).as("%d", counter).isEqualTo(counter % 600 != 0);
    }
  }

  /// A path that stalls, while thousands of thin flows and calls are sent again by another one.
  @Test
  void remembersAsManyCopiesAheadAsASenderSendsAgain() {
    window.accept(0);
    long first = ReplayWindow.MOST_AHEAD + 1L;
    for (long counter = first; counter < first + ReplayWindow.AHEAD; counter++) {
      assertThat(admitsCopy(counter)).isTrue();
    }
    for (long counter = first; counter < first + ReplayWindow.AHEAD; counter++) {
      assertThat(admitsCopy(counter)).as("%d", counter).isFalse();
    }
    for (long counter = 1; counter < first + ReplayWindow.AHEAD; counter++) {
      assertThat(arrives(counter)).as("%d", counter).isEqualTo(counter < first);
    }
  }

  /// A path that stalls for longer while a flow is duplicated: no copy is forgotten, and what it
  /// carried is late only once the copies are ahead by more than the window and those that are
  /// remembered.
  @Test
  void forgetsNoCopyWhileOriginalsStandStill() {
    window.accept(0);
    long last = ReplayWindow.USABLE + ReplayWindow.AHEAD - 2_048L;
    for (long counter = 1; counter <= last; counter++) {
      if (counter % 7 != 0) {
        assertThat(admitsCopy(counter)).isTrue();
      }
    }
    for (long counter = 1; counter <= last; counter++) {
      assertThat(admitsCopy(counter)).as("copy of %d", counter).isEqualTo(counter % 7 == 0);
      assertThat(arrives(counter)).as("%d", counter).isFalse();
    }
    for (long counter = last + 1; counter <= last + 100_000; counter++) {
      assertThat(admitsCopy(counter)).isTrue();
    }
    for (long counter = last + 1; counter <= last + 100_000; counter++) {
      assertThat(arrives(counter)).as("%d", counter).isFalse();
    }
  }

  /// Originals come in their order or not at all, copies of some of them at any time: each packet
  /// is delivered once, if one of the two came.
  @Test
  void deliversOnceWhatComesTwice() {
    for (long seed = 0; seed < 40; seed++) {
      window = new ReplayWindow();
      Random random = new Random(seed);
      int late = random.nextInt(8_000);
      Set<Long> delivered = new HashSet<>();
      Set<Long> expected = new HashSet<>();
      for (long counter = 0; counter < 40_000; counter++) {
        if (random.nextInt(60) == 0) {
          expected.add(counter);
          assertThat(admitsCopy(counter)).as("seed %d", seed).isTrue();
          delivered.add(counter);
        }
        long original = counter - late;
        if (original >= 0 && random.nextInt(50) > 0) {
          expected.add(original);
          if (arrives(original)) {
            assertThat(delivered.add(original)).as("seed %d, %d twice", seed, original).isTrue();
          }
        }
      }
      assertThat(delivered).as("seed %d", seed).isEqualTo(expected);
    }
  }

  /// Each packet goes by two paths that lose 2 % and of which now the one and now the other is
  /// ahead, by up to 1,500 packets.
  @Test
  void takesEachOfTenMillionOnceThatComeTwice() {
    int all = 10_000_000;
    Random random = new Random(1);
    BitSet sent = new BitSet(all);
    BitSet delivered = new BitSet(all);
    int original = 0;
    int copy = 0;
    int wanted = 0;
    long twice = 0;
    while (original < all || copy < all) {
      wanted = random.nextInt(5_000) == 0 ? random.nextInt(3_001) - 1_500 : wanted;
      boolean isCopy = original >= all || (copy < all && copy - original < wanted);
      int counter = isCopy ? copy++ : original++;
      if (random.nextInt(50) > 0) {
        sent.set(counter);
        if (isCopy ? admitsCopy(counter) : arrives(counter)) {
          twice += delivered.get(counter) ? 1 : 0;
          delivered.set(counter);
        }
      }
    }
    assertThat(twice).isZero();
    assertThat(delivered.equals(sent)).isTrue();
  }

  /// As [ReceiveKey#takeCopy] asks.
  private boolean admitsCopy(long counter) {
    if (window.isTooOld(counter) || window.isKnown(counter)) {
      return false;
    }
    window.acceptCopy(counter);
    return true;
  }

  /// As [ReceiveKey#open] asks, of an original that may have been copied; whether it is delivered.
  private boolean arrives(long counter) {
    if (window.isTooOld(counter)) {
      return false;
    }
    if (window.isKnown(counter)) {
      assertThat(window.isCopied(counter)).isTrue();
      window.acceptOriginal(counter);
      return false;
    }
    window.accept(counter);
    return true;
  }

  /// As [ReceiveKey#open] asks.
  private boolean admits(long counter) {
    if (Long.compareUnsigned(counter, REJECT) >= 0
        || window.isTooOld(counter)
        || window.isKnown(counter)) {
      return false;
    }
    window.accept(counter);
    return true;
  }
}
