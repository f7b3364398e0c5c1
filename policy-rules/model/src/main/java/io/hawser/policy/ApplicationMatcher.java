package io.hawser.policy;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Tells the application of a flow, and the class of an application. Made once for a policy and
/// then only read, by any thread; classifying allocates nothing.
///
/// Of the patterns that fit, the most specific decides: longer prefix, fewer ports, named protocol,
/// named code point, then the order of the document. A prefix and a port must fit at the same end
/// of the flow, whichever it is, so that both directions of a conversation are one application.
public final class ApplicationMatcher {
  /// The answer for a flow that no application claims.
  public static final int UNRECOGNISED = -1;

  private final FlowPattern[] patterns;
  private final int[] classOfApplication;
  private final int defaultClass;

  private ApplicationMatcher(FlowPattern[] patterns, int[] classOfApplication, int defaultClass) {
    this.patterns = patterns;
    this.classOfApplication = classOfApplication;
    this.defaultClass = defaultClass;
  }

  public static ApplicationMatcher of(Policy policy) {
    List<String> classes = policy.classes().stream().map(TrafficClass::name).toList();
    int[] classOf =
        policy.applications().stream()
            .mapToInt(application -> classes.indexOf(policy.classOf(application.name()).name()))
            .toArray();
    FlowPattern[] patterns = FlowPattern.of(policy.applications()).toArray(FlowPattern[]::new);
    return new ApplicationMatcher(patterns, classOf, classes.indexOf(policy.defaultClass()));
  }

  /// The application of a flow. Addresses are 128 bits, IPv4 in its mapped form
  /// ([Prefix#lowOfIpv4]); ports are 0 where the protocol has none or the packet is a later
  /// fragment.
  ///
  /// @return index in [Policy#applications()], or [#UNRECOGNISED]
  public int classify(
      int protocol,
      long sourceHigh,
      long sourceLow,
      long destinationHigh,
      long destinationLow,
      int sourcePort,
      int destinationPort,
      int dscp) {
    for (FlowPattern pattern : patterns) {
      if (fits(pattern.protocol(), protocol, pattern.ports())
          && (pattern.dscp() == FlowPattern.ANY_DSCP || pattern.dscp() == dscp)
          && (fits(pattern, destinationHigh, destinationLow, destinationPort)
              || fits(pattern, sourceHigh, sourceLow, sourcePort))) {
        return pattern.application();
      }
    }
    return UNRECOGNISED;
  }

  private static boolean fits(int wanted, int protocol, @Nullable PortRange ports) {
    return wanted == protocol
        || (wanted == Match.ANY_PROTOCOL
            && (ports == null || protocol == Protocols.TCP || protocol == Protocols.UDP));
  }

  private static boolean fits(FlowPattern pattern, long high, long low, int port) {
    Prefix prefix = pattern.prefix();
    PortRange ports = pattern.ports();
    return (prefix == null || prefix.contains(high, low))
        && (ports == null || ports.contains(port));
  }

  /// The class that carries an application.
  ///
  /// @param application index in [Policy#applications()], or [#UNRECOGNISED]
  /// @return index in [Policy#classes()]
  public int classOf(int application) {
    return application == UNRECOGNISED ? defaultClass : classOfApplication[application];
  }
}
