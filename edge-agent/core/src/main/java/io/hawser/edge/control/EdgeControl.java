package io.hawser.edge.control;

import io.hawser.edge.dataplane.ControlEvents;
import io.hawser.edge.dataplane.DropCounters;
import io.hawser.edge.dataplane.DropReason;
import io.hawser.edge.dataplane.InboundCommands;
import io.hawser.edge.dataplane.OutboundCommands;
import io.hawser.edge.overlay.Feedback;
import io.hawser.edge.overlay.Gaps;
import io.hawser.edge.path.PathMonitor;
import io.hawser.edge.path.PathState;
import io.hawser.edge.path.PathTiming;
import io.hawser.edge.path.PathView;
import io.hawser.edge.path.ProbeEcho;
import io.hawser.edge.path.ReceiveReport;
import io.hawser.edge.path.SendReport;
import io.hawser.edge.rate.LinkLoad;
import io.hawser.edge.wireguard.CipherOffer;
import io.hawser.edge.wireguard.Endpoint;
import io.hawser.edge.wireguard.HandshakeOutcome;
import io.hawser.edge.wireguard.Indices;
import io.hawser.edge.wireguard.LocalIdentity;
import io.hawser.edge.wireguard.Peering;
import io.hawser.edge.wireguard.ReceiveKey;
import io.hawser.edge.wireguard.Surroundings;
import io.hawser.policy.PathCondition;
import io.hawser.policy.PathFact;
import io.hawser.policy.Policy;
import io.hawser.policy.SteeringVerdict;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The edge's decisions: paths, handshakes, states, steering.
///
/// Owned by the control thread; not thread-safe. Feed it with `on…`; call [#onTick] when
/// [#nextDeadlineNs] comes.
public final class EdgeControl implements ControlEvents {
  /// How often measured values are compared with those of the last decision. Changes of state do
  /// not wait, nor does what worsens at once.
  private static final long FACTS_NS = 500_000_000L;

  /// Spacing of attempts to give a path between edges a session.
  private static final long SESSION_RETRY_NS = 1_000_000_000L;

  private static final int BACKLOG_SCALE = 1000;

  private static final String DRILL = "failover drill";

  private final OutboundCommands outbound;
  private final InboundCommands inbound;
  private final Runnable hurryOutbound;
  private final ControlListener listener;
  private final KeyCourier courier;
  private final CipherTalks talks;
  private final LinkRates rates;
  private final PathMonitor monitor;
  private final Steering steering;
  private final Drills drills;
  private final Parity parity;
  private final BondNews bonds;
  private final PlanTables tables;
  private final DropCounters drops;
  private @Nullable EdgePlan plan;
  private String latestCause = "";
  private boolean decisionDue;
  private long nextFactsNs;
  private long nextSessionsNs;
  private long nextStepNs = Long.MAX_VALUE;

  /// @param hurryOutbound lets outbound read at once what it was asked so far
  /// @param drops counted by this agent only
  EdgeControl(
      OutboundCommands outbound,
      InboundCommands inbound,
      Runnable hurryOutbound,
      EdgeCore.World world,
      DropCounters drops) {
    this.outbound = outbound;
    this.inbound = inbound;
    this.hurryOutbound = hurryOutbound;
    this.listener = world.listener();
    this.drops = drops;
    this.courier = new KeyCourier(outbound, inbound, new Ways());
    this.talks = new CipherTalks(courier);
    this.rates = new LinkRates(outbound);
    this.monitor =
        new PathMonitor(PathTiming.DEFAULT, new MonitorDesk(this, outbound, courier, rates));
    this.steering = new Steering(world.steerer(), outbound, listener);
    this.drills = new Drills(outbound, inbound);
    this.parity = new Parity(outbound, rates);
    this.bonds = new BondNews(outbound, inbound);
    this.tables =
        new PlanTables(
            new Surroundings(
                world.random(),
                world.ciphers(),
                new Indices(world.random()),
                world.epochMs(),
                courier),
            world.logs(),
            courier,
            monitor);
  }

