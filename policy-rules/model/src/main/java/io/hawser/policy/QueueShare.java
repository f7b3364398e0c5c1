package io.hawser.policy;

/// A queue class's part of a link that is full, and what its packets bear outside.
///
/// @param weight how what the guarantees leave is shared out, 1 to 1000
/// @param guaranteePercent of the link's rate that it gets in any case; of real-time, what goes
///   before everything else
/// @param ceilingPercent of the link's rate that it never exceeds
/// @param dscp code point of the tunnel's packets (RFC 2474), 0 to 63, or [#KEEP_DSCP]
public record QueueShare(int weight, int guaranteePercent, int ceilingPercent, int dscp) {
  /// The tunnel's packet bears the code point of the packet in it.
  public static final int KEEP_DSCP = -1;

  static final int HEAVIEST = 1_000;
  static final int ALL_PERCENT = 100;

  /// The word of the policy document for [#KEEP_DSCP].
  static final String KEEP = "keep";

  public QueueShare {
    require("weight", weight, 1, HEAVIEST);
    require("guarantee-percent", guaranteePercent, 0, ALL_PERCENT);
    require("ceiling-percent", ceilingPercent, 1, ALL_PERCENT);
    require("dscp", dscp, KEEP_DSCP, Dscp.LARGEST);
    if (guaranteePercent > ceilingPercent) {
      throw new IllegalArgumentException(
          "guarantee-percent: "
              + guaranteePercent
              + " (expected: no more than ceiling-percent, "
              + ceilingPercent
              + ")");
    }
  }

  /// Of a queue whose packets bear nothing outside.
  public QueueShare(int weight, int guaranteePercent, int ceilingPercent) {
    this(weight, guaranteePercent, ceilingPercent, 0);
  }

  private static void require(String name, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          name + ": " + value + " (expected: " + least + " to " + most + ")");
    }
  }
}
