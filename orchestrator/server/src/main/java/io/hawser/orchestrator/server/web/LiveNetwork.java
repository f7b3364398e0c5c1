package io.hawser.orchestrator.server.web;

import io.hawser.orchestrator.command.Command;
import io.hawser.orchestrator.command.Commit;
import io.hawser.orchestrator.command.Decisions;
import io.hawser.orchestrator.command.Ledger;
import io.hawser.orchestrator.company.Claim;
import io.hawser.orchestrator.company.Company;
import io.hawser.orchestrator.company.Edge;
import io.hawser.orchestrator.company.RefusedException;
import io.hawser.orchestrator.console.ClaimView;
import io.hawser.orchestrator.console.EventView;
import io.hawser.orchestrator.console.NetworkView;
import io.hawser.orchestrator.console.PathSample;
import io.hawser.orchestrator.console.QueueView;
import io.hawser.orchestrator.console.VerdictView;
import io.hawser.orchestrator.console.WhatIfView;
import io.hawser.orchestrator.document.CompanyDocument;
import io.hawser.orchestrator.server.OrchestratorServices;
import io.hawser.orchestrator.server.control.NetworkEvent;
import io.hawser.orchestrator.server.enrol.ClaimDesk;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The network of a running orchestrator.
final class LiveNetwork implements Network {
  private final OrchestratorServices services;
  private final NetworkViews views;
  private final WhatIfDesk whatIf;
  private final ExplainDesk explain;

  LiveNetwork(OrchestratorServices services) {
    this.services = services;
    views = new NetworkViews(services);
    whatIf = new WhatIfDesk(services);
    explain = new ExplainDesk(services.presence(), services.clock());
  }

  @Override
  public NetworkView view() {
    return views.now();
  }

  @Override
  public List<EventView> events(int limit) {
    Company company = services.ledger().company();
    return services.telemetry().events(limit).stream()
        .map(
            event ->
                new EventView(
                    event.epochMs(),
                    nameOf(company, event.edgeId()),
                    event.kind(),
                    event.subject(),
                    event.from(),
                    event.to(),
                    event.cause(),
                    event.rule(),
                    event.reason(),
                    event.measured().stream().map(LiveNetwork::movedPath).toList()))
        .toList();
  }

  private static EventView.MovedPath movedPath(NetworkEvent.MovedPath path) {
    return new EventView.MovedPath(path.path(), path.lossPpm(), path.latencyUs(), path.jitterUs());
  }

  @Override
  public List<PathSample> history(String edgeId, String link, String peerId, String peerLink) {
    return services.telemetry().history(edgeId, link, peerId, peerLink).stream()
        .map(
            reading ->
                new PathSample(
                    reading.epochMs(),
                    reading.rttUs(),
                    reading.jitterUs(),
                    reading.lossOutPpm(),
                    reading.lossInPpm()))
        .toList();
  }

  @Override
  public List<VerdictView> verdicts(String edgeId) {
    Company company = services.ledger().company();
    String edge = nameOf(company, edgeId);
    return services.telemetry().decisions(edgeId).stream()
        .map(
            decision ->
                new VerdictView(
                    edge,
                    decision.trafficClass(),
                    nameOf(company, decision.peerId()),
                    decision.mode(),
                    decision.paths(),
                    decision.rule(),
                    decision.reason()))
        .toList();
  }

  @Override
  public List<QueueView> queues(String edgeId) {
    String edge = nameOf(services.ledger().company(), edgeId);
    return services.telemetry().queues(edgeId).stream()
        .map(
            reading ->
                new QueueView(
                    edge,
                    reading.link(),
                    reading.rateBps(),
                    reading.rateFrom(),
                    reading.configuredBps(),
                    reading.foundBps(),
                    reading.queue(),
                    reading.weight(),
                    reading.guaranteePercent(),
                    reading.ceilingPercent(),
                    reading.sentPackets(),
                    reading.sentBytes(),
                    reading.sentBps(),
                    reading.waitingPackets(),
                    reading.waitingBytes(),
                    reading.stood(),
                    reading.full(),
                    reading.marked(),
                    reading.delayP50Us(),
                    reading.delayP99Us(),
                    reading.epochMs()))
        .toList();
  }

  @Override
  public WhatIfView whatIf(List<String> assume, @Nullable String policy, String policyName) {
    return whatIf.ask(assume, policy, policyName);
  }

  @Override
  public Explained explain(String edgeId, String flow) {
    return explain.ask(edgeId, nameOf(services.ledger().company(), edgeId), flow);
  }

