package io.hawser.orchestrator.server.web;

import io.hawser.orchestrator.api.ClassStanding;
import io.hawser.orchestrator.api.EdgeConfiguration;
import io.hawser.orchestrator.api.Link;
import io.hawser.orchestrator.api.PathMeasurement;
import io.hawser.orchestrator.api.PathPair;
import io.hawser.orchestrator.api.Peer;
import io.hawser.orchestrator.api.PeerLink;
import io.hawser.orchestrator.server.control.PathStanding;
import io.hawser.policy.PathCondition;
import io.hawser.policy.PathFact;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// An edge's paths as its rules see them: what it was told to keep, with what it said of it last. A
/// path that it said nothing of is unknown.
///
/// @param held ids of the paths that a class left in trouble, by class
record KnownPaths(List<PathFact> facts, Map<String, Set<String>> held) {
  private static final long ALL_LOST_PPM = 1_000_000;
  private static final String HELD = "held";

  static KnownPaths of(EdgeConfiguration configuration, Collection<PathStanding> standings) {
    Map<PathPair, PathMeasurement> told = new HashMap<>();
    for (PathStanding standing : standings) {
      PathMeasurement path = standing.told();
      told.put(pair(path.getLink(), path.getPeerId(), path.getPeerLink()), path);
    }
    List<PathFact> facts = new ArrayList<>();
    Map<String, Set<String>> held = new HashMap<>();
    for (PathPair pair : configuration.getPathsList()) {
      PathMeasurement measured = told.get(pair);
      fact(configuration, pair, measured)
          .ifPresent(
              fact -> {
                facts.add(fact);
                for (String name : measured == null ? List.<String>of() : holding(measured)) {
                  held.computeIfAbsent(name, _ -> new HashSet<>()).add(fact.pathId());
                }
              });
    }
    return new KnownPaths(facts, held);
  }

  /// Classes that hold it against the path.
  private static List<String> holding(PathMeasurement told) {
    return told.getStandingsList().stream()
        .filter(standing -> standing.getStanding().equals(HELD))
        .map(ClassStanding::getTrafficClass)
        .toList();
  }

  private static PathPair pair(String link, String peerId, String peerLink) {
    return PathPair.newBuilder().setLink(link).setPeerId(peerId).setPeerLink(peerLink).build();
  }

  private static Optional<PathFact> fact(
      EdgeConfiguration configuration, PathPair pair, @Nullable PathMeasurement told) {
    Optional<Link> link =
        configuration.getLinksList().stream()
            .filter(each -> each.getName().equals(pair.getLink()))
            .findFirst();
    Optional<Peer> peer =
        configuration.getPeersList().stream()
            .filter(each -> each.getEdgeId().equals(pair.getPeerId()))
            .findFirst();
    Optional<PeerLink> theirs =
        peer.stream()
            .flatMap(each -> each.getLinksList().stream())
            .filter(each -> each.getName().equals(pair.getPeerLink()))
            .findFirst();
    if (link.isEmpty() || peer.isEmpty() || theirs.isEmpty()) {
      return Optional.empty();
    }
    Link mine = link.get();
    PeerLink other = theirs.get();
    return Optional.of(
        new PathFact(
            peer.get().getName(),
            mine.getName() + ">" + peer.get().getName() + "/" + other.getName(),
            mine.getName(),
            other.getName(),
            mine.getTransport(),
            mine.getMetered() || other.getMetered(),
            mine.getBackup() || other.getBackup(),
            told == null ? PathCondition.UNKNOWN : condition(told.getStateOut()),
            told == null ? PathFact.UNMEASURED : measure(told.getRttUs()),
            told == null || !told.hasOneWayUs() ? PathFact.UNMEASURED : measure(told.getOneWayUs()),
            told == null ? PathFact.UNMEASURED : measure(told.getJitterUs()),
            told == null
                ? PathFact.UNMEASURED
                : Math.min(ALL_LOST_PPM, measure(told.getLossOutPpm()))));
  }

  /// A word of a later version is unknown to us.
  private static PathCondition condition(String word) {
    for (PathCondition condition : PathCondition.values()) {
      if (condition.name().equalsIgnoreCase(word)) {
        return condition;
      }
    }
    return PathCondition.UNKNOWN;
  }

  private static long measure(long told) {
    return Math.max(PathFact.UNMEASURED, told);
  }
}
