package io.hawser.policy;

/// Ports from `first` to `last`, both included; written `443` or `5060-5061`.
public record PortRange(int first, int last) implements Comparable<PortRange> {
  private static final int LAST_PORT = 65_535;

  public PortRange {
    if (first < 1 || last > LAST_PORT || first > last) {
      throw new IllegalArgumentException(
          "ports: "
              + text(first, last)
              + " (expected: a port 1 to 65535 or a range first-last, first at most last)");
    }
  }

  /// Reads `443` or `5060-5061`.
  public static PortRange parse(String text) {
    int dash = text.indexOf('-', 1);
    try {
      return dash < 0
          ? new PortRange(number(text), number(text))
          : new PortRange(number(text.substring(0, dash)), number(text.substring(dash + 1)));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "ports: " + text + " (expected: a port 1 to 65535 or a range first-last)", e);
    }
  }

  private static int number(String digits) {
    if (digits.isEmpty()
        || digits.length() > 5
        || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
      throw new NumberFormatException(digits);
    }
    return Integer.parseInt(digits);
  }

  public boolean contains(int port) {
    return first <= port && port <= last;
  }

  public boolean contains(PortRange other) {
    return first <= other.first && other.last <= last;
  }

  public boolean overlaps(PortRange other) {
    return first <= other.last && other.first <= last;
  }

  /// How many ports it holds; the fewer, the more specific.
  public int size() {
    return last - first + 1;
  }

  @Override
  public int compareTo(PortRange other) {
    int order = Integer.compare(first, other.first);
    return order != 0 ? order : Integer.compare(last, other.last);
  }

  @Override
  public String toString() {
    return text(first, last);
  }

  private static String text(int first, int last) {
    return first == last ? Integer.toString(first) : first + "-" + last;
  }
}
