package io.hawser.policy.engine;

import io.hawser.policy.PathFact;
import io.hawser.policy.Policy;
import io.hawser.policy.Standing;
import io.hawser.policy.SteeringVerdict;
import io.hawser.policy.TrafficClass;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Decides as [SteeringEngine] does, but about a peer only where something about it changed: its
/// paths, or how a class stands towards one of them. About all where the classes did.
///
/// A decision depends on its arguments alone, so that what was decided on equal ones still holds.
/// Remembers the latest decision about each peer. Not thread-safe.
public final class SteeringMemory {
  private final SteeringEngine engine;
  private final Map<String, Decided> latest = new HashMap<>();
  private List<TrafficClass> classes = List.of();

  /// What the rules said of one peer, in the order of the classes.
  private record Decided(PeerCase about, List<SteeringVerdict> verdicts) {}

  public SteeringMemory(SteeringEngine engine) {
    this.engine = engine;
  }

  /// As [SteeringEngine#decide(Policy, Collection, Map)].
  public List<SteeringVerdict> decide(
      Policy policy, Collection<PathFact> paths, Map<String, Map<String, Standing>> standings) {
    if (!policy.classes().equals(classes)) {
      classes = policy.classes();
      latest.clear();
    }
    List<PeerCase> cases = PeerCase.of(classes, paths, standings);
    latest.keySet().retainAll(cases.stream().map(PeerCase::peer).collect(Collectors.toSet()));
    learn(cases.stream().filter(each -> !isDecided(each)).toList());
    return SteeringEngine.byClass(cases.stream().map(this::verdicts).toList());
  }

  private boolean isDecided(PeerCase each) {
    Decided known = latest.get(each.peer());
    return known != null && known.about.equals(each);
  }

  private void learn(List<PeerCase> news) {
    List<List<SteeringVerdict>> verdicts = engine.decide(classes, news);
    for (int i = 0; i < news.size(); i++) {
      latest.put(news.get(i).peer(), new Decided(news.get(i), verdicts.get(i)));
    }
  }

  private List<SteeringVerdict> verdicts(PeerCase each) {
    Decided known = latest.get(each.peer());
    if (known == null) {
      throw new IllegalStateException("peer: " + each.peer() + " (expected: one decided about)");
    }
    return known.verdicts;
  }
}
