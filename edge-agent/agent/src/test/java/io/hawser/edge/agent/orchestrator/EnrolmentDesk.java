package io.hawser.edge.agent.orchestrator;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import io.hawser.edge.agent.store.Pem;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.TrustManagerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The enrolment resources of an orchestrator, over real TLS on loopback.
public final class EnrolmentDesk implements AutoCloseable {
  public static final String EDGE_ID = "0198e6b2-0000-7000-8000-000000000001";
  private static final JsonMapper JSON = JsonMapper.shared();

  private final TestAuthority authority;
  private final String revisionKey;
  private final HttpsServer server;
  private final AtomicInteger requests = new AtomicInteger();

  /// What `cacerts` says; another CA's certificate where a test wants to deceive.
  public volatile String offeredAuthorities;

  public volatile boolean approved;
  public volatile int refusalStatus;
  public volatile String lastBody = "";
  public volatile Instant issueFrom = Instant.now();
  public volatile Duration issueFor = Duration.ofDays(3);

  public EnrolmentDesk(
      TestAuthority authority, String revisionKey, X509Certificate own, KeyPair key)
      throws Exception {
    this.authority = authority;
    this.revisionKey = revisionKey;
    this.offeredAuthorities = authority.pem();
    this.server = HttpsServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    server.setHttpsConfigurator(configurator(tls(own, key)));
    server.createContext("/.well-known/est/cacerts", this::cacerts);
    server.createContext("/.well-known/est/simpleenroll", this::enroll);
    server.createContext("/.well-known/est/simplereenroll", this::reenroll);
    server.start();
  }

  /// A desk whose certificate is by that CA, for 127.0.0.1.
  public static EnrolmentDesk open(TestAuthority authority, String revisionKey) throws Exception {
    KeyPair key = TestAuthority.newKey();
    return new EnrolmentDesk(
        authority, revisionKey, authority.server(key.getPublic(), "127.0.0.1", Instant.now()), key);
  }

  public URI uri() {
    return URI.create("https://127.0.0.1:" + server.getAddress().getPort());
  }

  public int requests() {
    return requests.get();
  }

  private void cacerts(HttpExchange exchange) throws IOException {
    answer(exchange, 200, offeredAuthorities);
  }

  private void enroll(HttpExchange exchange) throws IOException {
    requests.incrementAndGet();
    lastBody = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    JsonNode request = JSON.readTree(lastBody);
    if (refusalStatus != 0) {
      answer(exchange, refusalStatus, "{\"error\":\"claim: expired (expected: a fresh one)\"}");
    } else if (!approved) {
      exchange.getResponseHeaders().set("Retry-After", "1");
      answer(
          exchange,
          202,
          "{\"status\":\"pending\",\"approveAt\":\"https://orchestrator/edges/7\",\"message\":\"m\"}");
    } else {
      answer(exchange, 200, issued(request.path("csr").stringValue("")));
    }
  }

  private String issued(String csr) {
    X509Certificate certificate = authority.edge(csr, EDGE_ID, issueFrom, issueFor);
    return JSON.createObjectNode()
        .put("edgeId", EDGE_ID)
        .put("certificate", Pem.text(List.of(certificate)))
        .put("caCertificates", authority.pem())
        .put("revisionKey", revisionKey)
        .toString();
  }

  private void reenroll(HttpExchange exchange) throws IOException {
    String csr = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    try {
      var session = ((HttpsExchange) exchange).getSSLSession();
      X509Certificate known = (X509Certificate) session.getPeerCertificates()[0];
      String edgeId = known.getSubjectX500Principal().getName().substring("CN=".length());
      answer(
          exchange, 200, Pem.text(List.of(authority.edge(csr, edgeId, Instant.now(), issueFor))));
    } catch (SSLPeerUnverifiedException e) {
      answer(exchange, 401, "{\"error\":\"certificate: none (expected: the edge's)\"}");
    }
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private SSLContext tls(X509Certificate own, KeyPair key) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry("own", key.getPrivate(), new char[0], new X509Certificate[] {own});
    store.setCertificateEntry("ca", authority.certificate());
    KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(store, new char[0]);
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }

  private static HttpsConfigurator configurator(SSLContext context) {
    return new HttpsConfigurator(context) {
      @Override
      public void configure(HttpsParameters parameters) {
        SSLParameters ssl = context.getDefaultSSLParameters();
        ssl.setWantClientAuth(true);
        parameters.setSSLParameters(ssl);
      }
    };
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
