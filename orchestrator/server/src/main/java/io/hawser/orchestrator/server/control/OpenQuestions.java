package io.hawser.orchestrator.server.control;

import io.hawser.orchestrator.api.Answer;
import io.hawser.orchestrator.api.Question;
import io.hawser.orchestrator.company.RefusedException;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// What one stream's edge was asked and has not answered. Thread-safe.
final class OpenQuestions {
  /// People look at one edge, and a page asks once.
  static final int MOST = 8;

  private final ArrayDeque<Question> unsent = new ArrayDeque<>();
  private final Map<Long, CompletableFuture<Answer>> open = new HashMap<>();
  private long lastId;
  private boolean ended;

  /// Completed by the answer, or cancelled where the edge goes away before. Whoever does not wait
  /// any longer cancels it.
  synchronized CompletableFuture<Answer> add(Question.Builder question) {
    CompletableFuture<Answer> answer = new CompletableFuture<>();
    if (ended) {
      answer.cancel(false);
      return answer;
    }
    if (open.size() == MOST) {
      throw RefusedException.conflict(
          "edge: asked " + MOST + " things at once (expected: less; try again)");
    }
    long id = ++lastId;
    open.put(id, answer);
    unsent.add(question.setId(id).build());
    var _ = answer.whenComplete((_, _) -> forget(id));
    return answer;
  }

  /// The next to send, taken out, or null.
  synchronized @Nullable Question next() {
    return unsent.poll();
  }

  /// False where nobody waits for it.
  boolean onAnswer(Answer answer) {
    CompletableFuture<Answer> asked = find(answer.getId());
    return asked != null && asked.complete(answer);
  }

  private synchronized @Nullable CompletableFuture<Answer> find(long id) {
    return open.get(id);
  }

  private synchronized void forget(long id) {
    open.remove(id);
    unsent.removeIf(question -> question.getId() == id);
  }

  /// The edge is gone.
  void end() {
    List<CompletableFuture<Answer>> left;
    synchronized (this) {
      ended = true;
      left = List.copyOf(open.values());
    }
    left.forEach(answer -> answer.cancel(false));
  }
}
