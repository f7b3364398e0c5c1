package io.hawser.policy.engine;

import io.hawser.policy.SteeringMode;
import io.hawser.policy.TrafficClass;
import org.jspecify.annotations.Nullable;

/// One class of traffic towards one peer: what the rules read, and what they say of it as a whole.
/// Lives for one decision, on one thread. Public with the getters of a bean because compiled rules,
/// in a package of their own, read it.
public final class Demand {
  private final TrafficClass trafficClass;
  private final String peer;
  private @Nullable String denialRule;
  private @Nullable String sharingRule;
  private @Nullable String bondingRule;

  Demand(TrafficClass trafficClass, String peer) {
    this.trafficClass = trafficClass;
    this.peer = peer;
  }

  public SteeringMode getMode() {
    return trafficClass.mode();
  }

  public boolean isAvoidMetered() {
    return trafficClass.avoidMetered();
  }

  /// Whether it goes nowhere rather than by a path that is not within its SLA.
  public boolean isStrict() {
    return trafficClass.sla().strict();
  }

  /// Nothing carries this, whatever paths there are.
  public void deny(String rule) {
    denialRule = rule;
  }

  /// Its flows are shared over the best paths where these are equal.
  public void share(String rule) {
    sharingRule = rule;
  }

  /// Its flows use all paths at once that are alike in what a bond cannot make good.
  public void bond(String rule) {
    bondingRule = rule;
  }

  TrafficClass trafficClass() {
    return trafficClass;
  }

  String peer() {
    return peer;
  }

  @Nullable String denialRule() {
    return denialRule;
  }

  @Nullable String sharingRule() {
    return sharingRule;
  }

  @Nullable String bondingRule() {
    return bondingRule;
  }
}
