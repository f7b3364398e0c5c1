package io.hawser.edge.agent.local;

import java.net.InetAddress;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A 5-tuple as a word that a shell leaves alone: `udp:10.1.1.5:4000-10.20.0.9:5060`,
/// `tcp:[fd00::5]:4000-[fd00::9]:443`; ports are 0 where the protocol has none, and a protocol
/// without a name is its number.
public record FlowName(
    String protocol, String source, int sourcePort, String destination, int destinationPort) {
  private static final String ADDRESS = "(?:\\[([0-9a-fA-F:.]+)]|([0-9.]+))";
  private static final Pattern FORM =
      Pattern.compile("([a-z0-9-]+):" + ADDRESS + ":(\\d{1,5})-" + ADDRESS + ":(\\d{1,5})");

  public FlowName {
    protocol = protocol.toLowerCase(Locale.ROOT);
  }

  public static Optional<FlowName> parse(String text) {
    Matcher matcher = FORM.matcher(text.strip());
    if (!matcher.matches()) {
      return Optional.empty();
    }
    int sourcePort = Integer.parseInt(matcher.group(4));
    int destinationPort = Integer.parseInt(matcher.group(7));
    if (sourcePort > 65_535 || destinationPort > 65_535) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new FlowName(
              matcher.group(1),
              canonical(matcher.group(2) == null ? matcher.group(3) : matcher.group(2)),
              sourcePort,
              canonical(matcher.group(5) == null ? matcher.group(6) : matcher.group(5)),
              destinationPort));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  @Override
  public String toString() {
    return "%s:%s:%d-%s:%d"
        .formatted(
            protocol, bracketed(source), sourcePort, bracketed(destination), destinationPort);
  }

  private static String canonical(String address) {
    return InetAddress.ofLiteral(address).getHostAddress();
  }

  private static String bracketed(String address) {
    return address.contains(":") ? "[" + address + "]" : address;
  }
}