  // ---------------------------------------------------------------- from the shell

  /// Brings a plan into force: paths that it keeps go on undisturbed.
  public void onPlan(EdgePlan next, long nowNs) {
    courier.at(nowNs);
    tables.apply(next, outbound, inbound, nowNs);
    rates.onPlan(next, tables.paths());
    plan = next;
    drills.publish(next);
    bonds.onPolicy(next.policy());
    for (EdgePlan.LinkPlan link : next.links()) {
      if (drills.isOn(link.name())) {
        monitor.onLinkDown(link.name(), DRILL, nowNs);
      }
    }
    latestCause = "revision " + next.revision();
    decide(nowNs);
    nextSessionsNs = nowNs;
  }

  /// A link's device changed.
  public void onLinkState(LinkState state, long nowNs) {
    courier.at(nowNs);
    EdgePlan current = plan;
    LinkState before = tables.noteLink(state);
    if (current == null || state.equals(before)) {
      return;
    }
    if (state.up()) {
      tables.placeEndpoints(current);
      // Also where only an address is another one: the peer must hear of it.
      namesOn(state.slot(), current).forEach(link -> monitor.onLinkUp(link, nowNs));
    } else {
      // Peers go on sending there until they hear of it: that comes first.
      namesOn(state.slot(), current).forEach(link -> monitor.onLinkDown(link, state.why(), nowNs));
      tables.placeEndpoints(current);
    }
    nextSessionsNs = nowNs;
    decideIfDue(nowNs);
  }

  /// The links that a slot carries and no drill is about.
  private List<String> namesOn(int slot, EdgePlan current) {
    return current.links().stream()
        .filter(link -> link.slot() == slot && !drills.isOn(link.name()))
        .map(EdgePlan.LinkPlan::name)
        .toList();
  }

  /// Treats a link as down, or (`forNs` 0) no longer: it comes back as after a failure. Unless it
  /// is forced, it ends as soon as it cuts a peer off ([#cutOff]).
  ///
  /// @throws IllegalArgumentException where there is no such link
  public void onDrill(String name, long forNs, boolean force, long nowNs) {
    courier.at(nowNs);
    EdgePlan current = plan;
    if (current == null || current.links().stream().noneMatch(link -> link.name().equals(name))) {
      throw new IllegalArgumentException("link: " + name + " (expected: one of this edge)");
    }
    if (forNs > 0) {
      drills.begin(name, nowNs + forNs, force, monitor.views(nowNs));
      drills.publish(current);
      monitor.onLinkDown(name, DRILL, nowNs);
    } else if (drills.end(name)) {
      endDrill(current, name, nowNs);
    }
    decideIfDue(nowNs);
  }

  private void endDrill(EdgePlan current, String name, long nowNs) {
    drills.publish(current);
    for (EdgePlan.LinkPlan link : current.links()) {
      if (link.name().equals(name)) {
        LinkState state = tables.linkState(link.slot());
        if (state != null && state.up()) {
          monitor.onLinkUp(name, nowNs);
        } else {
          monitor.onLinkDown(name, state == null ? "not seen yet" : state.why(), nowNs);
        }
      }
    }
    nextSessionsNs = nowNs;
  }

  private void endDrills(long nowNs) {
    EdgePlan current = plan;
    if (current == null) {
      return;
    }
    for (String link : drills.ends().keySet()) {
      if (drills.isOver(link, monitor.views(nowNs), nowNs)) {
        drills.end(link);
        endDrill(current, link, nowNs);
      }
    }
  }

  /// Peers, by name, that a drill of `link` would cut off, or does.
  public Set<String> cutOff(String link, long nowNs) {
    return drills.cutOff(link, monitor.views(nowNs));
  }

  /// Links that are drilled, and until when.
  public Map<String, Long> drills() {
    return drills.ends();
  }

