package io.hawser.policy;

/// The word `jitter-buffer` of a class: `auto`, or the longest that a packet may be held for the
/// sake of an even spacing, as `40ms`.
///
/// How long packets are held within that is measured, not configured: see `io.hawser.edge.playout`.
public final class JitterBuffer {
  /// Of a class whose packets are not held.
  public static final int NONE_MS = 0;

  /// What `auto` stands for: a call over a path of 90 ms stays within the 150 ms up to which delay
  /// is not noticed (ITU-T G.114, section 3).
  public static final int AUTO_MS = 60;

  /// Less than a packet of a call is long (20 ms) evens out next to nothing.
  static final int SHORTEST_MS = 10;

  /// With more, nobody talks any longer.
  static final int LONGEST_MS = 200;

  private static final String AUTO = "auto";
  private static final String UNIT = "ms";
  private static final String NUMBER = "\\d{1,4}";

  private JitterBuffer() {}

  /// Reads the word.
  ///
  /// @throws IllegalArgumentException with what was expected
  static int parse(String text) {
    if (text.equals(AUTO)) {
      return AUTO_MS;
    }
    String number = text.endsWith(UNIT) ? text.substring(0, text.length() - UNIT.length()) : "";
    if (!number.matches(NUMBER)) {
      throw refused(text);
    }
    int ms = Integer.parseInt(number);
    if (ms < SHORTEST_MS || ms > LONGEST_MS) {
      throw refused(text);
    }
    return ms;
  }

  private static IllegalArgumentException refused(String text) {
    return new IllegalArgumentException(
        "jitter-buffer: "
            + text
            + " (expected: auto, or the longest wait, "
            + format(SHORTEST_MS)
            + " to "
            + format(LONGEST_MS)
            + ")");
  }

  /// The canonical word; of a class that has one.
  static String write(int ms) {
    return ms == AUTO_MS ? AUTO : format(ms);
  }

  private static String format(int ms) {
    return ms + UNIT;
  }

  /// @throws IllegalArgumentException about what [#parse] would not have answered
  static void check(int ms) {
    if (ms != NONE_MS && (ms < SHORTEST_MS || ms > LONGEST_MS)) {
      throw refused(format(ms));
    }
  }
}
