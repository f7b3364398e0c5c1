package io.hawser.edge.agent.orchestrator;

import io.grpc.Server;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.hawser.orchestrator.api.Applied;
import io.hawser.orchestrator.api.ControlGrpc;
import io.hawser.orchestrator.api.EdgeReport;
import io.hawser.orchestrator.api.Push;
import io.hawser.orchestrator.api.Question;
import io.hawser.orchestrator.api.SignedRevision;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.KeyPair;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/// The control channel of an orchestrator, over real gRPC and mutual TLS on loopback.
public final class ControlDesk implements AutoCloseable {
  private final List<StreamObserver<Push>> streams = new CopyOnWriteArrayList<>();
  private final List<EdgeReport> reports = new CopyOnWriteArrayList<>();
  private final Server server;

  private ControlDesk(Server server, Attach service) {
    this.server = server;
    service.desk = this;
  }

  /// A desk of that CA, on that port (0: any).
  public static ControlDesk open(TestAuthority authority, int port) throws Exception {
    KeyPair key = TestAuthority.newKey();
    var own = authority.server(key.getPublic(), "127.0.0.1", Instant.now());
    var tls =
        GrpcSslContexts.configure(
                SslContextBuilder.forServer(key.getPrivate(), own), SslProvider.JDK)
            .clientAuth(ClientAuth.REQUIRE)
            .trustManager(authority.certificate())
            .build();
    Attach service = new Attach();
    Server server =
        NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", port))
            .sslContext(tls)
            .addService(service)
            .build();
    ControlDesk desk = new ControlDesk(server, service);
    server.start();
    return desk;
  }

  public URI uri() {
    return URI.create("https://127.0.0.1:" + server.getPort());
  }

  public int port() {
    return server.getPort();
  }

  public List<EdgeReport> reports() {
    return reports;
  }

  public int streams() {
    return streams.size();
  }

  public List<Applied> answers() {
    return reports.stream().filter(EdgeReport::hasApplied).map(EdgeReport::getApplied).toList();
  }

  public void push(SignedRevision revision) {
    streams.getLast().onNext(Push.newBuilder().setRevision(revision).build());
  }

  public void ask(Question question) {
    streams.getLast().onNext(Push.newBuilder().setQuestion(question).build());
  }

  @Override
  public void close() {
    server.shutdownNow();
    try {
      server.awaitTermination(5, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static final class Attach extends ControlGrpc.ControlImplBase {
    private ControlDesk desk;

    @Override
    public StreamObserver<EdgeReport> attach(StreamObserver<Push> pushes) {
      desk.streams.add(pushes);
      return new StreamObserver<>() {
        @Override
        public void onNext(EdgeReport report) {
          desk.reports.add(report);
        }

        @Override
        public void onError(Throwable failure) {}

        @Override
        public void onCompleted() {
          pushes.onCompleted();
        }
      };
    }
  }
}
