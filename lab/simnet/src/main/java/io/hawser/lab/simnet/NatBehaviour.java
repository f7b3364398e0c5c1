package io.hawser.lab.simnet;

import java.time.Duration;

/// How a NAT treats UDP, in the words of RFC 4787.
///
/// @param mapping what the outside port of an inside one depends on (section 4.1)
/// @param filtering who may answer there (section 5)
/// @param idleNs after which silence outwards a mapping is forgotten (section 4.3)
public record NatBehaviour(Dependence mapping, Dependence filtering, long idleNs) {
  /// What of the remote end counts.
  public enum Dependence {
    ENDPOINT_INDEPENDENT,
    ADDRESS_DEPENDENT,
    ADDRESS_AND_PORT_DEPENDENT
  }

  /// Section 4.3 recommends 5 minutes, and many routers have 2 or less.
  private static final Duration IDLE = Duration.ofMinutes(2);

  /// "Full cone": whoever knows the outside port gets in.
  public static final NatBehaviour OPEN =
      of(Dependence.ENDPOINT_INDEPENDENT, Dependence.ENDPOINT_INDEPENDENT);

  /// "Restricted cone".
  public static final NatBehaviour RESTRICTED =
      of(Dependence.ENDPOINT_INDEPENDENT, Dependence.ADDRESS_DEPENDENT);

  /// "Port restricted cone", the usual router at home.
  public static final NatBehaviour PORT_RESTRICTED =
      of(Dependence.ENDPOINT_INDEPENDENT, Dependence.ADDRESS_AND_PORT_DEPENDENT);

  /// "Symmetric", the usual one of a mobile operator.
  public static final NatBehaviour SYMMETRIC =
      of(Dependence.ADDRESS_AND_PORT_DEPENDENT, Dependence.ADDRESS_AND_PORT_DEPENDENT);

  public NatBehaviour {
    if (idleNs <= 0) {
      throw new IllegalArgumentException("idleNs: " + idleNs + " (expected: more than 0)");
    }
  }

  public static NatBehaviour of(Dependence mapping, Dependence filtering) {
    return new NatBehaviour(mapping, filtering, IDLE.toNanos());
  }

  public NatBehaviour withIdle(Duration idle) {
    return new NatBehaviour(mapping, filtering, idle.toNanos());
  }
}