  // ---------------------------------------------------------------- from the packet path

  @Override
  public boolean onHandshake(int socket, InetSocketAddress source, byte[] datagram, long nowNs) {
    courier.at(nowNs);
    LocalIdentity identity = tables.identityOf(socket);
    HandshakeOutcome outcome =
        identity == null
            ? HandshakeOutcome.UNKNOWN_PEER
            : identity.onDatagram(datagram, datagram.length, new Endpoint(socket, source), nowNs);
    switch (outcome) {
      case ANSWERED, TURNED_ROUND, ESTABLISHED, COOKIE_TAKEN, COOKIE_DEMANDED -> {}
      case MALFORMED,
          WRONG_MAC1,
          SOURCE_TOO_FAST,
          UNKNOWN_PEER,
          UNKNOWN_INDEX,
          WRONG_SOCKET,
          PEER_TOO_FAST,
          FORGED,
          REPLAYED ->
          drops.count(DropReason.HANDSHAKE_REFUSED);
    }
    decideIfDue(nowNs);
    return true;
  }

  /// How full the handshakes' share of the mailbox was, 0 to 1: under load, cookies are demanded.
  void noteBacklog(double fill, long nowNs) {
    tables.noteBacklog((int) (fill * BACKLOG_SCALE), BACKLOG_SCALE, nowNs);
  }

  @Override
  public void onCarriedHandshake(int path, byte[] message, long nowNs) {
    courier.at(nowNs);
    courier.carriedBy(path);
    if (!isForUs(message, nowNs)) {
      drops.count(DropReason.HANDSHAKE_REFUSED);
    }
    courier.carriedBy(KeyCourier.NO_PATH);
    decideIfDue(nowNs);
  }

