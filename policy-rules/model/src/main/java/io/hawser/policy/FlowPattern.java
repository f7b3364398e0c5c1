package io.hawser.policy;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One combination of the elements of a [Match]: a prefix, a protocol, a port range and a code
/// point, each of which may be absent.
///
/// The natural order is the order in which patterns are tried, most specific first, and it is
/// total: longer prefix, fewer ports, named protocol, named code point, then the order of the
/// document.
///
/// @param application index in the policy
/// @param match where it comes from
/// @param rank position in the document
/// @param dscp a code point, or [#ANY_DSCP]
record FlowPattern(
    int application,
    Match match,
    int rank,
    @Nullable Prefix prefix,
    int protocol,
    @Nullable PortRange ports,
    int dscp)
    implements Comparable<FlowPattern> {
  static final int ANY_DSCP = -1;

  private static final int ALL_PORTS = 65_536;

  private static final Comparator<FlowPattern> ORDER =
      Comparator.comparingInt((FlowPattern p) -> p.prefix == null ? -1 : p.prefix.length())
          .reversed()
          .thenComparingInt(p -> p.ports == null ? ALL_PORTS : p.ports.size())
          .thenComparing(p -> p.protocol == Match.ANY_PROTOCOL)
          .thenComparing(p -> p.dscp == ANY_DSCP)
          .thenComparingInt(FlowPattern::rank);

  /// All patterns of the applications, in their order.
  static List<FlowPattern> of(List<Application> applications) {
    List<FlowPattern> patterns = new ArrayList<>();
    for (int application = 0; application < applications.size(); application++) {
      for (Match match : applications.get(application).matches()) {
        addCombinations(application, match, patterns);
      }
    }
    patterns.sort(null);
    return patterns;
  }

  private static void addCombinations(int application, Match match, List<FlowPattern> patterns) {
    for (Prefix prefix : orAny(match.prefixes())) {
      for (PortRange ports : orAny(match.ports())) {
        for (Integer dscp : orAny(match.dscp())) {
          patterns.add(
              new FlowPattern(
                  application,
                  match,
                  patterns.size(),
                  prefix,
                  match.protocol(),
                  ports,
                  dscp == null ? ANY_DSCP : dscp));
        }
      }
    }
  }

  private static <T> List<@Nullable T> orAny(List<T> choices) {
    List<@Nullable T> all = new ArrayList<>(choices);
    if (all.isEmpty()) {
      all.add(null);
    }
    return all;
  }

  @Override
  public int compareTo(FlowPattern other) {
    return ORDER.compare(this, other);
  }

  /// The same for all patterns that differ in nothing but their ports.
  List<Object> withoutPorts() {
    return List.of(Optional.ofNullable(prefix), protocol, dscp);
  }

  /// Whether both, alike in all but ports, claim the same flows and only the order of the document
  /// could decide: their ports overlap without one range being the narrower part of the other.
  boolean contests(FlowPattern other) {
    return application != other.application && portsContest(other);
  }

  private boolean portsContest(FlowPattern other) {
    PortRange mine = ports;
    PortRange its = other.ports;
    if (mine == null || its == null) {
      return mine == its;
    }
    boolean nested = mine.contains(its) || its.contains(mine);
    return mine.equals(its) || (mine.overlaps(its) && !nested);
  }

  /// Whether patterns of other applications, alike in all but ports and tried earlier, take every
  /// port of this.
  boolean isHiddenBy(List<FlowPattern> group) {
    PortRange mine = ports;
    if (mine == null) {
      return false;
    }
    var left = new BitSet();
    left.set(mine.first(), mine.last() + 1);
    for (FlowPattern other : group) {
      PortRange its = other.ports;
      if (its != null && other.application != application && other.compareTo(this) < 0) {
        left.clear(its.first(), its.last() + 1);
      }
    }
    return left.isEmpty();
  }

  @Override
  public String toString() {
    var text = new StringBuilder();
    if (protocol != Match.ANY_PROTOCOL) {
      text.append(Protocols.format(protocol));
    }
    if (ports != null) {
      text.append(" ports ").append(ports);
    }
    if (prefix != null) {
      text.append(" prefix ").append(prefix);
    }
    if (dscp != ANY_DSCP) {
      text.append(" dscp ").append(Dscp.format(dscp));
    }
    return text.toString().strip();
  }
}
