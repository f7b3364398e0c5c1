package io.hawser.edge.agent.control;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.hawser.edge.agent.Eventually;
import io.hawser.edge.agent.orchestrator.ControlDesk;
import io.hawser.edge.agent.orchestrator.TestAuthority;
import io.hawser.edge.agent.store.CheckedRevision;
import io.hawser.edge.agent.store.Identity;
import io.hawser.edge.agent.store.RevisionCheck;
import io.hawser.edge.agent.store.RevisionRefused;
import io.hawser.edge.agent.store.RevisionStore;
import io.hawser.edge.agent.store.Revisions;
import io.hawser.edge.agent.uplink.Uplink;
import io.hawser.orchestrator.api.Answer;
import io.hawser.orchestrator.api.Applied;
import io.hawser.orchestrator.api.EdgeReport;
import io.hawser.orchestrator.api.Event;
import io.hawser.orchestrator.api.ExplainFlow;
import io.hawser.orchestrator.api.Explanation;
import io.hawser.orchestrator.api.Hello;
import io.hawser.orchestrator.api.LinkFact;
import io.hawser.orchestrator.api.LinkFacts;
import io.hawser.orchestrator.api.Measurements;
import io.hawser.orchestrator.api.Question;
import io.hawser.orchestrator.api.SignedRevision;
import io.hawser.orchestrator.api.Verdict;
import io.hawser.orchestrator.api.Verdicts;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ControlClientTest {
  private static final Uplink LOOPBACK =
      new Uplink("broadband", "lo", InetAddress.ofLiteral("127.0.0.1"));
  private static final ControlTimes QUICK =
      new ControlTimes(
          TimeUnit.SECONDS.toNanos(5),
          TimeUnit.MILLISECONDS.toNanos(20),
          TimeUnit.MILLISECONDS.toNanos(100),
          TimeUnit.SECONDS.toNanos(10),
          TimeUnit.SECONDS.toNanos(2),
          TimeUnit.MILLISECONDS.toNanos(50),
          TimeUnit.MILLISECONDS.toNanos(20),
          TimeUnit.SECONDS.toNanos(60),
          TimeUnit.MILLISECONDS.toNanos(40));

  @TempDir Path state;
  private final TestAuthority authority = new TestAuthority();
  private final KeyPair key = TestAuthority.newKey();
  private final Revisions revisions = new Revisions();
  private final RevisionCheck check = revisions.check();
  private final List<Long> applied = new CopyOnWriteArrayList<>();
  private volatile String applierProblem = "";
  private volatile Answerer answerer = Answerer.NONE;
  private volatile List<Uplink> uplinks = List.of(LOOPBACK);
  private final List<AutoCloseable> open = new ArrayList<>();
  private ControlDesk desk;
  private RevisionStore store;

  @BeforeEach
  void open() throws Exception {
    desk = keep(ControlDesk.open(authority, 0));
    store = new RevisionStore(state);
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable closeable : open.reversed()) {
      closeable.close();
    }
  }

  @Test
  void saysHelloThenItsLinks() throws Exception {
    ControlClient client = started(7);

    Eventually.until("two reports", () -> desk.reports().size() >= 2);

    assertThat(desk.reports().get(0).getHello().getAppliedRevision()).isEqualTo(7);
    assertThat(desk.reports().get(1).getLinks().getLinks(0).getName()).isEqualTo("broadband");
    assertThat(client.state()).isInstanceOf(ControlState.Connected.class);
    assertThat(((ControlState.Connected) client.state()).link()).isEqualTo("broadband");
  }

  @Test
  void appliesKeepsAndConfirmsARevision() throws Exception {
    started(7);

    assertThat(answerTo(revisions.signed(8)))
        .isEqualTo(Applied.newBuilder().setRevision(8).setAccepted(true).build());

    assertThat(applied).containsExactly(8L);
    assertThat(storedNumber()).isEqualTo(8);
  }

  @Test
  void confirmsTheRevisionInForceWithoutApplyingItAgain() throws Exception {
    started(7);
    SignedRevision eight = revisions.signed(8);
    answerTo(eight);

    assertThat(answerTo(eight).getAccepted()).isTrue();
    assertThat(applied).containsExactly(8L);
  }

  @Test
  void refusesAnOlderRevisionAndStaysWithTheOldOne() throws Exception {
    started(7);

    assertRefused(revisions.signed(6), "revision: 6 (expected: 7 or newer)");
  }

  @Test
  void refusesATamperedRevisionAndStaysWithTheOldOne() throws Exception {
    started(7);
    ByteString forged = Revisions.configuration(9).build().toByteString();

    assertRefused(
        revisions.signed(8).toBuilder().setConfiguration(forged).build(),
        "signature: does not fit the configuration (expected: Ed25519 by the pinned key)");
  }

  @Test
  void refusesAnotherEdgesRevisionAndStaysWithTheOldOne() throws Exception {
    started(7);

    assertRefused(
        revisions.signed(Revisions.configuration(8).setEdgeId("other").build()),
        "edge_id: other (expected: " + Revisions.EDGE_ID + ")");
  }

  @Test
  void staysWithTheOldRevisionWhereTheDataPlaneRefusesTheNewOne() throws Exception {
    started(7);
    applierProblem = "links.lte.device: wan9 (expected: a device of this box)";

    assertRefused(revisions.signed(8), applierProblem);
    applierProblem = "";
    assertThat(answerTo(revisions.signed(8)).getAccepted()).isTrue();
  }

  @Test
  void comesBackWhenTheOrchestratorDoes() throws Exception {
    ControlClient client = started(7);
    Eventually.until("connected", () -> desk.reports().size() >= 2);
    int port = desk.port();
    desk.close();
    Eventually.until("disconnected", () -> client.state() instanceof ControlState.Disconnected);
    for (int i = 0; i < 3; i++) {
      client.reportEvent(Event.newBuilder().setSubject("event " + i).build());
      client.reportMeasurements(Measurements.newBuilder().setEpochMs(i).build());
    }

    desk = keep(ControlDesk.open(authority, port));

    Eventually.until("all told", () -> desk.reports().size() >= 6);
    assertThat(desk.reports().get(0).hasHello()).isTrue();
    assertThat(desk.reports().get(1).hasLinks()).isTrue();
    assertThat(desk.reports().subList(2, 5))
        .extracting(report -> report.getEvent().getSubject())
        .containsExactly("event 0", "event 1", "event 2");
    assertThat(desk.reports().get(5).getMeasurements().getEpochMs())
        .as("only the last value")
        .isEqualTo(2);
  }

  @Test
  void triesTheNextLinkWhereOneDoesNotReachTheOrchestrator() throws Exception {
    uplinks = List.of(new Uplink("mpls", "", InetAddress.ofLiteral("192.0.2.1")), LOOPBACK);

    ControlClient client = started(7);

    Eventually.until("connected", () -> client.state() instanceof ControlState.Connected);
    assertThat(((ControlState.Connected) client.state()).link()).isEqualTo("broadband");
  }

  @Test
  void leavesALinkThatLostItsAddress() throws Exception {
    ControlClient client = started(7);
    Eventually.until("connected", () -> client.state() instanceof ControlState.Connected);

    uplinks = List.of(new Uplink("mpls", "lo", InetAddress.ofLiteral("127.0.0.2")));

    Eventually.until(
        "connected by the other",
        () ->
            client.state() instanceof ControlState.Connected(String link, long _)
                && link.equals("mpls"));
  }

  @Test
  void leavesAMeteredLinkOnceOneThatCostsNothingReachesTheOrchestrator() throws Exception {
    Uplink lte = new Uplink("lte", "lo", InetAddress.ofLiteral("127.0.0.2"), true);
    uplinks = List.of(new Uplink("mpls", "", InetAddress.ofLiteral("192.0.2.1")), lte);
    ControlClient client = started(7);
    Eventually.until("connected by the metered one", () -> isConnectedBy(client, "lte"));
    client.reportMeasurements(Measurements.newBuilder().setEpochMs(1).build());
    client.reportMeasurements(Measurements.newBuilder().setEpochMs(2).build());
    Eventually.until("measured", () -> measured(1));

    uplinks = List.of(LOOPBACK, lte);

    Eventually.until("connected by the other", () -> isConnectedBy(client, "broadband"));
    client.reportMeasurements(Measurements.newBuilder().setEpochMs(3).build());
    Eventually.until("measured again", () -> measured(3));
    assertThat(desk.reports().stream().filter(EdgeReport::hasHello)).hasSize(2);
  }

  private static boolean isConnectedBy(ControlClient client, String wanted) {
    return client.state() instanceof ControlState.Connected(String link, long _)
        && link.equals(wanted);
  }

  private boolean measured(long least) {
    return desk.reports().stream()
        .anyMatch(report -> report.getMeasurements().getEpochMs() >= least);
  }

  @Test
  void tellsLinkFactsAgainOnlyWhereTheyChange() throws Exception {
    ControlClient client = started(7);
    Eventually.until("connected", () -> desk.reports().size() >= 2);

    client.reportLinks(links(true));
    client.reportLinks(links(false));

    Eventually.until("told", () -> desk.reports().size() >= 3);
    assertThat(desk.reports().get(2).getLinks()).isEqualTo(links(false));
  }

  @Test
  void refusesAnOrchestratorOfAForeignCa() throws Exception {
    var foreign = keep(ControlDesk.open(new TestAuthority(), 0));

    ControlClient client = started(7, foreign.uri());

    Eventually.until(
        "distrust",
        () ->
            client.state() instanceof ControlState.Disconnected(String problem, long _)
                && problem.contains("orchestrator not trusted"));
    assertThat(foreign.reports()).isEmpty();
  }

  @Test
  void answersWhatItIsAskedAndPassesOverWhatItDoesNotKnow() throws Exception {
    answerer =
        new Answerer() {
          @Override
          public List<String> questions() {
            return List.of("explain-flow");
          }

          @Override
          public Optional<Answer> answer(Question question) {
            return question.hasExplainFlow()
                ? Optional.of(
                    Answer.newBuilder()
                        .setId(question.getId())
                        .setExplanation(
                            Explanation.newBuilder().setFlow(question.getExplainFlow().getFlow()))
                        .build())
                : Optional.empty();
          }
        };
    started(7);
    Eventually.until("two reports", () -> desk.reports().size() >= 2);
    assertThat(desk.reports().getFirst().getHello().getAnswersList())
        .containsExactly("explain-flow");

    desk.ask(Question.newBuilder().setId(1).build());
    desk.ask(
        Question.newBuilder()
            .setId(2)
            .setExplainFlow(ExplainFlow.newBuilder().setFlow("voice"))
            .build());
    Eventually.until("an answer", () -> desk.reports().stream().anyMatch(EdgeReport::hasAnswer));

    assertThat(desk.reports().stream().filter(EdgeReport::hasAnswer).map(EdgeReport::getAnswer))
        .singleElement()
        .satisfies(
            answer -> {
              assertThat(answer.getId()).isEqualTo(2);
              assertThat(answer.getExplanation().getFlow()).isEqualTo("voice");
            });
    assertThat(answerTo(revisions.signed(8)).getAccepted()).isTrue();
  }

  @Test
  void forgetsOnANewStreamWhatWasAskedOnTheOldOne() {
    Outbox outbox = new Outbox(links(true));
    for (int i = 0; i <= Outbox.ANSWER_CAPACITY; i++) {
      outbox.putAnswer(Answer.newBuilder().setId(i).build());
    }
    for (int i = 0; i < Outbox.ANSWER_CAPACITY; i++) {
      assertThat(outbox.poll(0).getAnswer().getId()).isEqualTo(i);
    }
    assertThat(outbox.poll(0)).as("one more than there is room for").isNull();

    outbox.putAnswer(Answer.newBuilder().setId(99).build());
    outbox.onStream(Hello.getDefaultInstance(), 1_000);

    assertThat(outbox.poll(0).hasHello()).isTrue();
    assertThat(outbox.poll(0).hasLinks()).isTrue();
    assertThat(outbox.poll(0)).isNull();
  }

  @Test
  void dropsTheOldestEventsAndSaysHowMany() {
    Outbox outbox = new Outbox(links(true));
    for (int i = 0; i < Outbox.EVENT_CAPACITY + 5; i++) {
      outbox.putEvent(Event.newBuilder().setSubject("event " + i).build());
    }

    EdgeReport loss = outbox.poll(0);
    EdgeReport first = outbox.poll(0);

    assertThat(loss.getEvent().getKind()).isEqualTo("events-dropped");
    assertThat(loss.getEvent().getTo()).isEqualTo("5");
    assertThat(first.getEvent().getSubject()).isEqualTo("event 5");
    assertThat(outbox.eventsDropped()).isEqualTo(5);
  }

  @Test
  void sendsMeasurementsAtMostOnceAnInterval() {
    Outbox outbox = new Outbox(links(true));
    outbox.onStream(Hello.getDefaultInstance(), 1_000);
    outbox.poll(0);
    outbox.poll(0);
    outbox.putMeasurements(Measurements.newBuilder().setEpochMs(1).build());
    assertThat(outbox.poll(5)).isNotNull();
    outbox.putMeasurements(Measurements.newBuilder().setEpochMs(2).build());
    outbox.putMeasurements(Measurements.newBuilder().setEpochMs(3).build());

    assertThat(outbox.poll(1_004)).isNull();
    assertThat(outbox.poll(1_005).getMeasurements().getEpochMs()).isEqualTo(3);
  }

  @Test
  void tellsAllVerdictsOnANewStreamAndThenThoseThatChanged() {
    Outbox outbox = new Outbox(links(true));
    assertThat(outbox.poll(0)).isNull();
    outbox.onStream(Hello.getDefaultInstance(), 0);
    outbox.putVerdicts(List.of(verdict("voice", "a"), verdict("bulk", "b")));
    outbox.poll(0);
    outbox.poll(0);
    assertThat(outbox.poll(0).getVerdicts())
        .isEqualTo(
            Verdicts.newBuilder()
                .setComplete(true)
                .addVerdicts(verdict("voice", "a"))
                .addVerdicts(verdict("bulk", "b"))
                .build());
    outbox.putVerdicts(List.of(verdict("voice", "a"), verdict("bulk", "b")));
    assertThat(outbox.poll(0)).isNull();

    outbox.putVerdicts(List.of(verdict("voice", "c")));
    Verdicts news = outbox.poll(0).getVerdicts();
    assertThat(news.getComplete()).isFalse();
    assertThat(news.getVerdictsList())
        .containsExactly(
            verdict("voice", "c"),
            Verdict.newBuilder().setTrafficClass("bulk").setPeerId("hq").setGone(true).build());

    outbox.onStream(Hello.getDefaultInstance(), 0);
    outbox.poll(0);
    outbox.poll(0);
    assertThat(outbox.poll(0).getVerdicts())
        .isEqualTo(
            Verdicts.newBuilder().setComplete(true).addVerdicts(verdict("voice", "c")).build());
    assertThat(outbox.poll(0)).isNull();
  }

  @Test
  void tellsManyVerdictsInSeveralMessages() {
    Outbox outbox = new Outbox(links(true));
    outbox.onStream(Hello.getDefaultInstance(), 0);
    List<Verdict> many = new ArrayList<>();
    for (int i = 0; i < 2 * VerdictNews.MOST_AT_ONCE + 1; i++) {
      many.add(verdict("class-" + i, "a"));
    }
    outbox.putVerdicts(many);
    outbox.poll(0);
    outbox.poll(0);
    List<Verdict> told = new ArrayList<>();
    List<Boolean> complete = new ArrayList<>();
    for (EdgeReport report = outbox.poll(0); report != null; report = outbox.poll(0)) {
      told.addAll(report.getVerdicts().getVerdictsList());
      complete.add(report.getVerdicts().getComplete());
    }
    assertThat(told).isEqualTo(many);
    assertThat(complete).containsExactly(true, false, false);
  }

  private static Verdict verdict(String trafficClass, String path) {
    return Verdict.newBuilder()
        .setTrafficClass(trafficClass)
        .setPeerId("hq")
        .addPaths(path)
        .setReason("a reason")
        .build();
  }

  private void assertRefused(SignedRevision signed, String reason) throws Exception {
    Applied answer = answerTo(signed);

    assertThat(answer.getAccepted()).isFalse();
    assertThat(answer.getError()).isEqualTo(reason);
    assertThat(applied).isEmpty();
    assertThat(storedNumber()).isEqualTo(7);
  }

  private Applied answerTo(SignedRevision signed) throws Exception {
    Eventually.until("attached", () -> desk.streams() > 0);
    int before = desk.answers().size();
    desk.push(signed);
    Eventually.until("an answer", () -> desk.answers().size() > before);
    return desk.answers().getLast();
  }

  private long storedNumber() {
    return store.load(check).orElseThrow().number();
  }

  private ControlClient started(long revisionInForce) throws Exception {
    return started(revisionInForce, desk.uri());
  }

  private ControlClient started(long revisionInForce, URI orchestrator) throws Exception {
    CheckedRevision inForce = check.authentic(revisions.signed(revisionInForce));
    store.keep(inForce, check);
    var setup =
        new ControlSetup(
            orchestrator,
            this::identity,
            key.getPrivate(),
            () -> uplinks,
            Hello.newBuilder().setVersion("test").build(),
            links(true),
            Clock.systemUTC(),
            new Random(1),
            QUICK);
    var intake = new RevisionIntake(check, store, this::apply, inForce);
    ControlClient client = keep(new ControlClient(setup, intake, answerer));
    client.start();
    return client;
  }

  private void apply(CheckedRevision revision) throws RevisionRefused {
    if (!applierProblem.isEmpty()) {
      throw new RevisionRefused(applierProblem);
    }
    applied.add(revision.number());
  }

  private Identity identity() {
    var certificate = authority.edge(key.getPublic(), Revisions.EDGE_ID, Instant.now());
    return new Identity(
        Revisions.EDGE_ID, List.of(certificate), List.of(authority.certificate()), revisions.key());
  }

  private static LinkFacts links(boolean up) {
    return LinkFacts.newBuilder()
        .addLinks(LinkFact.newBuilder().setName("broadband").setDevice("lo").setUp(up))
        .build();
  }

  private <T extends AutoCloseable> T keep(T closeable) {
    open.add(closeable);
    return closeable;
  }
}
