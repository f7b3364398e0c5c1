package io.hawser.policy;

import java.util.List;

/// A class of traffic: which applications are carried alike, and how.
///
/// @param name unique within the policy
/// @param applications names of the applications in it; of no other class
/// @param mode how its flows use the paths
/// @param sla what it needs of a path
/// @param prefer transports, best first; those not named come after; empty means that all are alike
/// @param avoidMetered whether paths that cost come after those that do not, even before `prefer`
///   is asked
/// @param realTime whether a packet is of no use when it is late: while a path is in doubt, its
///   packets are sent over another one as well
/// @param orderCritical whether its packets are held at the far end of a bond until they are in
///   order, however long the paths of late differed; never together with `realTime`
/// @param jitterBufferMs how long the far edge may hold its packets so that they leave there as
///   evenly as they came here, milliseconds; [JitterBuffer#NONE_MS] for not at all
/// @param queue how a full link treats it
public record TrafficClass(
    String name,
    List<String> applications,
    SteeringMode mode,
    ServiceLevel sla,
    List<String> prefer,
    boolean avoidMetered,
    boolean realTime,
    boolean orderCritical,
    int jitterBufferMs,
    QueueClass queue) {
  public TrafficClass {
    applications = List.copyOf(applications);
    prefer = List.copyOf(prefer);
    JitterBuffer.check(jitterBufferMs);
    if (jitterBufferMs != JitterBuffer.NONE_MS && mode == SteeringMode.DENY) {
      throw new IllegalArgumentException(
          "jitter-buffer: "
              + JitterBuffer.write(jitterBufferMs)
              + " (expected: none, as mode: deny carries nothing)");
    }
    if (realTime && orderCritical) {
      throw new IllegalArgumentException(
          "order-critical: true (expected: false, as real-time packets wait for none)");
    }
  }

  /// Without a jitter buffer.
  public TrafficClass(
      String name,
      List<String> applications,
      SteeringMode mode,
      ServiceLevel sla,
      List<String> prefer,
      boolean avoidMetered,
      boolean realTime,
      boolean orderCritical,
      QueueClass queue) {
    this(
        name,
        applications,
        mode,
        sla,
        prefer,
        avoidMetered,
        realTime,
        orderCritical,
        JitterBuffer.NONE_MS,
        queue);
  }
}
