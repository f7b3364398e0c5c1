package io.hawser.policy.engine;

import io.hawser.policy.PathFact;
import io.hawser.policy.Policy;
import io.hawser.policy.Standing;
import io.hawser.policy.SteeringVerdict;
import io.hawser.policy.TrafficClass;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.kie.api.KieBase;
import org.kie.api.runtime.KieSession;

/// Decides by rules which paths carry which class of traffic. Making one loads the compiled rules
/// (some hundred milliseconds, once a process); afterwards it is immutable, remembers nothing
/// between decisions, and may be used by any number of threads.
public final class SteeringEngine {
  private final KieBase rules = CompiledRules.load();

  /// One class towards one peer, and the paths that could carry it.
  private record Question(Demand demand, List<Candidate> candidates) {}

  /// As the other [#decide], where no class has a past.
  public List<SteeringVerdict> decide(Policy policy, Collection<PathFact> paths) {
    return decide(policy, paths, Map.of());
  }

  /// Decides for every class of the policy and every peer that a path leads to.
  ///
  /// @param paths one for each path id
  /// @param standings by class and path id; a path that is left out has none
  /// @return the classes in the order of the policy, for each the peers in the order of their names
  public List<SteeringVerdict> decide(
      Policy policy, Collection<PathFact> paths, Map<String, Map<String, Standing>> standings) {
    List<TrafficClass> classes = policy.classes();
    return byClass(decide(classes, PeerCase.of(classes, paths, standings)));
  }

  /// Decides about some peers.
  ///
  /// @return for each of them the verdicts of all classes, in their order
  List<List<SteeringVerdict>> decide(List<TrafficClass> classes, List<PeerCase> cases) {
    List<List<Question>> questions = cases.stream().map(each -> questions(classes, each)).toList();
    judge(questions);
    return questions.stream()
        .map(ofPeer -> ofPeer.stream().map(SteeringEngine::verdict).toList())
        .toList();
  }

  private static List<Question> questions(List<TrafficClass> classes, PeerCase about) {
    List<Question> questions = new ArrayList<>(classes.size());
    for (int i = 0; i < classes.size(); i++) {
      var demand = new Demand(classes.get(i), about.peer());
      List<Candidate> candidates = new ArrayList<>(about.paths().size());
      for (int path = 0; path < about.paths().size(); path++) {
        Standing standing = about.standings().get(i).get(path);
        candidates.add(new Candidate(demand, about.paths().get(path), standing));
      }
      Shares.judge(candidates);
      questions.add(new Question(demand, candidates));
    }
    return questions;
  }

  private static SteeringVerdict verdict(Question question) {
    return Ranking.verdict(question.demand, question.candidates);
  }

  private void judge(List<List<Question>> questions) {
    if (questions.isEmpty()) {
      return;
    }
    KieSession session = rules.newKieSession();
    try {
      for (List<Question> ofPeer : questions) {
        for (Question question : ofPeer) {
          session.insert(question.demand);
          question.candidates.forEach(session::insert);
        }
      }
      session.fireAllRules();
    } finally {
      session.dispose();
    }
  }

  /// The verdicts about some peers, put in order: by class, and for each by peer.
  static List<SteeringVerdict> byClass(List<List<SteeringVerdict>> ofPeers) {
    List<SteeringVerdict> verdicts = new ArrayList<>();
    int classes = ofPeers.isEmpty() ? 0 : ofPeers.getFirst().size();
    for (int i = 0; i < classes; i++) {
      for (List<SteeringVerdict> ofPeer : ofPeers) {
        verdicts.add(ofPeer.get(i));
      }
    }
    return verdicts;
  }
}
