package io.hawser.edge.agent.control;

import io.hawser.orchestrator.api.Answer;
import io.hawser.orchestrator.api.Question;
import java.util.List;
import java.util.Optional;

/// Knows what the orchestrator asks of this edge.
public interface Answerer {
  /// Of an edge that answers nothing.
  Answerer NONE =
      new Answerer() {
        @Override
        public List<String> questions() {
          return List.of();
        }

        @Override
        public Optional<Answer> answer(Question question) {
          return Optional.empty();
        }
      };

  /// Which questions, by the words of [io.hawser.orchestrator.api.Hello#getAnswersList].
  List<String> questions();

  /// Empty where the question is not known. Called on the control client's thread, one at a time:
  /// what takes longer holds up the next revision.
  Optional<Answer> answer(Question question);
}