  private boolean isForUs(byte[] message, long nowNs) {
    for (LocalIdentity identity : tables.linkIdentities()) {
      HandshakeOutcome outcome = identity.onCarried(message, message.length, nowNs);
      if (outcome != HandshakeOutcome.WRONG_MAC1 && outcome != HandshakeOutcome.UNKNOWN_INDEX) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void onCipherOffer(int path, CipherOffer offer, boolean answerWanted, long nowNs) {
    courier.at(nowNs);
    ControlPath bearer = tables.path(path);
    if (bearer == null) {
      return;
    }
    // A peer speaks for its own sessions only.
    for (ControlPath other : tables.paths()) {
      if (other.slot.peer() == bearer.slot.peer()
          && talks.onOffer(other.peering, offer, path, answerWanted)) {
        return;
      }
    }
  }

  @Override
  public boolean onKeyConfirmed(ReceiveKey key, long nowNs) {
    courier.at(nowNs);
    key.peering().onKeyConfirmed(key, nowNs);
    decideIfDue(nowNs);
    return true;
  }

  @Override
  public void onRoamed(int path, InetSocketAddress source, long nowNs) {
    // The contact knows; nothing that control decides depends on where a peer is.
  }

  @Override
  public void onSessionWanted(int path, long nowNs) {
    courier.at(nowNs);
    ControlPath wanted = tables.path(path);
    // An answer to a caller's first packet may have been on its way here while its key was on its
    // way to outbound: then the wish is met, and a handshake of ours would only undo the caller's.
    if (wanted != null && !wanted.peering.hasSession(nowNs)) {
      wanted.peering.wantSession(nowNs);
    }
  }

  @Override
  public void onProbeEcho(int path, ProbeEcho echo) {
    courier.at(echo.receivedNs());
    monitor.onProbeReply(path, echo, echo.receivedNs());
    decideIfDue(echo.receivedNs());
  }

  @Override
  public void onWithdrawal(int path, int session, long nowNs) {
    courier.at(nowNs);
    monitor.onWithdrawal(path, session, nowNs);
    decideIfDue(nowNs);
  }

  @Override
  public void onUrgentProbe(int path, long nowNs) {
    courier.at(nowNs);
    monitor.onProbeReceived(path, true, nowNs);
    decideIfDue(nowNs);
  }

  @Override
  public void onFeedback(int path, Feedback feedback, long heldUs, long nowNs) {
    courier.at(nowNs);
    monitor.onFeedback(path, feedback, nowNs);
    decideIfDue(nowNs);
  }

  @Override
  public void onGaps(int path, Gaps gaps, long nowNs) {
    courier.at(nowNs);
    monitor.onGaps(path, gaps, nowNs);
    decideIfDue(nowNs);
  }

  @Override
  public void onReceiveReport(int path, ReceiveReport report, long nowNs) {
    courier.at(nowNs);
    ControlPath heard = tables.path(path);
    if (heard != null && heard.data.onReceiveReport(report)) {
      talks.begin(heard.peering, nowNs);
    }
    monitor.onReceiveReport(path, report, nowNs);
    decideIfDue(nowNs);
  }

  @Override
  public void onSendReport(int path, SendReport report) {
    ControlPath sender = tables.path(path);
    if (sender != null && sender.data.onSendReport(report)) {
      courier.at(report.takenNs());
      talks.begin(sender.peering, report.takenNs());
    }
    monitor.onSendReport(path, report);
    bonds.onSent(monitor, tables, report.takenNs());
  }

  @Override
  public void onLinkLoad(int link, LinkLoad load) {
    rates.onLoad(link, load);
  }

  // ---------------------------------------------------------------- time

  public long nextDeadlineNs() {
    long earliestNs = Math.min(nextFactsNs, nextSessionsNs);
    earliestNs = Math.min(earliestNs, talks.nextDeadlineNs());
    earliestNs = Math.min(earliestNs, tables.nextDeadlineNs());
    earliestNs = Math.min(earliestNs, drills.nextDeadlineNs());
    earliestNs = Math.min(earliestNs, nextStepNs);
    return Math.min(earliestNs, monitor.nextDeadlineNs());
  }

  public void onTick(long nowNs) {
    courier.at(nowNs);
    tables.onTick(nowNs);
    talks.onTick(nowNs);
    endDrills(nowNs);
    if (nowNs - monitor.nextDeadlineNs() >= 0) {
      monitor.onTick(nowNs);
    }
    if (nowNs - nextSessionsNs >= 0) {
      nextSessionsNs = nowNs + SESSION_RETRY_NS;
      tables.rotateEndpoints(nowNs);
      tables.wantSessions(nowNs);
    }
    if (nowNs - nextFactsNs >= 0) {
      nextFactsNs = nowNs + FACTS_NS;
      EdgePlan current = plan;
      if (current != null) {
        decisionDue |= isNews(current.policy(), nowNs);
        parity.judge(monitor, current.policy(), nowNs);
        bonds.tell(monitor, tables, nowNs);
      }
      measureAwaited(nowNs);
    }
    decideIfDue(nowNs);
    EdgePlan current = plan;
    if (current != null && nowNs - nextStepNs >= 0) {
      steering.step(current.policy(), slots(), nowNs);
      nextStepNs = steering.nextDeadlineNs(nowNs);
    }
  }

  // ---------------------------------------------------------------- steering

  void noticeChange(String cause) {
    latestCause = cause;
    decisionDue = true;
  }

  /// Measured values are compared with those of the last decision at the next tick.
  void lookAt(long nowNs) {
    nextFactsNs = nowNs;
  }

  /// The longest packet that a path carries, bytes; 0 where there is no such path.
  int innerMtu(int path) {
    ControlPath known = tables.path(path);
    return known == null ? 0 : known.slot.innerMtu();
  }

  ControlListener listener() {
    return listener;
  }

  void renewKeys(int path) {
    ControlPath renewed = tables.path(path);
    if (renewed != null) {
      renewed.peering.wantSession(courier.nowNs());
    }
  }

  private boolean isNews(Policy policy, long nowNs) {
    List<PathFact> measured = monitor.facts(nowNs);
    List<PathFact> facts = SteadyFacts.of(measured, steering.facts(), policy);
    return steering.isNews(policy, measured, facts, nowNs);
  }

  private void decideIfDue(long nowNs) {
    if (decisionDue) {
      decide(nowNs);
    }
  }

  private void decide(long nowNs) {
    EdgePlan current = plan;
    if (current == null) {
      return;
    }
    decisionDue = false;
    // What led to a decision has mostly led to messages too: to the peers that a link is down, to a
    // silent path a probe. A sleeping outbound would hear of them at the end of this cycle only,
    // behind rules that are reckoned and moves that are written down, and none of them depends on
    // what is decided.
    hurryOutbound.run();
    List<PathFact> measured = monitor.facts(nowNs);
    List<PathFact> facts = SteadyFacts.of(measured, steering.facts(), current.policy());
    Steering.Slots slots = slots();
    if (steering.reroute(current.policy(), facts, slots, nowNs)) {
      hurryOutbound.run();
    }
    steering.decide(current.policy(), measured, facts, slots, latestCause, nowNs);
    nextStepNs = steering.nextDeadlineNs(nowNs);
    latestCause = "";
    measureAwaited(nowNs);
  }

  private void measureAwaited(long nowNs) {
    List<String> awaited = steering.toMeasure(nowNs);
    if (!awaited.isEmpty()) {
      Map<String, Integer> slots = tables.pathSlots();
      awaited.forEach(id -> monitor.measure(slots.getOrDefault(id, KeyCourier.NO_PATH), nowNs));
    }
  }

  private Steering.Slots slots() {
    return new Steering.Slots(tables.edgePeers(), tables.pathSlots(), tables.stockPaths());
  }

  private final class Ways implements KeyCourier.Ways {
    /// The soundest one.
    @Override
    public int otherThan(int path) {
      ControlPath blocked = tables.path(path);
      int best = KeyCourier.NO_PATH;
      if (blocked == null) {
        return best;
      }
      for (ControlPath other : tables.paths()) {
        if (other != blocked && other.slot.peer() == blocked.slot.peer()) {
          int slot = other.slot.slot();
          best = condition(slot).compareTo(condition(best)) < 0 ? slot : best;
        }
      }
      return condition(best).carries() ? best : KeyCourier.NO_PATH;
    }

    private PathCondition condition(int path) {
      return PathCondition.valueOf(outbound(path).name());
    }

    @Override
    public PathState outbound(int path) {
      return monitor.outbound(path);
    }

    @Override
    public void onEstablished(Peering peering, boolean initiator, long askedNs, long nowNs) {
      int path = courier.pathOf(peering);
      monitor.onNewKeys(path, askedNs, nowNs);
      talks.forget(peering);
      if (!isMetered(path)) {
        talks.begin(peering, nowNs);
      }
    }

    /// There the first cipher serves until there is data: an idle path is not to cost for the other
    /// one.
    private boolean isMetered(int path) {
      ControlPath known = tables.path(path);
      return known != null && known.label != null && known.label.metered();
    }

    @Override
    public void onHandshakeLost(int path, long nowNs) {
      monitor.onHandshakeLost(path, nowNs);
    }
  }

  // ---------------------------------------------------------------- for people

  public @Nullable EdgePlan plan() {
    return plan;
  }

  public List<PathView> pathViews(long nowNs) {
    return monitor.views(nowNs);
  }

  /// What the packet path knows of every session's place, stock clients included.
  public List<SessionView> sessions(long nowNs) {
    return tables.sessions(nowNs);
  }

  public List<SteeringVerdict> verdicts() {
    return steering.verdicts();
  }

  /// What "what if" is asked of; null before the first plan.
  public @Nullable Situation situation() {
    EdgePlan current = plan;
    return current == null ? null : steering.situation(current.policy());
  }
}
