package io.hawser.orchestrator.server.web;

import io.hawser.orchestrator.console.ClaimView;
import io.hawser.orchestrator.console.EventView;
import io.hawser.orchestrator.console.ExplanationView;
import io.hawser.orchestrator.console.NetworkView;
import io.hawser.orchestrator.console.PathSample;
import io.hawser.orchestrator.console.QueueView;
import io.hawser.orchestrator.console.VerdictView;
import io.hawser.orchestrator.console.WhatIfView;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the web can ask of the network and tell it. Every method may be called from any thread;
/// those that change something throw [io.hawser.orchestrator.company.RefusedException] or
/// [DocumentRefused], and then nothing was changed.
interface Network {
  NetworkView view();

  /// Newest first.
  List<EventView> events(int limit);

  /// The last hour of a path as its near end measured it, oldest first; empty where it is unknown.
  List<PathSample> history(String edgeId, String link, String peerId, String peerLink);

  /// What an edge's rules decided last, by class and peer; empty where it has not told.
  List<VerdictView> verdicts(String edgeId);

  /// What the queues of an edge's links did, by link, then in the order in which they go; empty
  /// where it told of none.
  List<QueueView> queues(String edgeId);

  /// What the rules of all attached edges would decide if something were otherwise; changes
  /// nothing.
  ///
  /// @param assume a line each, `site branch-1 link mpls loss 5%`
  /// @param policy another policy document, null: the one in force
  WhatIfView whatIf(List<String> assume, @Nullable String policy, String policyName);

  /// Why a flow goes its way, as the edge that carries it says. Waits for it.
  ///
  /// @param flow as `hawser explain` takes it
  /// @throws NoAnswer where it does not answer in time
  Explained explain(String edgeId, String flow);

  List<ClaimView> claims();

  Document company();

  Document policy();

  /// Returns the company's revision with the change in it.
  ///
  /// @param basedOn the revision that the document was made of; refused where the company was put
  ///   after it. Null: whatever happened meanwhile
  long putCompany(String yaml, String fileName, @Nullable Long basedOn, String actor);

  long putPolicy(String yaml, String fileName, @Nullable Long basedOn, String actor);

  void checkCompany(String yaml, String fileName);

  void checkPolicy(String yaml, String fileName);

  MadeClaim createClaim(
      @Nullable String site, @Nullable String name, boolean approved, Duration valid, String actor);

  /// @param site null: as the claim says
  /// @param name null: as the claim says, else the site's
  void approve(String edgeId, @Nullable String site, @Nullable String name, String actor);

  /// Refuses an edge that waits; any other stays.
  void reject(String edgeId, String actor);

  void revoke(String edgeId, String actor);

  /// What whoever runs the orchestrator should mend; empty: nothing.
  List<String> warnings();

  /// Hexadecimal SHA-256 of the key of our certificate authority.
  String caFingerprint();

  /// Calls back on any thread whenever something may look different: set a flag, do not work. What
  /// is returned ends that.
  Runnable onUpdate(Runnable listener);

  /// What an edge said of a flow.
  ///
  /// @param explanation null: it had nothing to say
  /// @param problem why not, else empty
  /// @param flows that fit the words, where several do
  record Explained(@Nullable ExplanationView explanation, String problem, List<String> flows) {
    public Explained {
      flows = List.copyOf(flows);
    }

    static Explained of(ExplanationView explanation) {
      return new Explained(explanation, "", List.of());
    }

    static Explained not(String problem, List<String> flows) {
      return new Explained(null, problem, flows);
    }
  }

  /// A document and the revision of the company that it belongs to.
  record Document(String yaml, long revision) {}

  /// @param token shown this once
  record MadeClaim(String id, String token, long expiresEpochMs) {}
}
