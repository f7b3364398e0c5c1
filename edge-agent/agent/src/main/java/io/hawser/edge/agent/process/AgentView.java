package io.hawser.edge.agent.process;

import io.hawser.edge.agent.cli.Version;
import io.hawser.edge.agent.control.ControlClient;
import io.hawser.edge.agent.control.ControlState;
import io.hawser.edge.agent.enrol.EnrolmentState;
import io.hawser.edge.agent.enrol.Membership;
import io.hawser.edge.agent.linux.Device;
import io.hawser.edge.agent.linux.Devices;
import io.hawser.edge.agent.local.BondsView;
import io.hawser.edge.agent.local.ControlView;
import io.hawser.edge.agent.local.DropView;
import io.hawser.edge.agent.local.EdgeView;
import io.hawser.edge.agent.local.EnrolmentView;
import io.hawser.edge.agent.local.ExplanationView;
import io.hawser.edge.agent.local.FlowName;
import io.hawser.edge.agent.local.FlowView;
import io.hawser.edge.agent.local.JitterView;
import io.hawser.edge.agent.local.LinkView;
import io.hawser.edge.agent.local.PathView;
import io.hawser.edge.agent.local.QueueView;
import io.hawser.edge.agent.local.SelfView;
import io.hawser.edge.agent.local.StatusView;
import io.hawser.edge.agent.local.WhatIfView;
import io.hawser.edge.agent.runtime.EdgeRuntime;
import io.hawser.edge.control.EdgeControl;
import io.hawser.edge.control.EdgePlan;
import io.hawser.edge.control.Situation;
import io.hawser.edge.control.Steerer;
import io.hawser.edge.crypto.PacketCipher;
import io.hawser.edge.playout.PlayoutView;
import io.hawser.orchestrator.api.EdgeConfiguration;
import io.hawser.orchestrator.api.Link;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The edge as the local API shows it. Safe for use by several threads.
final class AgentView implements EdgeView {
  private static final int PEERS_NAMED = 5;

  private final EdgeRuntime runtime;
  private final Membership membership;
  private final URI orchestrator;
  private final String serviceKey;
  private final Explainer explainer;
  private final WhatIf whatIf;
  private final Supplier<Optional<EdgeConfiguration>> configuration;
  private final Supplier<Optional<ControlClient>> client;
  private final Supplier<List<DropView>> reflectorDrops;
  private final long startedNs = System.nanoTime();

  AgentView(
      EdgeRuntime runtime,
      Membership membership,
      URI orchestrator,
      String serviceKey,
      History history,
      Steerer rules,
      Supplier<Optional<EdgeConfiguration>> configuration,
      Supplier<Optional<ControlClient>> client,
      Supplier<List<DropView>> reflectorDrops) {
    this.runtime = runtime;
    this.membership = membership;
    this.orchestrator = orchestrator;
    this.serviceKey = serviceKey;
    this.configuration = configuration;
    this.client = client;
    this.reflectorDrops = reflectorDrops;
    this.explainer = new Explainer(history);
    this.whatIf = new WhatIf(rules);
  }

  @Override
  public StatusView status() {
    EdgeConfiguration known = configuration.get().orElse(EdgeConfiguration.getDefaultInstance());
    return new StatusView(self(known), enrolment(), control(), PeerViews.of(snapshot(), known));
  }

  private Snapshot snapshot() {
    return runtime.ask(Snapshot::of);
  }