  @Override
  public List<ClaimView> claims() {
    Company company = services.ledger().company();
    return company.claims().values().stream()
        .sorted(Comparator.comparingLong(Claim::createdEpochMs).reversed().thenComparing(Claim::id))
        .map(claim -> claim(company, claim))
        .toList();
  }

  private static ClaimView claim(Company company, Claim claim) {
    String edgeId = claim.edgeId();
    return new ClaimView(
        claim.id(),
        claim.site(),
        claim.edgeName(),
        claim.approved(),
        claim.createdBy(),
        claim.createdEpochMs(),
        claim.expiresEpochMs(),
        edgeId == null ? null : nameOf(company, edgeId));
  }

  @Override
  public Document company() {
    Company company = services.ledger().company();
    return new Document(CompanyDocument.of(company).toYaml(), company.revision());
  }

  @Override
  public Document policy() {
    Company company = services.ledger().company();
    return new Document(company.policy().yaml(), company.revision());
  }

  @Override
  public long putCompany(String yaml, String fileName, @Nullable Long basedOn, String actor) {
    return ofDocument(
        () ->
            submit(
                new Command.ApplyCompany(CompanyDocument.parse(yaml, fileName)), basedOn, actor));
  }

  @Override
  public long putPolicy(String yaml, String fileName, @Nullable Long basedOn, String actor) {
    return ofDocument(() -> submit(new Command.PutPolicy(yaml, fileName), basedOn, actor));
  }

  @Override
  public void checkCompany(String yaml, String fileName) {
    ofDocument(() -> decide(new Command.ApplyCompany(CompanyDocument.parse(yaml, fileName))));
  }

  @Override
  public void checkPolicy(String yaml, String fileName) {
    ofDocument(() -> decide(new Command.PutPolicy(yaml, fileName)));
  }

  /// Whatever a document is refused for, the answer is the same: mend the document; but that of one
  /// that came too late.
  private static long ofDocument(Supplier<Long> work) {
    try {
      return work.get();
    } catch (RefusedException e) {
      if (e.kind() == RefusedException.Kind.STALE) {
        throw e;
      }
      throw new DocumentRefused(String.valueOf(e.getMessage()), e);
    }
  }

  private void submit(Command command, String actor) {
    submit(command, null, actor);
  }

  private long submit(Command command, @Nullable Long basedOn, String actor) {
    Ledger ledger = services.ledger();
    long nowEpochMs = services.clock().millis();
    Commit commit =
        basedOn == null
            ? ledger.submit(command, actor, nowEpochMs)
            : ledger.submitSince(basedOn, command, actor, nowEpochMs);
    return commit.revision();
  }

  /// What would be done, without doing it.
  private long decide(Command command) {
    return Decisions.decide(services.ledger().company(), command, services.clock().millis())
        .changes()
        .size();
  }

  @Override
  public MadeClaim createClaim(
      @Nullable String site,
      @Nullable String name,
      boolean approved,
      Duration valid,
      String actor) {
    ClaimDesk.NewClaim made = services.claims().create(site, name, approved, valid, actor);
    return new MadeClaim(made.claim().id(), made.token(), made.claim().expiresEpochMs());
  }

  @Override
  public void approve(String edgeId, @Nullable String site, @Nullable String name, String actor) {
    submit(new Command.ApproveEdge(edgeId, site, name), actor);
  }

  @Override
  public void reject(String edgeId, String actor) {
    submit(new Command.RejectEdge(edgeId), actor);
  }

  @Override
  public void revoke(String edgeId, String actor) {
    submit(new Command.RevokeEdge(edgeId), actor);
  }

  @Override
  public List<String> warnings() {
    return services.warnings();
  }

  @Override
  public String caFingerprint() {
    return services.caFingerprint();
  }

  @Override
  public Runnable onUpdate(Runnable listener) {
    List<AutoCloseable> subscriptions =
        List.of(
            services.ledger().onUpdate(listener),
            services.presence().onUpdate(listener),
            services.telemetry().onUpdate(listener));
    return () -> subscriptions.forEach(LiveNetwork::end);
  }

  private static void end(AutoCloseable subscription) {
    try {
      subscription.close();
    } catch (Exception e) {
      throw new IllegalStateException("subscription: not ended (expected: to end)", e);
    }
  }

  private static String nameOf(Company company, String edgeId) {
    return company.edge(edgeId).map(Edge::name).orElse(edgeId);
  }
}
