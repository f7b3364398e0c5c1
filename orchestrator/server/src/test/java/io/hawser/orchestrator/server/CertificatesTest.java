package io.hawser.orchestrator.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.hawser.orchestrator.command.Command;
import io.hawser.orchestrator.document.CompanyDocument;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.bouncycastle.util.encoders.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// An orchestrator that runs for years, and edges that are away as long.
class CertificatesTest {
  private static final Duration THREE_YEARS = Duration.ofDays(3 * 365);

  private static final String SITES =
      """
      sites:
        - name: hq
          lan: {device: lan0, prefixes: [10.1.0.0/24]}
          links: [{name: broadband, device: wan0, transport: internet}]
      """;

  @TempDir Path directory;
  private volatile Instant now = Instant.now().minus(THREE_YEARS);
  private Orchestrator orchestrator;

  @BeforeEach
  void start() {
    InstantSource clock = () -> now;
    orchestrator =
        Orchestrator.start(
            new Settings(data(), new InetSocketAddress("127.0.0.1", 0), List.of()),
            clock,
            new SecureRandom(),
            _ -> _ -> {});
  }

  @AfterEach
  void stop() {
    orchestrator.close();
  }

  @Test
  void theServersCertificateIsRenewedWhileItRuns() throws Exception {
    X509Certificate first = shown();
    now = now.plus(Duration.ofDays(264));
    assertThat(shown()).isEqualTo(first);
    now = now.plus(Duration.ofDays(2));
    X509Certificate renewed = shown();
    assertThat(renewed.getNotAfter().toInstant())
        .isAfter(first.getNotAfter().toInstant().plus(Duration.ofDays(200)));
    assertThat(Files.readString(data().resolve("server.pem")).replaceAll("\\s", ""))
        .contains(Base64.toBase64String(renewed.getEncoded()));
    assertThat(shown()).isEqualTo(renewed);
  }

  @Test
  void anEdgeThatWasAwayForYearsAttachesAndGetsAFreshCertificate() throws Exception {
    submit(new Command.ApplyCompany(CompanyDocument.parse(SITES, "company.yaml")));
    String token =
        orchestrator
            .services()
            .claims()
            .create("hq", null, true, Duration.ofHours(1), "user:ann")
            .token();
    TestDevice device = new TestDevice(orchestrator, data(), anyServer());
    String id = device.enrolled(token).path("edgeId").asString();
    assertThat(expiry(id)).isLessThan(System.currentTimeMillis());
    now = Instant.now();
    try (TestStream stream = new TestStream(device.channel())) {
      assertThat(stream.hello("hq", 0).next().getEdgeId()).isEqualTo(id);
    }
    device.enrolled(token);
    assertThat(expiry(id)).isGreaterThan(System.currentTimeMillis());
    submit(new Command.RevokeEdge(id));
    try (TestStream stream = new TestStream(device.channel())) {
      assertThat(stream.hello("hq", 0).end().getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
    }
  }

  private long expiry(String id) {
    return orchestrator
        .services()
        .ledger()
        .company()
        .edge(id)
        .orElseThrow()
        .certificate()
        .expiresEpochMs();
  }

  /// The certificate of a handshake now.
  private X509Certificate shown() throws Exception {
    SSLContext context = trustingAll();
    URI uri = orchestrator.localUri();
    try (SSLSocket socket =
        (SSLSocket) context.getSocketFactory().createSocket(uri.getHost(), uri.getPort())) {
      socket.startHandshake();
      return (X509Certificate) socket.getSession().getPeerCertificates()[0];
    }
  }

  /// A client whose clock is of no matter.
  private static HttpClient anyServer() throws Exception {
    return HttpClient.newBuilder().sslContext(trustingAll()).build();
  }

  private static SSLContext trustingAll() throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), null);
    return context;
  }

  private void submit(Command command) {
    orchestrator.services().ledger().submit(command, "user:ann", now.toEpochMilli());
  }

  private Path data() {
    return directory.resolve("data");
  }
}
