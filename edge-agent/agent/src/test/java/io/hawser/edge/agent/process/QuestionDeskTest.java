package io.hawser.edge.agent.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.hawser.edge.agent.local.SampleEdge;
import io.hawser.orchestrator.api.Answer;
import io.hawser.orchestrator.api.ExplainFlow;
import io.hawser.orchestrator.api.Explanation;
import io.hawser.orchestrator.api.MovedPath;
import io.hawser.orchestrator.api.Question;
import org.junit.jupiter.api.Test;

class QuestionDeskTest {
  private final QuestionDesk desk = new QuestionDesk(new SampleEdge());

  @Test
  void tellsWhyAFlowGoesItsWayAndWhatElseThereWas() {
    Answer answer = ask("10.1.1.5 voice");

    assertThat(answer.getId()).isEqualTo(42);
    Explanation told = answer.getExplanation();
    assertThat(told.getFlow()).isEqualTo(SampleEdge.FLOW);
    assertThat(told.getExists()).isTrue();
    assertThat(told.getApplication()).isEqualTo("voice");
    assertThat(told.getApplicationReason()).isEqualTo("udp port 5060-5061");
    assertThat(told.getTrafficClass()).isEqualTo("voice");
    assertThat(told.getClassReason()).isEqualTo("classes.voice");
    assertThat(told.getMode()).isEqualTo("single");
    assertThat(told.getPeer()).isEqualTo("hq");
    assertThat(told.getRule()).startsWith("best usable path");
    assertThat(told.getPath()).isEqualTo("broadband>hq/broadband");
    assertThat(told.getReason()).isEqualTo("meets the SLA");
    assertThat(told.getCopies()).startsWith("3 of 250 packets");
    assertThat(told.getAlternativesList())
        .containsExactly(
            Explanation.Alternative.newBuilder()
                .setPath("mpls>hq/mpls")
                .setState("down")
                .setWhyNot("no answer for 4 s")
                .build());
    Explanation.Move move = told.getMoves(0);
    assertThat(move.getAgoMs()).isEqualTo(4_000);
    assertThat(move.getFrom() + " " + move.getTo())
        .isEqualTo("mpls>hq/mpls broadband>hq/broadband");
    assertThat(move.getCause()).isEqualTo("silence 312 ms");
    assertThat(move.getRule()).isEqualTo("a path that is down carries nothing");
    assertThat(move.getReason()).contains("mpls>hq/mpls is down");
    assertThat(move.getMeasuredList())
        .first()
        .isEqualTo(
            MovedPath.newBuilder()
                .setPath("mpls>hq/mpls")
                .setLossPpm(52_000)
                .setLatencyUs(20_100)
                .setJitterUs(-1)
                .build());
  }

  @Test
  void namesTheFlowsThatWordsFit() {
    assertThat(ask("10.20.0.9").getUnanswered().getReason())
        .isEqualTo("flow: '10.20.0.9' fits 2 flows (expected: one of them)");
    assertThat(ask("10.20.0.9").getUnanswered().getFlowsList())
        .containsExactlyInAnyOrder(SampleEdge.FLOW, SampleEdge.OTHER_FLOW);
  }

  @Test
  void saysWhyItHasNothingToSay() {
    assertThat(ask("192.0.2.1").getUnanswered().getReason())
        .startsWith("flow: '192.0.2.1' (expected: one that there is");
    assertThat(ask("x".repeat(501)).getUnanswered().getReason())
        .isEqualTo("flow: 501 characters (expected: 500 or less)");
    assertThat(ask("").getUnanswered().getFlowsList()).isEmpty();
  }

  @Test
  void leavesAQuestionUnansweredThatItDoesNotKnow() {
    assertThat(desk.answer(Question.newBuilder().setId(1).build())).isEmpty();
    assertThat(desk.questions()).containsExactly("explain-flow");
  }

  private Answer ask(String flow) {
    return desk.answer(
            Question.newBuilder()
                .setId(42)
                .setExplainFlow(ExplainFlow.newBuilder().setFlow(flow))
                .build())
        .orElseThrow();
  }
}
