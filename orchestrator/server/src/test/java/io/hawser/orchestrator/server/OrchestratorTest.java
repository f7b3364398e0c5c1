package io.hawser.orchestrator.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.grpc.Status;
import io.hawser.orchestrator.api.Answer;
import io.hawser.orchestrator.api.ClassQueue;
import io.hawser.orchestrator.api.EdgeConfiguration;
import io.hawser.orchestrator.api.EdgeReport;
import io.hawser.orchestrator.api.Event;
import io.hawser.orchestrator.api.Explanation;
import io.hawser.orchestrator.api.LinkQueue;
import io.hawser.orchestrator.api.Measurements;
import io.hawser.orchestrator.api.MovedPath;
import io.hawser.orchestrator.api.PathMeasurement;
import io.hawser.orchestrator.api.Question;
import io.hawser.orchestrator.api.SignedRevision;
import io.hawser.orchestrator.api.Unanswered;
import io.hawser.orchestrator.api.Verdict;
import io.hawser.orchestrator.api.Verdicts;
import io.hawser.orchestrator.command.Command;
import io.hawser.orchestrator.company.Company;
import io.hawser.orchestrator.document.CompanyDocument;
import io.hawser.orchestrator.server.control.Decision;
import io.hawser.orchestrator.server.control.NetworkEvent;
import io.hawser.orchestrator.server.control.PathReading;
import io.hawser.orchestrator.server.control.QueueReading;
import io.hawser.orchestrator.server.store.EdgeRevisions;
import io.hawser.orchestrator.server.web.WebRoutes;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// A whole orchestrator on a port of the loopback, asked as boxes and edges ask it.
class OrchestratorTest {
  private static final String SITES =
      """
      sites:
        - name: hq
          lan: {device: lan0, prefixes: [10.1.0.0/24]}
          links: [{name: broadband, device: wan0, transport: internet}]
        - name: branch-1
          lan: {device: lan0, prefixes: [10.3.0.0/24]}
          links: [{name: broadband, device: wan0, transport: internet}]
      """;

  private static final String NEW_POLICY =
      """
      version: 1
      classes:
        - {name: default, mode: balance}
      default-class: default
      """;

  @TempDir Path directory;
  private Orchestrator orchestrator;

  @BeforeEach
  void start() {
    start(_ -> _ -> {});
  }

  private void start(Function<OrchestratorServices, HttpRoutes> people) {
    orchestrator =
        Orchestrator.start(
            new Settings(data(), new InetSocketAddress("127.0.0.1", 0), List.of()),
            InstantSource.system(),
            new SecureRandom(),
            people);
  }

  @AfterEach
  void stop() {
    orchestrator.close();
  }

  @Test
  void pushesSignedRevisionsToThoseThatAreConcernedAndToNobodyElse() throws Exception {
    apply(SITES);
    TestDevice hq = device();
    JsonNode identity = hq.enrolled(claim("hq", true));
    TestDevice branch = device();
    branch.enrolled(claim("branch-1", true));
    try (TestStream hqStream = new TestStream(hq.channel());
        TestStream branchStream = new TestStream(branch.channel())) {
      hqStream.hello("hq", 0);
      SignedRevision first = hqStream.nextSigned();
      assertThat(isSigned(first, identity.path("revisionKey").asString())).isTrue();
      EdgeConfiguration bare = EdgeConfiguration.parseFrom(first.getConfiguration());
      assertThat(bare.getEdgeId()).isEqualTo(identity.path("edgeId").asString());
      assertThat(bare.getLinks(0).getName()).isEqualTo("broadband");

      branchStream.hello("branch-1", 0).link("branch-1", "broadband", "203.0.113.3");
      EdgeConfiguration withPeer = until(hqStream, c -> hasPeerLink(c));
      hqStream.link("hq", "broadband", "198.51.100.1");
      EdgeConfiguration withPath = until(hqStream, c -> c.getPathsCount() == 1);
      assertThat(bare.getRevision()).isLessThan(withPeer.getRevision());
      assertThat(withPeer.getRevision()).isLessThan(withPath.getRevision());
      assertThat(withPath.getPeers(0).getLinks(0).getEndpointsList())
          .containsExactly("203.0.113.3:51820");
      until(branchStream, c -> c.getPathsCount() == 1);

      long revision = orchestrator.services().ledger().company().revision();
      hqStream.link("hq", "broadband", "198.51.100.1");
      branchStream.link("branch-1", "broadband", "203.0.113.3");
      submit(new Command.PutPolicy(NEW_POLICY, "policy.yaml"));
      EdgeConfiguration withPolicy = hqStream.next();
      assertThat(withPolicy.getPolicyYaml()).contains("balance");
      assertThat(withPolicy.getRevision()).isEqualTo(revision + 1);
      assertThat(branchStream.next().getPolicyYaml()).contains("balance");
      assertThat(hqStream.nothingWaits()).isTrue();
    }
  }

