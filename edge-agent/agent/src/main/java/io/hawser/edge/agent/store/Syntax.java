package io.hawser.edge.agent.store;

import java.net.InetAddress;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// How addresses are written in a configuration; all of them numeric.
final class Syntax {
  private static final Pattern DOTTED = Pattern.compile("[0-9]{1,3}([.][0-9]{1,3}){3}");
  private static final Pattern COLONED = Pattern.compile("[0-9a-fA-F:]*:[0-9a-fA-F:.]*");

  static boolean isAddress(String text) {
    return address(text) != null;
  }

  /// `10.1.1.0/24` or `fd00::/64`.
  static boolean isPrefix(String text) {
    int slash = text.indexOf('/');
    if (slash < 0) {
      return false;
    }
    InetAddress address = address(text.substring(0, slash));
    return address != null
        && isNumber(text.substring(slash + 1), 0, address.getAddress().length * 8);
  }

  /// `198.51.100.7:51820` or `[2001:db8::7]:51820`.
  static boolean isEndpoint(String text) {
    int colon = text.lastIndexOf(':');
    if (colon < 1) {
      return false;
    }
    String host = text.substring(0, colon);
    boolean bracketed = host.startsWith("[") && host.endsWith("]");
    String bare = bracketed ? host.substring(1, host.length() - 1) : host;
    return bracketed == bare.contains(":")
        && isAddress(bare)
        && isNumber(text.substring(colon + 1), 1, 65_535);
  }

  static boolean isPort(int port) {
    return port >= 1 && port <= 65_535;
  }

  private static boolean isNumber(String text, int least, int most) {
    if (!text.matches("[0-9]{1,5}")) {
      return false;
    }
    int number = Integer.parseInt(text);
    return number >= least && number <= most;
  }

  /// Stricter than [InetAddress#ofLiteral], which takes `10.255.0`, brackets and zones as well.
  private static @Nullable InetAddress address(String text) {
    try {
      return DOTTED.matcher(text).matches() || COLONED.matcher(text).matches()
          ? InetAddress.ofLiteral(text)
          : null;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private Syntax() {}
}
