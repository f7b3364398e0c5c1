package io.hawser.edge.agent.process;

import io.hawser.edge.control.EdgeControl;
import io.hawser.edge.control.EdgePlan;
import io.hawser.edge.control.SessionView;
import io.hawser.edge.control.Situation;
import io.hawser.edge.path.PathView;
import io.hawser.policy.PathFact;
import io.hawser.policy.Standing;
import io.hawser.policy.SteeringVerdict;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What control knew at one moment.
///
/// @param plan null before the first configuration
/// @param facts of the paths, as the rules were told them last
/// @param standings of paths with classes, by class and path id
record Snapshot(
    long nowNs,
    @Nullable EdgePlan plan,
    List<PathView> paths,
    List<SessionView> sessions,
    List<SteeringVerdict> verdicts,
    List<PathFact> facts,
    Map<String, Map<String, Standing>> standings) {

  /// Asked on the control thread.
  static Snapshot of(EdgeControl control, long nowNs) {
    Situation situation = control.situation();
    return new Snapshot(
        nowNs,
        control.plan(),
        control.pathViews(nowNs),
        control.sessions(nowNs),
        control.verdicts(),
        situation == null ? List.of() : situation.facts(),
        situation == null ? Map.of() : situation.standings());
  }

  Optional<SteeringVerdict> verdict(String trafficClass, String peer) {
    return verdicts.stream()
        .filter(
            verdict -> verdict.trafficClass().equals(trafficClass) && verdict.peer().equals(peer))
        .findFirst();
  }

  Optional<SessionView> session(String pathId) {
    return sessions.stream().filter(session -> session.pathId().equals(pathId)).findFirst();
  }

  /// What the rules were told of a path last.
  Optional<PathFact> fact(String pathId) {
    return facts.stream().filter(fact -> fact.pathId().equals(pathId)).findFirst();
  }

  List<PathView> pathsTo(String peer) {
    return paths.stream().filter(path -> path.label().peer().equals(peer)).toList();
  }
}
