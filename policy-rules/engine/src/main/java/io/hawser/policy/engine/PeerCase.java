package io.hawser.policy.engine;

import io.hawser.policy.PathFact;
import io.hawser.policy.Standing;
import io.hawser.policy.TrafficClass;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// All that is decided by about one peer, given the classes: equal ones are decided alike.
///
/// @param paths to it, by path id; at least one
/// @param standings of each class, in the order of the classes, towards each of these paths
record PeerCase(String peer, List<PathFact> paths, List<List<Standing>> standings) {
  /// One for every peer that a path leads to, in the order of their names.
  ///
  /// @param standings by class and path id; a path that is left out has none
  static List<PeerCase> of(
      List<TrafficClass> classes,
      Collection<PathFact> paths,
      Map<String, Map<String, Standing>> standings) {
    List<Map<String, Standing>> ofClasses = new ArrayList<>(classes.size());
    classes.forEach(each -> ofClasses.add(standings.getOrDefault(each.name(), Map.of())));
    return byPeer(paths).entrySet().stream()
        .map(entry -> of(entry.getKey(), List.copyOf(entry.getValue().values()), ofClasses))
        .toList();
  }

  private static PeerCase of(
      String peer, List<PathFact> paths, List<Map<String, Standing>> ofClasses) {
    return new PeerCase(
        peer, paths, ofClasses.stream().map(standings -> towards(paths, standings)).toList());
  }

  private static List<Standing> towards(List<PathFact> paths, Map<String, Standing> standings) {
    return paths.stream()
        .map(path -> standings.getOrDefault(path.pathId(), Standing.NONE))
        .toList();
  }

  private static Map<String, Map<String, PathFact>> byPeer(Collection<PathFact> paths) {
    Map<String, Map<String, PathFact>> byPeer = new TreeMap<>();
    for (PathFact path : paths) {
      PathFact other =
          byPeer.computeIfAbsent(path.peer(), _ -> new TreeMap<>()).put(path.pathId(), path);
      if (other != null) {
        throw new IllegalArgumentException(
            "pathId: " + path.pathId() + " (expected: each only once for a peer)");
      }
    }
    return byPeer;
  }
}
