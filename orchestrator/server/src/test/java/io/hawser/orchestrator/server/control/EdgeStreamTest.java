package io.hawser.orchestrator.server.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.hawser.orchestrator.api.EdgeReport;
import io.hawser.orchestrator.api.Hello;
import io.hawser.orchestrator.api.Push;
import io.hawser.orchestrator.server.store.Database;
import io.hawser.orchestrator.server.store.EdgeRevisions;
import io.hawser.orchestrator.server.store.SqlLedger;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EdgeStreamTest {
  @TempDir Path directory;

  @Test
  void aHelloOfAnEdgeThatIsNoMemberAnyMoreIsTheLastWord() {
    try (Database database = Database.embedded(directory)) {
      Presence presence = new Presence();
      ControlServices services =
          new ControlServices(
              new SqlLedger(database),
              new EdgeRevisions(database),
              presence,
              new Telemetry(),
              InstantSource.system());
      Out out = new Out();
      EdgeStream stream = new EdgeStream(services, "put-out", "192.0.2.1:1", out);
      stream.onNext(EdgeReport.newBuilder().setHello(Hello.getDefaultInstance()).build());
      assertThat(out.ends)
          .extracting(end -> Status.fromThrowable(end).getCode())
          .containsExactly(Status.Code.PERMISSION_DENIED);
      assertThat(presence.attachedCount()).isZero();
    }
  }

  /// The orchestrator's end of a stream.
  private static final class Out extends ServerCallStreamObserver<Push> {
    private final List<Throwable> ends = new ArrayList<>();

    @Override
    public void onError(Throwable problem) {
      ends.add(problem);
    }

    @Override
    public void onNext(Push push) {}

    @Override
    public void onCompleted() {}

    @Override
    public boolean isCancelled() {
      return false;
    }

    @Override
    public void setOnCancelHandler(Runnable handler) {}

    @Override
    public void setCompression(String compression) {}

    @Override
    public boolean isReady() {
      return true;
    }

    @Override
    public void setOnReadyHandler(Runnable handler) {}

    @Override
    public void request(int count) {}

    @Override
    public void setMessageCompression(boolean enable) {}

    @Override
    public void disableAutoInboundFlowControl() {}
  }
}
