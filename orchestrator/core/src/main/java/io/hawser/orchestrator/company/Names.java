package io.hawser.orchestrator.company;

import java.util.regex.Pattern;

/// What sites, edges, links, clients and transports may be called: host-name labels, because they
/// become file names, log keys and parts of path ids.
public final class Names {
  private static final Pattern LABEL = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

  /// `IFNAMSIZ` less the closing NUL.
  private static final Pattern DEVICE = Pattern.compile("[A-Za-z0-9_.-]{1,15}");

  private Names() {}

  public static String label(String what, String name) {
    if (!LABEL.matcher(name).matches()) {
      throw RefusedException.invalid(
          what
              + ": "
              + printable(name)
              + " (expected: 1 to 63 of a-z, 0-9 and -, not beginning or ending with -)");
    }
    return name;
  }

  public static String device(String what, String name) {
    if (!DEVICE.matcher(name).matches() || name.equals(".") || name.equals("..")) {
      throw RefusedException.invalid(
          what + ": " + printable(name) + " (expected: a network interface, such as wan0)");
    }
    return name;
  }

  /// Text from outside, short enough and clean enough for a message or a column.
  public static String printable(String text) {
    return printable(text, 80);
  }

  /// The same of a sentence or two.
  public static String sentence(String text) {
    return printable(text, 400);
  }

  private static String printable(String text, int longest) {
    String clean = text.replaceAll("[^\\x20-\\x7e]", "?");
    return clean.length() <= longest ? clean : clean.substring(0, longest);
  }
}