  @Test
  void recordsWhatAnEdgeSaysOfARevision() throws Exception {
    apply(SITES);
    TestDevice hq = device();
    String id = hq.enrolled(claim("hq", true)).path("edgeId").asString();
    try (TestStream stream = new TestStream(hq.channel())) {
      EdgeConfiguration first = stream.hello("hq", 0).next();
      stream.applied(first.getRevision(), true, "");
      await(() -> standing(id).appliedRevision() == first.getRevision());
      stream.applied(first.getRevision() + 9, false, "links: wan7 (expected: a device)");
      await(() -> !standing(id).accepted());
      assertThat(standing(id).error()).isEqualTo("links: wan7 (expected: a device)");
      assertThat(standing(id).appliedRevision()).isEqualTo(first.getRevision());
    }
  }

  @Test
  void keepsMeasurementsAndEvents() throws Exception {
    apply(SITES);
    TestDevice hq = device();
    String id = hq.enrolled(claim("hq", true)).path("edgeId").asString();
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

  private static EdgeReport verdicts(Verdicts.Builder verdicts) {
    return EdgeReport.newBuilder().setVerdicts(verdicts).build();
  }

  @Test
  void showsPeopleWhatAnEdgeToldOfItsQueues() throws Exception {
    orchestrator.close();
    start(WebRoutes::new);
    apply(SITES);
    TestDevice hq = device();
    String id = hq.enrolled(claim("hq", true)).path("edgeId").asString();
    try (TestStream stream = new TestStream(hq.channel())) {
      stream.hello("hq", 0).report(queued(1_000, 1_000_000)).report(queued(2_000, 1_250_000));
      await(
          () ->
              orchestrator.services().telemetry().queues(id).stream()
                  .anyMatch(queue -> queue.epochMs() == 2_000));
      String token = LocalToken.read(data());
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
    orchestrator.close();
    start(WebRoutes::new);
    apply(SITES);
    TestDevice hq = device();
    hq.enrolled(claim("hq", true));
    String token = LocalToken.read(data());
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

  @Test
  void restartKeepsEverythingAndPushesNothing() throws Exception {
    apply(SITES);
    TestDevice hq = device();
    String id = hq.enrolled(claim("hq", true)).path("edgeId").asString();
    long applied;
    try (TestStream stream = new TestStream(hq.channel())) {
      applied = stream.hello("hq", 0).next().getRevision();
    }
    await(() -> orchestrator.services().revisions().newest(id).isPresent());
    Company before = orchestrator.services().ledger().company();
    SignedRevision told = orchestrator.services().revisions().newest(id).orElseThrow().signed();
    String fingerprint = orchestrator.services().caFingerprint();
    orchestrator.close();
    start();
    assertThat(orchestrator.services().ledger().company()).isEqualTo(before);
    assertThat(orchestrator.services().revisions().newest(id).orElseThrow().signed())
        .isEqualTo(told);
    assertThat(orchestrator.services().caFingerprint()).isEqualTo(fingerprint);
    try (TestStream stream = new TestStream(hq.channelAt(orchestrator.localUri()))) {
      stream.hello("hq", applied);
      await(() -> orchestrator.services().presence().of(id).isPresent());
      submit(new Command.PutPolicy(NEW_POLICY, "policy.yaml"));
      assertThat(stream.next().getPolicyYaml()).contains("balance");
    }
  }

  @Test
  void letsABoxInWhenAPersonApprovesIt() throws Exception {
    apply(SITES);
    String token = claim("branch-1", false);
    TestDevice box = device();
    HttpResponse<String> waiting = box.enrol(token);
    assertThat(waiting.statusCode()).isEqualTo(202);
    assertThat(waiting.headers().firstValueAsLong("retry-after")).isPresent();
    String approveAt = TestDevice.JSON.readTree(waiting.body()).path("approveAt").asString();
    String id = approveAt.substring(approveAt.lastIndexOf('/') + 1);
    submit(new Command.ApproveEdge(id, null, null));
    assertThat(box.enrolled(token).path("edgeId").asString()).isEqualTo(id);
  }

  @Test
  void theCertificatesThatItServesAreThoseThatTheClaimPins() throws Exception {
    apply(SITES);
    String token = claim("hq", true);
    assertThat(HexFormat.of().formatHex(TestDevice.pinOf(token)))
        .isEqualTo(orchestrator.services().caFingerprint());
    HttpResponse<String> answer = device().get("/.well-known/est/cacerts");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("content-type")).hasValue("application/x-pem-file");
    assertThat(answer.body()).isEqualTo(Files.readString(data().resolve("ca.pem")));
  }

  @Test
  void oneOfTwoHundredBoxesGetsTheClaim() throws Exception {
    apply(SITES);
    String token = claim("branch-1", true);
    HttpClient client = TestDevice.client(data().resolve("ca.pem"));
    List<Callable<Integer>> attempts = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      TestDevice box = new TestDevice(orchestrator, data(), client);
      attempts.add(() -> box.enrol(token).statusCode());
    }
    List<Integer> answers = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(32)) {
      for (Future<Integer> answer : threads.invokeAll(attempts)) {
        answers.add(answer.get());
      }
    }
    assertThat(answers.stream().filter(status -> status == 200)).hasSize(1);
    assertThat(answers.stream().filter(status -> status == 409)).hasSize(199);
    assertThat(orchestrator.services().ledger().company().edges()).hasSize(1);
  }

