package io.hawser.edge.agent.local;

import java.util.List;
import java.util.Optional;

/// The edge as a person may look at it.
///
/// Called on the local API's threads, several at a time: implementations answer from published
/// snapshots and do not block.
public interface EdgeView {
  StatusView status();

  /// All paths, by peer, then by path id.
  List<PathView> paths();

  /// At most `limit` flows, the youngest activity first.
  List<FlowView> flows(int limit);

  /// Why that flow goes the way it goes; also for a conversation that does not exist yet, if a
  /// packet of that kind could be steered. Empty where there is nothing to say about it.
  Optional<ExplanationView> explain(FlowName flow);

  /// What the rules would decide if something about the paths, or the policy, were otherwise.
  ///
  /// @param words as `hawser what-if --help` lists them; none: the paths as they are
  /// @param policy a policy document; empty: the one in force
  /// @param policyName what a person calls that document
  /// @throws IllegalArgumentException with what cannot be asked so, and what was expected
  WhatIfView whatIf(List<String> words, String policy, String policyName);

  /// Treats a link as down for so long, as though its cable were pulled; 0 ends that. Answers why
  /// it does not, or nothing.
  ///
  /// @param force also where a peer is then cut off
  Optional<String> drill(String link, int seconds, boolean force);

  /// Every reason with a count above zero, in the order of the reasons.
  List<DropView> drops();

  /// Every class of every link whose rate is known, by link, then in the order in which they go.
  List<QueueView> queues();

  /// What carries the classes with `mode: bond`, and what became of what arrived so.
  BondsView bonds();

  /// What the jitter buffer did with what arrived, and what it holds.
  JitterView jitter();
}
