package io.hawser.orchestrator.server.web;

import io.hawser.orchestrator.api.ClassStanding;
import io.hawser.orchestrator.api.EdgeConfiguration;
import io.hawser.orchestrator.api.JudgedPath;
import io.hawser.orchestrator.api.Link;
import io.hawser.orchestrator.api.PathMeasurement;
import io.hawser.orchestrator.api.PathPair;
import io.hawser.orchestrator.api.Peer;
import io.hawser.orchestrator.api.PeerLink;
import io.hawser.orchestrator.server.control.PathStanding;
import io.hawser.policy.PathCondition;
import io.hawser.policy.PathFact;
import io.hawser.policy.Standing;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// An edge's paths as its rules see them: what it was told to keep, with what it said of it last. A
/// path that it said nothing of is unknown.
///
/// @param standings of paths with classes, by class and path id
record KnownPaths(List<PathFact> facts, Map<String, Map<String, Standing>> standings) {
  private static final long ALL_LOST_PPM = 1_000_000;

  static KnownPaths of(EdgeConfiguration configuration, Collection<PathStanding> standings) {
    Map<PathPair, PathMeasurement> told = new HashMap<>();
    for (PathStanding standing : standings) {
      PathMeasurement path = standing.told();
      told.put(pair(path.getLink(), path.getPeerId(), path.getPeerLink()), path);
    }
    List<PathFact> facts = new ArrayList<>();
    Map<String, Map<String, Standing>> past = new HashMap<>();
    for (PathPair pair : configuration.getPathsList()) {
      PathMeasurement measured = told.get(pair);
      fact(configuration, pair, measured)
          .ifPresent(
              fact -> {
                facts.add(fact);
                if (measured != null) {
                  note(past, fact.pathId(), measured.getStandingsList());
                }
              });
    }
    return new KnownPaths(facts, past);
  }

  private static void note(
      Map<String, Map<String, Standing>> past, String pathId, List<ClassStanding> told) {
    for (ClassStanding each : told) {
      Standing standing = Standing.of(each.getStanding());
      if (standing != Standing.NONE) {
        past.computeIfAbsent(each.getTrafficClass(), _ -> new HashMap<>()).put(pathId, standing);
      }
    }
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
    JudgedPath judged = judged(told);
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
            judged.getJitterUs(),
            judged.getLossPpm(),
            judged.getLeastLossPpm(),
            judged.getMostLossPpm()));
  }

  /// What is shown stands for what was judged where an edge does not tell that, and where it
  /// contradicts itself.
  private static JudgedPath judged(@Nullable PathMeasurement told) {
    if (told == null) {
      return judged(PathFact.UNMEASURED, PathFact.UNMEASURED);
    }
    JudgedPath judged = told.getJudged();
    boolean consistent =
        judged.getJitterUs() >= PathFact.UNMEASURED
            && judged.getLeastLossPpm() >= PathFact.UNMEASURED
            && judged.getLossPpm() >= judged.getLeastLossPpm()
            && judged.getMostLossPpm() >= judged.getLossPpm()
            && judged.getMostLossPpm() <= ALL_LOST_PPM
            && (judged.getLeastLossPpm() >= 0 || judged.getLossPpm() < 0);
    return told.hasJudged() && consistent
        ? judged
        : judged(
            measure(told.getJitterUs()), Math.min(ALL_LOST_PPM, measure(told.getLossOutPpm())));
  }

  private static JudgedPath judged(long jitterUs, long lossPpm) {
    return JudgedPath.newBuilder()
        .setJitterUs(jitterUs)
        .setLossPpm(lossPpm)
        .setLeastLossPpm(lossPpm)
        .setMostLossPpm(lossPpm)
        .build();
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