  @Test
  void aTamperedRequestIsRefused() throws Exception {
    apply(SITES);
    String secret = TestDevice.secretOf(claim("branch-1", true));
    TestDevice box = device();
    byte[] csr = box.csr();
    csr[csr.length - 1] ^= 1;
    HttpResponse<String> answer = box.enrol(secret, TestDevice.pem("CERTIFICATE REQUEST", csr));
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("csr: ");
    assertThat(box.enrol(secret, "nonsense").statusCode()).isEqualTo(400);
    assertThat(box.enrol("!!", "nonsense").statusCode()).isEqualTo(400);
    assertThat(orchestrator.services().ledger().company().edges()).isEmpty();
  }

  @Test
  void anExpiredOrGuessedClaimIsRefused() throws Exception {
    apply(SITES);
    TestDevice box = device();
    byte[] guess = new byte[16];
    String guessed = Base64.getUrlEncoder().withoutPadding().encodeToString(guess);
    String csr = TestDevice.pem("CERTIFICATE REQUEST", box.csr());
    assertThat(box.enrol(guessed, csr).statusCode()).isEqualTo(403);
    long hourAgoMs = Instant.now().minus(Duration.ofHours(1)).toEpochMilli();
    orchestrator
        .services()
        .ledger()
        .submit(
            new Command.CreateClaim(
                "old",
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(guess)),
                "hq",
                null,
                true,
                hourAgoMs + 1,
                "user:ann"),
            "user:ann",
            hourAgoMs);
    assertThat(box.enrol(guessed, csr).statusCode()).isEqualTo(410);
  }

  @Test
  void aForeignCertificateCannotAttach() throws Exception {
    apply(SITES);
    TestDevice hq = device();
    String id = hq.enrolled(claim("hq", true)).path("edgeId").asString();
    KeyPair foreign = TestDevice.keyPair();
    TestDevice thief = device();
    assertRefused(thief, thief.certificateBy(foreign, "CN=Hawser CA, O=Hawser", id));
    assertRefused(thief, thief.certificateBy(foreign, "CN=Other CA", id));
    assertRefused(thief, "");
    assertThat(orchestrator.services().presence().attachedCount()).isZero();
  }

  @Test
  void aCertificateOfAnotherDeviceOrOfNoEdgeCannotAttach() throws Exception {
    apply(SITES);
    TestDevice hq = device();
    String id = hq.enrolled(claim("hq", true)).path("edgeId").asString();
    KeyPair authority = authority();
    TestDevice thief = device();
    assertRefused(thief, thief.certificateBy(authority, "CN=Hawser CA, O=Hawser", id));
    assertRefused(
        thief,
        thief.certificateBy(
            authority, "CN=Hawser CA, O=Hawser", "00000000-0000-4000-8000-000000000000"));
    assertRefused(thief, thief.certificateBy(authority, "CN=Hawser CA, O=Hawser", "orchestrator"));
  }

  @Test
  void aRevokedEdgeIsPutOutAndStaysOut() throws Exception {
    apply(SITES);
    TestDevice hq = device();
    String id = hq.enrolled(claim("hq", true)).path("edgeId").asString();
    try (TestStream stream = new TestStream(hq.channel())) {
      stream.hello("hq", 0).next();
      submit(new Command.RevokeEdge(id));
      assertThat(stream.end().getCode()).isEqualTo(Status.Code.PERMISSION_DENIED);
    }
    try (TestStream stream = new TestStream(hq.channel())) {
      assertThat(stream.hello("hq", 0).end().getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
    }
  }

  @Test
  void aSecondStreamOfAnEdgeTakesThePlaceOfTheFirst() throws Exception {
    apply(SITES);
    TestDevice hq = device();
    hq.enrolled(claim("hq", true));
    try (TestStream first = new TestStream(hq.channel());
        TestStream second = new TestStream(hq.channel())) {
      first.hello("hq", 0).next();
      second.hello("hq", 0).next();
      assertThat(first.end().getCode()).isEqualTo(Status.Code.ABORTED);
    }
  }

  @Test
  void aSilentStreamEndsWhenItsEdgeIsRevoked() throws Exception {
    apply(SITES);
    TestDevice hq = device();
    String id = hq.enrolled(claim("hq", true)).path("edgeId").asString();
    try (TestStream stream = new TestStream(hq.channel())) {
      await(() -> orchestrator.services().presence().silentCount() == 1);
      submit(new Command.RevokeEdge(id));
      assertThat(stream.end().getCode()).isEqualTo(Status.Code.PERMISSION_DENIED);
      assertThat(orchestrator.services().presence().silentCount()).isZero();
    }
  }

  @Test
  void anEdgeHasFewSilentStreamsAndNotForLong() throws Exception {
    apply(SITES);
    TestDevice hq = device();
    hq.enrolled(claim("hq", true));
    List<TestStream> streams = new ArrayList<>();
    for (int i = 1; i <= 4; i++) {
      int opened = i;
      streams.add(new TestStream(hq.channel()));
      await(() -> orchestrator.services().presence().silentCount() == opened);
    }
    streams.add(new TestStream(hq.channel()));
    assertThat(streams.getFirst().end().getCode()).isEqualTo(Status.Code.ABORTED);
    assertThat(streams.getLast().end().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
    streams.forEach(TestStream::close);
  }

  @Test
  void aReportBeforeHelloEndsTheStream() throws Exception {
    apply(SITES);
    TestDevice hq = device();
    hq.enrolled(claim("hq", true));
    try (TestStream stream = new TestStream(hq.channel())) {
      assertThat(stream.applied(1, true, "").end().getCode())
          .isEqualTo(Status.Code.INVALID_ARGUMENT);
    }
  }

  @Test
  void keysAreReadableByTheirOwnerOnly() throws Exception {
    for (String file : List.of("ca.key.pem", "server.key.pem", "revision.key.pem", "api-token")) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data().resolve(file))))
          .as(file)
          .isEqualTo("rw-------");
    }
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data())))
        .isEqualTo("rwx------");
  }

  private static void assertRefused(TestDevice device, String certificate) throws Exception {
    try (TestStream stream = new TestStream(device.channel(certificate))) {
      assertThat(stream.hello("thief", 0).end().getCode())
          .isIn(Status.Code.UNAUTHENTICATED, Status.Code.UNAVAILABLE);
    }
  }

  private KeyPair authority() throws Exception {
    String pem = Files.readString(data().resolve("ca.key.pem"));
    byte[] der = Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
    return new KeyPair(
        null, KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(der)));
  }

  private static boolean isSigned(SignedRevision revision, String rawKey) throws Exception {
    byte[] prefix = HexFormat.of().parseHex("302a300506032b6570032100");
    byte[] spki = new byte[prefix.length + 32];
    System.arraycopy(prefix, 0, spki, 0, prefix.length);
    System.arraycopy(Base64.getDecoder().decode(rawKey), 0, spki, prefix.length, 32);
    Signature signature = Signature.getInstance("Ed25519");
    signature.initVerify(
        KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(spki)));
    signature.update("hawser-revision-v1\0".getBytes(StandardCharsets.US_ASCII));
    signature.update(revision.getConfiguration().toByteArray());
    return signature.verify(revision.getSignature().toByteArray());
  }

  private static boolean hasPeerLink(EdgeConfiguration configuration) {
    return configuration.getPeersCount() == 1 && configuration.getPeers(0).getLinksCount() == 1;
  }

  private static EdgeConfiguration until(TestStream stream, Predicate<EdgeConfiguration> holds)
      throws Exception {
    EdgeConfiguration configuration = stream.next();
    while (!holds.test(configuration)) {
      configuration = stream.next();
    }
    return configuration;
  }

  private EdgeRevisions.Standing standing(String id) {
    return orchestrator.services().revisions().of(id);
  }

  private static void await(BooleanSupplier holds) {
    Awaitility.await().atMost(Duration.ofSeconds(20)).until(holds::getAsBoolean);
  }

  private TestDevice device() throws Exception {
    return new TestDevice(orchestrator, data());
  }

  private Path data() {
    return directory.resolve("data");
  }

  private void apply(String yaml) {
    submit(new Command.ApplyCompany(CompanyDocument.parse(yaml, "company.yaml")));
  }

  private String claim(String site, boolean approved) {
    return orchestrator
        .services()
        .claims()
        .create(site, null, approved, Duration.ofHours(1), "user:ann")
        .token();
  }

  private void submit(Command command) {
    orchestrator.services().ledger().submit(command, "user:ann", System.currentTimeMillis());
  }
}
