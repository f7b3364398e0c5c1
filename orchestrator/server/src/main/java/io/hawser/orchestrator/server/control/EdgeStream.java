package io.hawser.orchestrator.server.control;

import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.hawser.orchestrator.api.Answer;
import io.hawser.orchestrator.api.Applied;
import io.hawser.orchestrator.api.EdgeReport;
import io.hawser.orchestrator.api.ExplainFlow;
import io.hawser.orchestrator.api.Hello;
import io.hawser.orchestrator.api.LinkFact;
import io.hawser.orchestrator.api.LinkFacts;
import io.hawser.orchestrator.api.Push;
import io.hawser.orchestrator.api.Question;
import io.hawser.orchestrator.api.SignedRevision;
import io.hawser.orchestrator.command.Command;
import io.hawser.orchestrator.company.Edge;
import io.hawser.orchestrator.company.Names;
import io.hawser.orchestrator.company.PublicKey;
import io.hawser.orchestrator.company.RefusedException;
import io.hawser.orchestrator.server.store.EdgeRevisions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One edge's stream. Reports arrive one at a time, on a thread that may wait for the disk; pushes
/// come from any thread.
final class EdgeStream implements StreamObserver<EdgeReport> {
  private static final Logger LOG = LoggerFactory.getLogger(EdgeStream.class);

  private static final String EXPLAIN_FLOW = "explain-flow";

  /// Links and devices of one box.
  private static final int MAX_LINKS = 64;

  /// Of a stream that was opened, until its first word.
  static final Duration HELLO_WITHIN = Duration.ofSeconds(10);

  private final ControlServices services;
  private final String edgeId;
  private final String remoteAddress;
  private final ServerCallStreamObserver<Push> out;

  /// What waits for room in the stream; a newer one replaces it. Guarded by `this`.
  private @Nullable SignedRevision waiting;

  /// The newest revision that was pushed. Guarded by `this`.
  private long offered;

  private final OpenQuestions questions = new OpenQuestions();
  private volatile boolean explains;
  private volatile boolean greeted;
  private boolean closed;

  EdgeStream(
      ControlServices services,
      String edgeId,
      String remoteAddress,
      ServerCallStreamObserver<Push> out) {
    this.services = services;
    this.edgeId = edgeId;
    this.remoteAddress = remoteAddress;
    this.out = out;
    out.setOnReadyHandler(this::flush);
    out.setOnCancelHandler(this::gone);
  }

  @Override
  public void onNext(EdgeReport report) {
    try {
      if (!greeted && report.getReportCase() != EdgeReport.ReportCase.HELLO) {
        throw RefusedException.invalid(
            "report: " + report.getReportCase() + " (expected: HELLO first)");
      }
      switch (report.getReportCase()) {
        case HELLO -> onHello(report.getHello());
        case LINKS -> onLinks(report.getLinks());
        case APPLIED -> onApplied(report.getApplied());
        case MEASUREMENTS -> services.telemetry().measured(edgeId, report.getMeasurements());
        case VERDICTS -> services.telemetry().decided(edgeId, report.getVerdicts());
        case ANSWER -> onAnswer(report.getAnswer());
        case EVENT -> services.telemetry().happened(edgeId, report.getEvent());
        // A newer edge may report what we do not know.
        case REPORT_NOT_SET -> LOG.debug("report unknown edge={}", edgeId);
      }
    } catch (RefusedException e) {
      LOG.warn("report refused edge={} reason=\"{}\"", edgeId, e.getMessage());
      close(status(e));
    } catch (RuntimeException e) {
      // The edge comes again; nothing of this report was acknowledged to it.
      LOG.error("report failed edge={}", edgeId, e);
      close(Status.UNAVAILABLE.withDescription("report: not kept (expected: a working database)"));
    }
  }

  private static Status status(RefusedException e) {
    Status status =
        switch (e.kind()) {
          case FORBIDDEN -> Status.PERMISSION_DENIED;
          case INVALID, UNKNOWN, CONFLICT, STALE, EXPIRED -> Status.INVALID_ARGUMENT;
        };
    return status.withDescription(e.getMessage());
  }

  private void onHello(Hello hello) {
    long nowEpochMs = services.clock().millis();
    greeted = true;
    explains = hello.getAnswersList().contains(EXPLAIN_FLOW);
    if (!hello.getServiceKey().isEmpty()) {
      PublicKey key = PublicKey.of(hello.getServiceKey().toByteArray());
      services
          .ledger()
          .submit(
              new Command.ReportHello(edgeId, key, hello.getCiphersList()),
              "edge:" + edgeId,
              nowEpochMs);
    }
    services.revisions().inForce(edgeId, hello.getAppliedRevision(), nowEpochMs);
    services
        .presence()
        .attach(
            edgeId,
            this,
            new Presence.Session(
                Names.printable(hello.getVersion()),
                Names.printable(hello.getBootId()),
                nowEpochMs,
                remoteAddress,
                List.of()));
    if (!isMember()) {
      putOut();
      return;
    }
    services
        .revisions()
        .newest(edgeId)
        .filter(told -> told.revision() != hello.getAppliedRevision())
        .ifPresent(this::push);
    LOG.info(
        "edge attached edge={} version={} revision={}",
        edgeId,
        Names.printable(hello.getVersion()),
        hello.getAppliedRevision());
  }

