package io.hawser.edge.agent.process;

import io.hawser.edge.control.Steerer;
import io.hawser.policy.PathFact;
import io.hawser.policy.Policy;
import io.hawser.policy.Standing;
import io.hawser.policy.SteeringVerdict;
import io.hawser.policy.engine.SteeringEngine;
import io.hawser.policy.engine.SteeringMemory;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/// The rule engine behind the core's [Steerer]. It is loaded on a thread of its own from the
/// process's first moment on, while keys are read and sessions are made; until then
/// [MakeshiftRules] decide, so that no packet waits for it.
///
/// Owned by the control thread, as it remembers what it decided; [#forQuestions] is for others.
final class EngineSteerer implements Steerer {
  private final CompletableFuture<SteeringEngine> engine =
      CompletableFuture.supplyAsync(
          SteeringEngine::new, task -> Thread.ofPlatform().daemon().name("load-rules").start(task));

  private final CompletableFuture<SteeringMemory> memory = engine.thenApply(SteeringMemory::new);

  @Override
  public List<SteeringVerdict> decide(
      Policy policy, Collection<PathFact> facts, Map<String, Map<String, Standing>> standings) {
    return isSettled()
        ? memory.join().decide(policy, facts, standings)
        : MakeshiftRules.decide(policy, facts);
  }

  @Override
  public boolean isSettled() {
    return memory.isDone();
  }

  /// The same rules for whoever asks what they would decide, on any thread.
  Steerer forQuestions() {
    return (policy, facts, standings) ->
        engine.isDone()
            ? engine.join().decide(policy, facts, standings)
            : MakeshiftRules.decide(policy, facts);
  }

  /// Waits for the engine.
  void load() {
    memory.join();
  }
}
