package io.hawser.orchestrator.server;

import com.google.protobuf.ByteString;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.hawser.orchestrator.api.Applied;
import io.hawser.orchestrator.api.ControlGrpc;
import io.hawser.orchestrator.api.EdgeConfiguration;
import io.hawser.orchestrator.api.EdgeReport;
import io.hawser.orchestrator.api.Hello;
import io.hawser.orchestrator.api.LinkFact;
import io.hawser.orchestrator.api.LinkFacts;
import io.hawser.orchestrator.api.Push;
import io.hawser.orchestrator.api.Question;
import io.hawser.orchestrator.api.SignedRevision;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// An edge's end of the control channel.
final class TestStream implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 20;

  private final ManagedChannel channel;
  private final StreamObserver<EdgeReport> out;
  private final BlockingQueue<SignedRevision> pushed = new LinkedBlockingQueue<>();
  private final BlockingQueue<Question> asked = new LinkedBlockingQueue<>();
  private final CompletableFuture<Status> ended = new CompletableFuture<>();

  TestStream(ManagedChannel channel) {
    this.channel = channel;
    out =
        ControlGrpc.newStub(channel)
            .attach(
                new StreamObserver<>() {
                  @Override
                  public void onNext(Push push) {
                    if (push.hasQuestion()) {
                      asked.add(push.getQuestion());
                    } else {
                      pushed.add(push.getRevision());
                    }
                  }

                  @Override
                  public void onError(Throwable problem) {
                    ended.complete(Status.fromThrowable(problem));
                  }

                  @Override
                  public void onCompleted() {
                    ended.complete(Status.OK);
                  }
                });
  }

  TestStream hello(String owner, long appliedRevision) {
    return hello(owner, appliedRevision, List.of());
  }

  /// @param answers the questions that it says it answers
  TestStream hello(String owner, long appliedRevision, List<String> answers) {
    return report(
        EdgeReport.newBuilder()
            .setHello(
                Hello.newBuilder()
                    .setVersion("1")
                    .setBootId("boot")
                    .setAppliedRevision(appliedRevision)
                    .addAllAnswers(answers)
                    .setServiceKey(key(owner + "/service")))
            .build());
  }

  /// Says one link, up, at `address`, with a key of its own.
  TestStream link(String owner, String name, String address) {
    return report(
        EdgeReport.newBuilder()
            .setLinks(
                LinkFacts.newBuilder()
                    .addLinks(
                        LinkFact.newBuilder()
                            .setName(name)
                            .setDevice("wan0")
                            .setUp(true)
                            .addAddresses(address)
                            .setPublicKey(key(owner + "/" + name))))
            .build());
  }

  TestStream applied(long revision, boolean accepted, String error) {
    return report(
        EdgeReport.newBuilder()
            .setApplied(
                Applied.newBuilder().setRevision(revision).setAccepted(accepted).setError(error))
            .build());
  }

  TestStream report(EdgeReport report) {
    out.onNext(report);
    return this;
  }

  static ByteString key(String owner) {
    byte[] bytes = Arrays.copyOf(owner.getBytes(StandardCharsets.UTF_8), 32);
    return ByteString.copyFrom(bytes);
  }

  SignedRevision nextSigned() throws Exception {
    SignedRevision revision = pushed.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    if (revision == null) {
      throw new AssertionError("no revision within " + PATIENCE_SECONDS + " s; ended " + ended);
    }
    return revision;
  }

  EdgeConfiguration next() throws Exception {
    return EdgeConfiguration.parseFrom(nextSigned().getConfiguration());
  }

  Question nextQuestion() throws Exception {
    Question question = asked.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    if (question == null) {
      throw new AssertionError("no question within " + PATIENCE_SECONDS + " s; ended " + ended);
    }
    return question;
  }

  boolean nothingWaits() {
    return pushed.isEmpty();
  }

  Status end() throws Exception {
    return ended.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  /// As an edge that loses its power.
  void hangUp() {
    channel.shutdownNow();
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
