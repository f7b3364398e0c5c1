package io.hawser.edge.agent.process;

import io.hawser.edge.control.EdgeControl;
import io.hawser.edge.control.EdgePlan;
import io.hawser.edge.control.SessionView;
import io.hawser.edge.path.PathView;
import io.hawser.policy.SteeringVerdict;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What control knew at one moment.
///
/// @param plan null before the first configuration
/// @param held ids of the paths that a class left in trouble, by class
record Snapshot(
    long nowNs,
    @Nullable EdgePlan plan,
    List<PathView> paths,
    List<SessionView> sessions,
    List<SteeringVerdict> verdicts,
    Map<String, Set<String>> held) {

  /// Asked on the control thread.
  static Snapshot of(EdgeControl control, long nowNs) {
    return new Snapshot(
        nowNs,
        control.plan(),
        control.pathViews(nowNs),
        control.sessions(nowNs),
        control.verdicts(),
        control.held());
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

  List<PathView> pathsTo(String peer) {
    return paths.stream().filter(path -> path.label().peer().equals(peer)).toList();
  }
}
