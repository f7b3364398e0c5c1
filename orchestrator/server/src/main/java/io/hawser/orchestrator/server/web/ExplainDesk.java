package io.hawser.orchestrator.server.web;

import io.hawser.orchestrator.api.Answer;
import io.hawser.orchestrator.api.ExplainFlow;
import io.hawser.orchestrator.api.Explanation;
import io.hawser.orchestrator.company.Names;
import io.hawser.orchestrator.company.RefusedException;
import io.hawser.orchestrator.console.EventView;
import io.hawser.orchestrator.console.ExplanationView;
import io.hawser.orchestrator.server.control.Presence;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Asks an edge why a flow goes its way, and waits for what it says. It alone knows: the
/// orchestrator hears of classes and paths, not of flows.
final class ExplainDesk {
  /// An edge answers within milliseconds; over a satellite and through the loss of its link it
  /// takes some seconds.
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /// Paths to one peer, and what happened to one class: an edge has fewer, unless it lies.
  private static final int MOST_LISTED = 100;

  private final Presence presence;
  private final InstantSource clock;

  ExplainDesk(Presence presence, InstantSource clock) {
    this.presence = presence;
    this.clock = clock;
  }

  Network.Explained ask(String edgeId, String edge, String flow) {
    CompletableFuture<Answer> asked =
        presence.ask(edgeId, ExplainFlow.newBuilder().setFlow(flow).build());
    Answer answer = await(asked, edge);
    if (answer.hasExplanation()) {
      return Network.Explained.of(view(edge, answer.getExplanation()));
    }
    return Network.Explained.not(
        Names.sentence(answer.getUnanswered().getReason()),
        answer.getUnanswered().getFlowsList().stream()
            .limit(MOST_LISTED)
            .map(Names::sentence)
            .toList());
  }

  private static Answer await(CompletableFuture<Answer> asked, String edge) {
    try {
      return asked.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new NoAnswer(
          "edge: %s has not answered (expected: an answer within %d s)"
              .formatted(edge, PATIENCE.toSeconds()),
          e);
    } catch (CancellationException e) {
      throw RefusedException.conflict("edge: " + edge + " went away (expected: an answer)");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new NoAnswer("edge: " + edge + " not waited for (expected: an answer)", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("answer: failed (expected: an answer or none)", e);
    } finally {
      asked.cancel(false);
    }
  }

  private ExplanationView view(String edge, Explanation told) {
    return new ExplanationView(
        edge,
        Names.sentence(told.getFlow()),
        told.getExists(),
        Names.printable(told.getApplication()),
        Names.sentence(told.getApplicationReason()),
        Names.printable(told.getTrafficClass()),
        Names.sentence(told.getClassReason()),
        Names.printable(told.getMode()),
        Names.printable(told.getPeer()),
        Names.sentence(told.getRule()),
        Names.sentence(told.getPath()),
        Names.sentence(told.getReason()),
        Names.sentence(told.getCopies()),
        Names.sentence(told.getJitterBuffer()),
        told.getAlternativesList().stream()
            .limit(MOST_LISTED)
            .map(
                other ->
                    new ExplanationView.Alternative(
                        Names.sentence(other.getPath()),
                        Names.printable(other.getState()),
                        Names.sentence(other.getWhyNot())))
            .toList(),
        moves(told.getMovesList()));
  }

  private List<ExplanationView.Move> moves(List<Explanation.Move> told) {
    long nowEpochMs = clock.millis();
    return told.stream()
        .limit(MOST_LISTED)
        .map(
            move ->
                new ExplanationView.Move(
                    nowEpochMs - move.getAgoMs(),
                    Names.sentence(move.getFrom()),
                    Names.sentence(move.getTo()),
                    Names.sentence(move.getCause()),
                    Names.sentence(move.getRule()),
                    Names.sentence(move.getReason()),
                    move.getMeasuredList().stream()
                        .limit(MOST_LISTED)
                        .map(
                            path ->
                                new EventView.MovedPath(
                                    Names.sentence(path.getPath()),
                                    path.getLossPpm(),
                                    path.getLatencyUs(),
                                    path.getJitterUs()))
                        .toList()))
        .toList();
  }
}
