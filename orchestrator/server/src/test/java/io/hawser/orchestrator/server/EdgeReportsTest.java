package io.hawser.orchestrator.server;

import static io.hawser.orchestrator.server.TestOrchestrator.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.hawser.orchestrator.api.Answer;
import io.hawser.orchestrator.api.ClassQueue;
import io.hawser.orchestrator.api.EdgeReport;
import io.hawser.orchestrator.api.Event;
import io.hawser.orchestrator.api.Explanation;
import io.hawser.orchestrator.api.LinkQueue;
import io.hawser.orchestrator.api.Measurements;
import io.hawser.orchestrator.api.MovedPath;
import io.hawser.orchestrator.api.PathMeasurement;
import io.hawser.orchestrator.api.Question;
import io.hawser.orchestrator.api.Unanswered;
import io.hawser.orchestrator.api.Verdict;
import io.hawser.orchestrator.api.Verdicts;
import io.hawser.orchestrator.server.control.Decision;
import io.hawser.orchestrator.server.control.NetworkEvent;
import io.hawser.orchestrator.server.control.PathReading;
import io.hawser.orchestrator.server.control.QueueReading;
import io.hawser.orchestrator.server.web.WebRoutes;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// What edges measure and decide, as people are shown it.
class EdgeReportsTest {
  @TempDir Path directory;
  private TestOrchestrator orchestrator;

  @BeforeEach
  void start() {
    orchestrator = new TestOrchestrator(directory.resolve("data"), WebRoutes::new);
  }

  @AfterEach
  void stop() {
    orchestrator.close();
  }

  @Test
  void keepsMeasurementsAndEvents() throws Exception {
    orchestrator.apply(TestOrchestrator.SITES);
    TestDevice hq = orchestrator.device();
    String id = hq.enrolled(orchestrator.claim("hq", true)).path("edgeId").asString();
    try (TestStream stream = new TestStream(hq.channel())) {
      stream
          .hello("hq", 0)
          .report(
              EdgeReport.newBuilder()
                  .setMeasurements(
                      Measurements.newBuilder()
                          .setEpochMs(1_000)
                          .addPaths(
                              PathMeasurement.newBuilder()
                                  .setLink("broadband")
                                  .setPeerId("peer")
                                  .setPeerLink("mpls")
                                  .setStateOut("up")
                                  .setRttUs(12_000))
                          .addQueues(
                              LinkQueue.newBuilder()
                                  .setLink("broadband")
                                  .addClasses(
                                      ClassQueue.newBuilder().setQueue("bulk").setStood(31))))
                  .build())
          .report(
              EdgeReport.newBuilder()
                  .setEvent(
                      Event.newBuilder()
                          .setKind("move")
                          .setCause("silence")
                          .setRule("a rule")
                          .setReason("a reason " + "of many words ".repeat(10))
                          .addMeasured(MovedPath.newBuilder().setPath("a>hq/a").setLossPpm(7)))
                  .build());
      await(() -> !orchestrator.services().telemetry().events(1).isEmpty());
      Verdict voice = Verdict.newBuilder().setTrafficClass("voice").setPeerId("peer").build();
      Verdict bulk = voice.toBuilder().setTrafficClass("bulk").setReason("because").build();
      stream
          .report(verdicts(Verdicts.newBuilder().addVerdicts(bulk.toBuilder().setPeerId("old"))))
          .report(
              verdicts(
                  Verdicts.newBuilder().setComplete(true).addVerdicts(voice).addVerdicts(bulk)))
          .report(verdicts(Verdicts.newBuilder().addVerdicts(voice.toBuilder().setGone(true))));
      Decision left = new Decision("bulk", "peer", "", List.of(), "", "because");
      await(() -> orchestrator.services().telemetry().decisions(id).equals(List.of(left)));
    }
    PathReading reading = orchestrator.services().telemetry().latest().getFirst().reading();
    assertThat(reading.edgeId()).isEqualTo(id);
    assertThat(reading.rttUs()).isEqualTo(12_000);
    assertThat(orchestrator.services().telemetry().queues(id))
        .extracting(QueueReading::link, QueueReading::queue, QueueReading::stood)
        .containsExactly(tuple("broadband", "bulk", 31L));
    NetworkEvent event = orchestrator.services().telemetry().events(1).getFirst();
    assertThat(event.cause()).isEqualTo("silence");
    assertThat(event.rule()).isEqualTo("a rule");
    assertThat(event.reason()).hasSize(149);
    assertThat(event.measured()).containsExactly(new NetworkEvent.MovedPath("a>hq/a", 7, 0, 0));
  }

