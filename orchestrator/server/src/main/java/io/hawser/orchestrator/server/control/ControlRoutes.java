package io.hawser.orchestrator.server.control;

import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.grpc.GrpcSerializationFormats;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.grpc.GrpcService;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.hawser.orchestrator.api.ControlGrpc;
import io.hawser.orchestrator.api.EdgeReport;
import io.hawser.orchestrator.api.Push;
import io.hawser.orchestrator.company.Edge;
import io.hawser.orchestrator.server.HttpRoutes;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The control service on the orchestrator's port.
public final class ControlRoutes implements HttpRoutes {
  private static final Logger LOG = LoggerFactory.getLogger(ControlRoutes.class);

  /// A report of 1,024 paths is about 150 kB.
  private static final int MAX_MESSAGE_LENGTH = 1 << 20;

  private final ControlServices services;
  private final ClientIdentity identity;

  public ControlRoutes(ControlServices services, ClientIdentity identity) {
    this.services = services;
    this.identity = identity;
  }

  @Override
  public void addTo(ServerBuilder server) {
    server.service(
        GrpcService.builder()
            .addService(new Control())
            .supportedSerializationFormats(GrpcSerializationFormats.PROTO)
            .maxRequestMessageLength(MAX_MESSAGE_LENGTH)
            .useBlockingTaskExecutor(true)
            .build(),
        service -> service.decorate(ControlRoutes::withoutEnd));
  }

  /// A stream lasts for months; the limits of a request are not its.
  private static HttpResponse withoutEnd(
      HttpService service, ServiceRequestContext context, HttpRequest request) throws Exception {
    context.clearRequestTimeout();
    context.setMaxRequestLength(0);
    return service.serve(context, request);
  }

  private final class Control extends ControlGrpc.ControlImplBase {
    @Override
    public StreamObserver<EdgeReport> attach(StreamObserver<Push> out) {
      ServiceRequestContext context = ServiceRequestContext.current();
      Optional<Edge> edge = identity.edge(context.sslSession());
      if (edge.isEmpty()) {
        LOG.warn("attach refused remote={}", context.remoteAddress());
        throw Status.UNAUTHENTICATED
            .withDescription(
                "client certificate: none of an edge here (expected: the one from enrolment)")
            .asRuntimeException();
      }
      String id = edge.get().id();
      EdgeStream stream =
          new EdgeStream(
              services,
              id,
              String.valueOf(context.remoteAddress()),
              (ServerCallStreamObserver<Push>) out);
      services.presence().opened(id, stream);
      var _ =
          context
              .eventLoop()
              .schedule(
                  stream::endIfSilent, EdgeStream.HELLO_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
      return stream;
    }
  }
}