  /// Looked at once more after attaching: who was put out before is seen here, who is put out later
  /// is seen among the attached.
  private boolean isMember() {
    return services.ledger().company().edge(edgeId).filter(Edge::isMember).isPresent();
  }

  private void onLinks(LinkFacts facts) {
    if (facts.getLinksCount() > MAX_LINKS) {
      throw RefusedException.invalid(
          "links: " + facts.getLinksCount() + " (expected: at most " + MAX_LINKS + ")");
    }
    Map<String, Command.LinkSighting> links = new HashMap<>();
    for (LinkFact fact : facts.getLinksList()) {
      if (!fact.getName().isEmpty()) {
        links.put(fact.getName(), new Command.LinkSighting(fact.getAddressesList(), key(fact)));
      }
    }
    services
        .presence()
        .sees(edgeId, this, facts.getLinksList().stream().map(Presence.SeenLink::of).toList());
    services
        .ledger()
        .submit(
            new Command.ReportLinks(edgeId, links), "edge:" + edgeId, services.clock().millis());
  }

  private static @Nullable PublicKey key(LinkFact fact) {
    return fact.getPublicKey().isEmpty() ? null : PublicKey.of(fact.getPublicKey().toByteArray());
  }

  private void onApplied(Applied applied) {
    services
        .revisions()
        .answered(
            edgeId,
            applied.getRevision(),
            applied.getAccepted(),
            Names.printable(applied.getError()),
            services.clock().millis());
    services.presence().changed();
    LOG.info(
        "revision answered edge={} revision={} accepted={} error=\"{}\"",
        edgeId,
        applied.getRevision(),
        applied.getAccepted(),
        Names.printable(applied.getError()));
  }

  private void onAnswer(Answer answer) {
    if (!questions.onAnswer(answer)) {
      LOG.debug("answer late edge={}", edgeId);
    }
  }

  /// Asks the edge; see [OpenQuestions#add].
  CompletableFuture<Answer> ask(ExplainFlow question) {
    if (!explains) {
      throw RefusedException.conflict(
          "edge: of a version that explains no flows from here (expected: a newer one)");
    }
    CompletableFuture<Answer> answer =
        questions.add(Question.newBuilder().setExplainFlow(question));
    flush();
    return answer;
  }

  /// Sends a configuration as soon as there is room for it, unless a newer one was offered.
  void push(EdgeRevisions.Told told) {
    synchronized (this) {
      if (told.revision() <= offered) {
        return;
      }
      offered = told.revision();
      waiting = told.signed();
    }
    flush();
  }

  private synchronized void flush() {
    SignedRevision next = waiting;
    if (next != null && !closed && out.isReady()) {
      waiting = null;
      out.onNext(Push.newBuilder().setRevision(next).build());
    }
    while (!closed && out.isReady() && questions.next() instanceof Question question) {
      out.onNext(Push.newBuilder().setQuestion(question).build());
    }
  }

  /// Ends a stream that has said nothing within its time.
  void endIfSilent() {
    if (!greeted) {
      close(
          Status.DEADLINE_EXCEEDED.withDescription(
              "stream: silent (expected: HELLO within " + HELLO_WITHIN.toSeconds() + " s)"));
    }
  }

  void replaced() {
    close(Status.ABORTED.withDescription("stream: replaced (expected: one an edge)"));
  }

  void putOut() {
    close(Status.PERMISSION_DENIED.withDescription("edge: put out (expected: a new claim)"));
  }

  private void close(Status status) {
    if (closeOnce()) {
      out.onError(status.asRuntimeException());
    }
    leave();
  }

  /// Cancelled, broken or reset; gRPC may tell it twice.
  private void gone() {
    if (closeOnce()) {
      LOG.info("edge away edge={}", edgeId);
    }
    leave();
  }

  private void leave() {
    services.presence().detach(edgeId, this);
    questions.end();
  }

  /// Whether this call closed the stream.
  private synchronized boolean closeOnce() {
    boolean first = !closed;
    closed = true;
    return first;
  }

  @Override
  public void onError(Throwable problem) {
    gone();
  }

  @Override
  public void onCompleted() {
    if (closeOnce()) {
      out.onCompleted();
    }
    leave();
  }
}