  private SelfView self(EdgeConfiguration known) {
    Devices devices = runtime.devices();
    Map<String, Long> drills = drillsMs();
    List<String> links = known.getLinksList().stream().map(Link::getName).toList();
    OffloadWords offloads = OffloadWords.of(runtime.lacking(), links);
    return new SelfView(
        known.getEdgeId(),
        known.getEdgeName(),
        known.getSite(),
        known.getOverlayAddressesList(),
        serviceKey,
        known.getRevision(),
        Version.current(),
        TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startedNs),
        runtime.ciphers().suite().name(),
        Stream.of(PacketCipher.values())
            .filter(
                cipher -> cipher == PacketCipher.CHACHA20_POLY1305 || runtime.ciphers().aes256Gcm())
            .map(PacketCipher::word)
            .toList(),
        offloads.working(),
        offloads.lacking(),
        known.getLinksList().stream()
            .map(link -> link(link, devices, drills.getOrDefault(link.getName(), 0L)))
            .toList());
  }

  private Map<String, Long> drillsMs() {
    return runtime.ask(
        (edge, nowNs) -> {
          Map<String, Long> left = new HashMap<>();
          edge.drills()
              .forEach(
                  (link, endNs) -> left.put(link, TimeUnit.NANOSECONDS.toMillis(endNs - nowNs)));
          return left;
        });
  }

  private static LinkView link(Link link, Devices devices, long drillMs) {
    Optional<Device> device = devices.find(link.getDevice());
    return new LinkView(
        link.getName(),
        link.getDevice(),
        link.getTransport(),
        device.map(Device::up).orElse(false),
        device.stream()
            .flatMap(present -> present.addresses().stream())
            .filter(address -> address.isGlobal())
            .map(address -> address.address().getHostAddress())
            .toList(),
        device.map(Device::mtu).orElse(0),
        link.getMetered(),
        link.getBackup(),
        drillMs);
  }

  private EnrolmentView enrolment() {
    return switch (membership.state()) {
      case EnrolmentState.Unreached(String problem) ->
          new EnrolmentView(EnrolmentView.State.UNREACHED, "", problem);
      case EnrolmentState.Pending pending ->
          new EnrolmentView(EnrolmentView.State.PENDING, pending.approveAt(), pending.message());
      case EnrolmentState.Refused(String problem) ->
          new EnrolmentView(EnrolmentView.State.REFUSED, "", problem);
      case EnrolmentState.Enrolled _ -> new EnrolmentView(EnrolmentView.State.ENROLLED, "", "");
    };
  }

  private ControlView control() {
    ControlClient present = client.get().orElse(null);
    if (present == null) {
      return new ControlView(false, orchestrator.toString(), "", 0, "not enrolled yet", 0, 0);
    }
    ControlState state = present.state();
    long sinceMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - state.sinceNs());
    int waiting = present.eventsWaiting();
    long dropped = present.eventsDropped();
    return switch (state) {
      case ControlState.Connected(String link, long _) ->
          new ControlView(true, orchestrator.toString(), link, sinceMs, "", waiting, dropped);
      case ControlState.Disconnected(String problem, long _) ->
          new ControlView(false, orchestrator.toString(), "", sinceMs, problem, waiting, dropped);
    };
  }

  @Override
  public List<PathView> paths() {
    return PathViews.of(snapshot());
  }

  @Override
  public List<FlowView> flows(int limit) {
    return FlowViews.of(runtime::departures, runtime::arrivals, limit);
  }

  @Override
  public Optional<ExplanationView> explain(FlowName name) {
    return explainer.explain(
        name,
        FlowViews.named(name, runtime::departures),
        FlowViews.answering(name, runtime::arrivals),
        snapshot(),
        runtime.bonds());
  }

  @Override
  public WhatIfView whatIf(List<String> words, String policy, String policyName) {
    Optional<Situation> situation = runtime.ask((edge, _) -> Optional.ofNullable(edge.situation()));
    return whatIf.ask(situation.orElse(null), words, policy, policyName);
  }

  @Override
  public Optional<String> drill(String link, int seconds, boolean force) {
    return runtime.ask((edge, nowNs) -> drill(edge, link, seconds, force, nowNs));
  }

  private static Optional<String> drill(
      EdgeControl edge, String link, int seconds, boolean force, long nowNs) {
    EdgePlan plan = edge.plan();
    List<String> links =
        plan == null ? List.of() : plan.links().stream().map(EdgePlan.LinkPlan::name).toList();
    if (!links.contains(link)) {
      return Optional.of(
          "link: %s (expected: one of %s)".formatted(link, String.join(", ", links)));
    }
    Set<String> cutOff = edge.cutOff(link, nowNs);
    if (seconds > 0 && !force && !cutOff.isEmpty()) {
      return Optional.of(
          "link: %s (expected: one that is not the only way to %s; --force drills it all the same)"
              .formatted(link, some(cutOff)));
    }
    edge.onDrill(link, TimeUnit.SECONDS.toNanos(seconds), force, nowNs);
    return Optional.empty();
  }

  /// A hub may have hundreds of peers.
  private static String some(Set<String> peers) {
    String names = peers.stream().limit(PEERS_NAMED).collect(Collectors.joining(", "));
    int others = peers.size() - PEERS_NAMED;
    return others > 0 ? names + " and " + others + " more" : names;
  }

  @Override
  public List<QueueView> queues() {
    return QueueViews.of(runtime.queues(), runtime.ask((edge, _) -> QueueViews.names(edge.plan())));
  }

  @Override
  public BondsView bonds() {
    return BondViews.of(runtime.bonds(), runtime.bondArrivals(), snapshot());
  }

  @Override
  public JitterView jitter() {
    PlayoutView view = runtime.playout();
    return new JitterView(
        view.inTime(),
        view.late(),
        view.early(),
        view.unheld(),
        view.flows(),
        view.held(),
        view.heldBytes());
  }

  @Override
  public List<DropView> drops() {
    return Stream.concat(
            DropViews.of(runtime.drops(), runtime.refusals(), runtime.overflowed()).stream(),
            reflectorDrops.get().stream())
        .toList();
  }
}
