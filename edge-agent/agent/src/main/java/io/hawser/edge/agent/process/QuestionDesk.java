package io.hawser.edge.agent.process;

import io.hawser.edge.agent.control.Answerer;
import io.hawser.edge.agent.local.EdgeView;
import io.hawser.edge.agent.local.ExplanationView;
import io.hawser.edge.agent.local.FlowInquiry;
import io.hawser.edge.agent.local.FlowInquiry.Finding;
import io.hawser.orchestrator.api.Answer;
import io.hawser.orchestrator.api.Explanation;
import io.hawser.orchestrator.api.MovedPath;
import io.hawser.orchestrator.api.Question;
import io.hawser.orchestrator.api.Unanswered;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Answers the orchestrator's questions from what a person on the box would be shown.
final class QuestionDesk implements Answerer {
  static final String EXPLAIN_FLOW = "explain-flow";

  /// Of words; a flow of IPv6 has some 90.
  private static final int MOST_LENGTH = 500;

  private static final Logger LOG = LoggerFactory.getLogger(QuestionDesk.class);

  private final EdgeView edge;

  QuestionDesk(EdgeView edge) {
    this.edge = edge;
  }

  @Override
  public List<String> questions() {
    return List.of(EXPLAIN_FLOW);
  }

  @Override
  public Optional<Answer> answer(Question question) {
    return switch (question.getQuestionCase()) {
      case EXPLAIN_FLOW ->
          Optional.of(
              explained(question.getExplainFlow().getFlow()).setId(question.getId()).build());
      // A newer orchestrator may ask what we do not know.
      case QUESTION_NOT_SET -> Optional.empty();
    };
  }

  private Answer.Builder explained(String flow) {
    if (flow.length() > MOST_LENGTH) {
      return unanswered(
          "flow: %d characters (expected: %d or less)".formatted(flow.length(), MOST_LENGTH),
          List.of());
    }
    try {
      return switch (FlowInquiry.ask(edge, flow)) {
        case Finding.Explained(ExplanationView view) ->
            Answer.newBuilder().setExplanation(explanation(view));
        case Finding.Ambiguous(int count, List<String> flows) ->
            unanswered(
                "flow: '%s' fits %d flows (expected: one of them)".formatted(flow, count), flows);
        case Finding.Unknown() ->
            unanswered(
                "flow: '%s' (expected: one that there is, words that fit one, or a 5-tuple to a site)"
                    .formatted(flow),
                List.of());
      };
    } catch (RuntimeException e) {
      LOG.error("question-failed", e);
      return unanswered("edge: failed (expected: an answer; its log says more)", List.of());
    }
  }

  private static Answer.Builder unanswered(String reason, List<String> flows) {
    return Answer.newBuilder()
        .setUnanswered(Unanswered.newBuilder().setReason(reason).addAllFlows(flows));
  }

  private static Explanation.Builder explanation(ExplanationView view) {
    Explanation.Builder told =
        Explanation.newBuilder()
            .setFlow(view.flow())
            .setExists(view.exists())
            .setApplication(view.application())
            .setApplicationReason(view.applicationReason())
            .setTrafficClass(view.trafficClass())
            .setClassReason(view.classReason())
            .setMode(view.mode())
            .setPeer(view.peer())
            .setRule(view.rule())
            .setPath(view.path())
            .setReason(view.reason())
            .setCopies(view.copies())
            .setJitterBuffer(view.jitterBuffer());
    view.alternatives()
        .forEach(
            other ->
                told.addAlternatives(
                    Explanation.Alternative.newBuilder()
                        .setPath(other.path())
                        .setState(other.state())
                        .setWhyNot(other.whyNot())));
    view.moves().forEach(move -> told.addMoves(move(move)));
    return told;
  }

  private static Explanation.Move.Builder move(ExplanationView.Move move) {
    Explanation.Move.Builder told =
        Explanation.Move.newBuilder()
            .setAgoMs(move.agoMs())
            .setFrom(move.from())
            .setTo(move.to())
            .setCause(move.cause())
            .setRule(move.rule())
            .setReason(move.reason());
    move.measured()
        .forEach(
            path ->
                told.addMeasured(
                    MovedPath.newBuilder()
                        .setPath(path.path())
                        .setLossPpm(path.lossPpm())
                        .setLatencyUs(path.latencyUs())
                        .setJitterUs(path.jitterUs())));
    return told;
  }
}
