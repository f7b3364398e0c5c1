package io.hawser.policy;

import java.util.List;
import java.util.function.BiPredicate;

/// Conditions on a flow that must all hold. A list that is empty asks for nothing; of one that is
/// not, any element will do. Prefixes and ports may match at either end of the flow, but both must
/// match at the same end, so that the two directions of a conversation are one application.
///
/// @param prefixes networks
/// @param protocol IP protocol number, or [#ANY_PROTOCOL]
/// @param ports only with TCP (6) or UDP (17), or with [#ANY_PROTOCOL], which then means either of
///   these
/// @param dscp code points, 0 to 63
public record Match(
    List<Prefix> prefixes, int protocol, List<PortRange> ports, List<Integer> dscp) {
  /// Asks for no particular protocol.
  public static final int ANY_PROTOCOL = -1;

  private static final int LONGEST_LIST = 1_000;

  public Match {
    prefixes = List.copyOf(prefixes);
    ports = List.copyOf(ports);
    dscp = List.copyOf(dscp);
    if (protocol != ANY_PROTOCOL && (protocol < 0 || protocol > 255)) {
      throw new IllegalArgumentException("protocol: " + protocol + " (expected: 0 to 255)");
    }
    if (!ports.isEmpty() && !Protocols.mayHavePorts(protocol)) {
      throw new IllegalArgumentException(
          "ports: "
              + ports
              + " (expected: none, as protocol "
              + Protocols.format(protocol)
              + " has no ports)");
    }
    if (prefixes.isEmpty() && protocol == ANY_PROTOCOL && ports.isEmpty() && dscp.isEmpty()) {
      throw new IllegalArgumentException(
          "match: {} (expected: at least one of prefixes, protocol, ports, dscp)");
    }
    requireDisjoint("prefixes", prefixes, Prefix::overlaps);
    requireDisjoint("ports", ports, PortRange::overlaps);
    requireDisjoint("dscp", dscp, Integer::equals);
    for (int codePoint : dscp) {
      if (codePoint < 0 || codePoint > Dscp.LARGEST) {
        throw new IllegalArgumentException("dscp: " + codePoint + " (expected: 0 to 63)");
      }
    }
  }

  /// How many ways there are to choose one element of each list.
  long combinations() {
    return (long) Math.max(1, prefixes.size())
        * Math.max(1, ports.size())
        * Math.max(1, dscp.size());
  }

  private static <T> void requireDisjoint(String key, List<T> parts, BiPredicate<T, T> overlap) {
    if (parts.size() > LONGEST_LIST) {
      throw new IllegalArgumentException(
          key + ": " + parts.size() + " elements (expected: at most " + LONGEST_LIST + ")");
    }
    for (int i = 0; i < parts.size(); i++) {
      for (int j = 0; j < i; j++) {
        if (overlap.test(parts.get(i), parts.get(j))) {
          throw new IllegalArgumentException(
              key
                  + ": "
                  + parts.get(i)
                  + " (expected: no overlap with "
                  + parts.get(j)
                  + " beside it)");
        }
      }
    }
  }
}
