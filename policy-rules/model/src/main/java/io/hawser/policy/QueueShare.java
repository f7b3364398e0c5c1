package io.hawser.policy;

/// A queue class's part of a link that is full.
///
/// @param weight how what the guarantees leave is shared out, 1 to 1000
/// @param guaranteePercent of the link's rate that it gets in any case; of real-time, what goes
///   before everything else
/// @param ceilingPercent of the link's rate that it never exceeds
public record QueueShare(int weight, int guaranteePercent, int ceilingPercent) {
  static final int HEAVIEST = 1_000;
  static final int ALL_PERCENT = 100;

  public QueueShare {
    require("weight", weight, 1, HEAVIEST);
    require("guarantee-percent", guaranteePercent, 0, ALL_PERCENT);
    require("ceiling-percent", ceilingPercent, 1, ALL_PERCENT);
    if (guaranteePercent > ceilingPercent) {
      throw new IllegalArgumentException(
          "guarantee-percent: "
              + guaranteePercent
              + " (expected: no more than ceiling-percent, "
              + ceilingPercent
              + ")");
    }
  }

  private static void require(String name, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          name + ": " + value + " (expected: " + least + " to " + most + ")");
    }
  }
}
