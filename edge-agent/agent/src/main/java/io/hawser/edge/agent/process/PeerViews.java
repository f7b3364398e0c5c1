package io.hawser.edge.agent.process;

import io.hawser.edge.agent.local.PeerView;
import io.hawser.edge.control.EdgePlan;
import io.hawser.edge.control.SessionView;
import io.hawser.edge.path.PathState;
import io.hawser.edge.path.PathView;
import io.hawser.orchestrator.api.EdgeConfiguration;
import io.hawser.orchestrator.api.Peer;
import io.hawser.policy.SteeringVerdict;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToLongFunction;

/// A line for each peer: edges, then stock clients.
final class PeerViews {
  /// A peer is active while user data passed within this time.
  private static final long ACTIVE_NS = 120_000_000_000L;

  /// A client was heard within this time where its session is in use: no key lives longer.
  private static final long ALIVE_NS = 180_000_000_000L;

  private PeerViews() {}

  static List<PeerView> of(Snapshot snapshot, EdgeConfiguration configuration) {
    List<PeerView> views = new ArrayList<>();
    for (Peer peer : configuration.getPeersList()) {
      views.add(edge(peer, snapshot, configuration));
    }
    for (SessionView session : snapshot.sessions()) {
      if (!session.edge()) {
        views.add(client(session, snapshot));
      }
    }
    views.sort(Comparator.comparing(PeerView::kind).thenComparing(PeerView::name));
    return views;
  }

  private static PeerView edge(Peer peer, Snapshot snapshot, EdgeConfiguration configuration) {
    List<PathView> paths = snapshot.pathsTo(peer.getName());
    List<SessionView> sessions =
        snapshot.sessions().stream()
            .filter(session -> session.edge() && session.peerId().equals(peer.getEdgeId()))
            .toList();
    String best = best(snapshot, peer.getName());
    long heardNs = youngest(sessions, SessionView::heardAgeNs);
    return new PeerView(
        peer.getName(),
        peer.getSite(),
        peer.getOverlayAddressesList(),
        PeerView.Kind.EDGE,
        state(paths),
        best,
        best.isEmpty() ? via(peer, snapshot, configuration) : "",
        (int) paths.stream().filter(PeerViews::isUp).count(),
        paths.size(),
        ciphers(sessions),
        PathViews.milliseconds(youngest(sessions, SessionView::handshakeAgeNs)),
        PathViews.milliseconds(heardNs),
        sessions.stream().mapToLong(SessionView::sentBytes).sum(),
        sessions.stream().mapToLong(SessionView::receivedBytes).sum(),
        isActive(youngest(sessions, SessionView::dataAgeNs)));
  }

  private static PeerView client(SessionView session, Snapshot snapshot) {
    EdgePlan plan = snapshot.plan();
    List<String> addresses =
        plan == null
            ? List.of()
            : plan.clients().stream()
                .filter(client -> client.name().equals(session.peerName()))
                .flatMap(client -> client.addresses().stream())
                .map(Object::toString)
                .toList();
    boolean alive = session.handshakeAgeNs() >= 0 && session.heardAgeNs() < ALIVE_NS;
    return new PeerView(
        session.peerName(),
        session.peerSite(),
        addresses,
        PeerView.Kind.CLIENT,
        alive ? PeerView.State.UP : PeerView.State.CONNECTING,
        PathViews.text(session.endpoint()),
        "",
        alive ? 1 : 0,
        1,
        ciphers(List.of(session)),
        PathViews.milliseconds(session.handshakeAgeNs()),
        PathViews.milliseconds(session.heardAgeNs()),
        session.sentBytes(),
        session.receivedBytes(),
        isActive(session.dataAgeNs()));
  }

  private static List<String> ciphers(List<SessionView> sessions) {
    return sessions.stream()
        .map(PathViews::cipher)
        .filter(word -> !word.isEmpty())
        .distinct()
        .sorted()
        .toList();
  }

  private static boolean isActive(long dataAgeNs) {
    return dataAgeNs >= 0 && dataAgeNs < ACTIVE_NS;
  }

  private static PeerView.State state(List<PathView> paths) {
    if (paths.stream().anyMatch(PathView::peerAway)) {
      return PeerView.State.AWAY;
    }
    if (paths.stream().anyMatch(PeerViews::isUp)) {
      return PeerView.State.UP;
    }
    if (paths.stream().anyMatch(path -> path.outbound() == PathState.DEGRADED)) {
      return PeerView.State.DEGRADED;
    }
    boolean unknown = paths.stream().anyMatch(path -> path.outbound() == PathState.UNKNOWN);
    return unknown ? PeerView.State.CONNECTING : PeerView.State.DOWN;
  }

  static boolean isUp(PathView path) {
    return path.outbound() == PathState.UP || path.outbound() == PathState.PROBATION;
  }

  /// The path that traffic of the default class takes.
  private static String best(Snapshot snapshot, String peer) {
    EdgePlan plan = snapshot.plan();
    return plan == null
        ? ""
        : snapshot
            .verdict(plan.policy().defaultClass(), peer)
            .filter(SteeringVerdict::carries)
            .map(verdict -> verdict.tiers().getFirst().getFirst())
            .orElse("");
  }

  /// Who forwards to a peer that no path of ours reaches.
  private static String via(Peer peer, Snapshot snapshot, EdgeConfiguration configuration) {
    return configuration.getRoutesList().stream()
        .filter(route -> route.getSite().equals(peer.getSite()))
        .flatMap(route -> route.getViaPeerIdsList().stream())
        .filter(id -> !id.equals(peer.getEdgeId()))
        .flatMap(id -> name(id, configuration).stream())
        .filter(name -> snapshot.pathsTo(name).stream().anyMatch(PeerViews::isUp))
        .findFirst()
        .orElse("");
  }

  private static List<String> name(String peerId, EdgeConfiguration configuration) {
    return configuration.getPeersList().stream()
        .filter(peer -> peer.getEdgeId().equals(peerId))
        .map(Peer::getName)
        .toList();
  }

  private static long youngest(List<SessionView> sessions, ToLongFunction<SessionView> age) {
    return sessions.stream().mapToLong(age).filter(value -> value >= 0).min().orElse(-1);
  }
}
