package io.hawser.policy;

import static java.util.Map.entry;

import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/// Names of IP protocols as a policy writes them (IANA "Assigned Internet Protocol Numbers").
final class Protocols {
  static final int ICMP = 1;
  static final int TCP = 6;
  static final int UDP = 17;
  static final int ICMP6 = 58;

  private static final Map<String, Integer> NUMBERS =
      Map.ofEntries(
          entry("icmp", ICMP),
          entry("tcp", TCP),
          entry("udp", UDP),
          entry("gre", 47),
          entry("esp", 50),
          entry("ah", 51),
          entry("icmp6", ICMP6),
          entry("sctp", 132));

  static final List<String> NAMES = NUMBERS.keySet().stream().sorted().toList();

  private Protocols() {}

  static OptionalInt parse(String text) {
    Integer known = NUMBERS.get(text);
    if (known != null) {
      return OptionalInt.of(known);
    }
    boolean number = text.matches("\\d{1,3}") && Integer.parseInt(text) <= 255;
    return number ? OptionalInt.of(Integer.parseInt(text)) : OptionalInt.empty();
  }

  static String format(int protocol) {
    return NUMBERS.entrySet().stream()
        .filter(named -> named.getValue() == protocol)
        .map(Map.Entry::getKey)
        .findFirst()
        .orElse(Integer.toString(protocol));
  }

  static boolean mayHavePorts(int protocol) {
    return protocol == Match.ANY_PROTOCOL || protocol == TCP || protocol == UDP;
  }
}