  @Test
  void showsPeopleWhatAnEdgeToldOfItsQueues() throws Exception {
    orchestrator.apply(TestOrchestrator.SITES);
    TestDevice hq = orchestrator.device();
    String id = hq.enrolled(orchestrator.claim("hq", true)).path("edgeId").asString();
    try (TestStream stream = new TestStream(hq.channel())) {
      stream.hello("hq", 0).report(queued(1_000, 1_000_000)).report(queued(2_000, 1_250_000));
      await(
          () ->
              orchestrator.services().telemetry().queues(id).stream()
                  .anyMatch(queue -> queue.epochMs() == 2_000));
      String token = LocalToken.read(orchestrator.data());
      JsonNode answer = TestDevice.JSON.readTree(hq.get("/api/v1/edges/hq/queues", token).body());
      assertThat(answer.size()).isEqualTo(1);
      JsonNode bulk = answer.get(0);
      assertThat(bulk.path("edge").asString()).isEqualTo("hq");
      assertThat(bulk.path("link").asString()).isEqualTo("broadband");
      assertThat(bulk.path("queue").asString()).isEqualTo("bulk");
      assertThat(bulk.path("sentBps").asLong()).isEqualTo(2_000_000);
      assertThat(bulk.path("rateBps").asLong()).isEqualTo(18_400_000);
      assertThat(bulk.path("rateFrom").asString()).isEqualTo("found");
      assertThat(bulk.path("configuredBps").asLong()).isEqualTo(20_000_000);
      assertThat(bulk.path("foundBps").asLong()).isEqualTo(18_500_000);
      assertThat(bulk.path("stood").asLong()).isEqualTo(31);
      assertThat(bulk.path("full").asLong()).isEqualTo(5);
      assertThat(bulk.path("delayP99Us").asLong()).isEqualTo(9_400);
      assertThat(hq.get("/sites/hq", token).body())
          .contains("2 Mbit/s", ">31<", "9.4 ms", "18.4 Mbit/s · found");
      assertThat(hq.get("/api/v1/edges/hq/queues").statusCode()).isEqualTo(401);
    }
  }

  @Test
  void asksAnEdgeWhyAFlowGoesItsWay() throws Exception {
    orchestrator.apply(TestOrchestrator.SITES);
    TestDevice hq = orchestrator.device();
    hq.enrolled(orchestrator.claim("hq", true));
    String token = LocalToken.read(orchestrator.data());
    assertThat(explain(hq, token, "voice").get().statusCode()).as("away").isEqualTo(409);
    try (TestStream stream = new TestStream(hq.channel())) {
      stream.hello("hq", 0, List.of("explain-flow")).next();
      Future<HttpResponse<String>> told = explain(hq, token, "10.1.0.5 voice");
      Question question = stream.nextQuestion();
      assertThat(question.getExplainFlow().getFlow()).isEqualTo("10.1.0.5 voice");
      stream.report(
          EdgeReport.newBuilder()
              .setAnswer(
                  Answer.newBuilder()
                      .setId(question.getId())
                      .setExplanation(
                          Explanation.newBuilder()
                              .setFlow("udp:10.1.0.5:4000-10.3.0.9:5060")
                              .setExists(true)
                              .setTrafficClass("voice")
                              .setPath("broadband>branch-1/broadband")
                              .setReason("meets\nits SLA")
                              .addAlternatives(
                                  Explanation.Alternative.newBuilder()
                                      .setPath("lte>branch-1/lte")
                                      .setState("down")
                                      .setWhyNot("silence"))
                              .addMoves(
                                  Explanation.Move.newBuilder().setAgoMs(4_000).setFrom("x"))))
              .build());
      JsonNode answer = TestDevice.JSON.readTree(told.get().body());
      assertThat(answer.path("edge").asString()).isEqualTo("hq");
      assertThat(answer.path("exists").asBoolean()).isTrue();
      assertThat(answer.path("path").asString()).isEqualTo("broadband>branch-1/broadband");
      assertThat(answer.path("reason").asString()).isEqualTo("meets?its SLA");
      assertThat(answer.path("alternatives").get(0).path("whyNot").asString()).isEqualTo("silence");
      long agoMs =
          System.currentTimeMillis() - answer.path("moves").get(0).path("epochMs").asLong();
      assertThat(agoMs).isBetween(4_000L, 60_000L);

      told = explain(hq, token, "10.1.0.5");
      stream.report(
          EdgeReport.newBuilder()
              .setAnswer(
                  Answer.newBuilder()
                      .setId(stream.nextQuestion().getId())
                      .setUnanswered(
                          Unanswered.newBuilder().setReason("fits 2").addFlows("a").addFlows("b")))
              .build());
      assertThat(told.get().statusCode()).isEqualTo(409);
      assertThat(told.get().body()).contains("fits 2: a, b");

      told = explain(hq, token, "silence");
      stream.nextQuestion();
      assertThat(told.get().statusCode()).isEqualTo(504);
      assertThat(told.get().body()).contains("edge: hq has not answered");

      told = explain(hq, token, "gone");
      stream.nextQuestion();
      stream.hangUp();
      assertThat(told.get().statusCode()).isEqualTo(409);
      assertThat(told.get().body()).contains("edge: hq went away");
    }
    try (TestStream old = new TestStream(hq.channel())) {
      old.hello("hq", 0).next();
      assertThat(explain(hq, token, "voice").get().body()).contains("edge: of a version");
    }
  }

  private static EdgeReport verdicts(Verdicts.Builder verdicts) {
    return EdgeReport.newBuilder().setVerdicts(verdicts).build();
  }

  private static EdgeReport queued(long epochMs, long sentBytes) {
    return EdgeReport.newBuilder()
        .setMeasurements(
            Measurements.newBuilder()
                .setEpochMs(epochMs)
                .addQueues(
                    LinkQueue.newBuilder()
                        .setLink("broadband")
                        .setRateBps(18_400_000)
                        .setRateFrom("found")
                        .setConfiguredBps(20_000_000)
                        .setFoundBps(18_500_000)
                        .addClasses(
                            ClassQueue.newBuilder()
                                .setQueue("bulk")
                                .setSentBytes(sentBytes)
                                .setStood(31)
                                .setFull(5)
                                .setDelayP50Us(2_300)
                                .setDelayP99Us(9_400))))
        .build();
  }

  /// On another thread, as the edge has to answer meanwhile.
  private static Future<HttpResponse<String>> explain(
      TestDevice asking, String token, String flow) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return asking.post(
                "/api/v1/edges/hq/explain",
                token,
                TestDevice.JSON.createObjectNode().put("flow", flow).toString());
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        });
  }
}
